/** Tables of the source `credentials`: what lets users and root sign in or call AWS. */
import { choice, column, required, type TableSchema } from '../schema.js';
import { accountId, runId } from './shared-columns.js';

const ofUserOrRoot = required('string', 'ARN of the user, or of the root user of the account (…:root)');
const holderId = column(
  'string',
  'Unique ID of the user; null: root, or no listed user has this ARN and creation time',
);
const generatedAt = required('timestamp', 'When AWS made the credential report: evidence runs from here back');

/** `unknown`: the report has another word, or none. */
const PASSWORD_STATES = ['enabled', 'none', 'not_supported', 'unknown'] as const;

export const credentials = {
  name: 'credentials',
  comment:
    'One row per user of the credential report, and one of the root user; a user who has none was made after the report',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn'],
  columns: {
    run_id: runId,
    account_id: accountId,
    principal_arn: ofUserOrRoot,
    principal_id: holderId,
    is_root: required('boolean', 'Whether it is the root user'),
    created_at: required('timestamp', 'When the user was created; of root the account'),
    password_state: choice(
      PASSWORD_STATES,
      'enabled, none, not_supported (root has a password, whose rotation IAM does not manage) or unknown',
    ),
    password_last_used_at: column(
      'timestamp',
      'Last sign-in with the password; null: none since 20 October 2014, or not known',
    ),
    password_last_changed_at: column('timestamp', 'When the password was last set; null: no password, or not known'),
    password_next_rotation_at: column('timestamp', 'When the password must be changed; null: never, or not known'),
    has_mfa: column('boolean', 'Whether an MFA device is active; null: not known'),
    certificates_active: column('int', 'Active signing certificates, 0 to 2; null: not known'),
    has_more_credentials: column(
      'boolean',
      'Whether there are more keys or certificates than the two of each that the report shows; null: not known',
    ),
    generated_at: generatedAt,
  },
} as const satisfies TableSchema;

export const accessKeys = {
  name: 'access_keys',
  comment: 'One row per access key of the credential report, active or not; a slot without a row is empty',
  partitioned: true,
  sortedBy: ['account_id', 'principal_arn'],
  columns: {
    run_id: runId,
    account_id: accountId,
    principal_arn: ofUserOrRoot,
    slot: required('int', 'Place of the key in the report, 1 or 2: the report does not name its ID'),
    principal_id: holderId,
    is_active: column('boolean', 'Whether it is active; null: not known'),
    last_rotated_at: column('timestamp', 'When it was created; null: not known'),
    last_used_at: column('timestamp', 'Last use of the key; null: none since 22 April 2015, or not known'),
    last_used_region: column('string', 'Region of the last use, as IAM names it'),
    last_used_service: column('string', 'Service of the last use, as a namespace such as s3'),
    generated_at: generatedAt,
  },
} as const satisfies TableSchema;

export const serviceCredentials = {
  name: 'service_credentials',
  comment:
    'One row per credential of a user for one service, such as Bedrock or CodeCommit; no credential report has them',
  partitioned: true,
  sortedBy: ['account_id', 'credential_id'],
  columns: {
    run_id: runId,
    account_id: accountId,
    credential_id: required('string', 'Unique ID of the credential'),
    principal_arn: column('string', 'ARN of its user; null: no listed user has its name'),
    service: required('string', 'Service that takes it, such as codecommit.amazonaws.com'),
    status: required('string', 'As IAM reports it: Active, Inactive or Expired'),
    created_at: required('timestamp', 'When it was created'),
    expires_at: column('timestamp', 'When it expires; null: never'),
  },
} as const satisfies TableSchema;

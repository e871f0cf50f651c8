/** What goes wrong at Athena, in words for people. */

import { isOfCredentials, isWithoutCredentials } from '../../aws/failure.js';
import { withoutTokens } from '../../aws/secrets.js';
import { commandLine } from '../../model/commands/command-line.js';
import { UserError } from '../../model/errors.js';
import type { AthenaOptions } from './client.js';

const NO_RIGHTS = /^(AccessDenied|AccessDeniedException)$/;
const THROTTLED = /^(TooManyRequestsException|ThrottlingException)$/;

/**
 * The UserError of a call that the SDK gave up; `action` follows "Cannot". What did not come from the call
 * is handed back as it is.
 */
export function callError(error: unknown, action: string, options: AthenaOptions): unknown {
  if (!isCallError(error)) return error;
  return new UserError(`Cannot ${action}: ${error.name}: ${withoutTokens(error.message)}`, {
    hint: hintOf(error, options),
    cause: error,
  });
}

/** The UserError of a statement that Athena took and did not carry out; `reason` is the service's. */
export function statementError(state: string, reason: string | undefined, options: AthenaOptions): UserError {
  return new UserError(`Cannot run the statement${of(options)}: ${state}: ${reason ?? 'no reason given'}`, {
    hint: hintOfReason(reason ?? '', options),
  });
}

/** The SDK marks what a call ended with, answers and failures of the network alike; a TypeError is a bug. */
function isCallError(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof TypeError) return false;
  return '$metadata' in error || isWithoutCredentials(error) || /Region is missing/.test(error.message);
}

function hintOf(error: Error, { workgroup }: AthenaOptions): string {
  const { name, message } = error;
  if (isOfCredentials(error) || name === 'InvalidSignatureException')
    return 'Sign in again: the AWS credentials are missing, wrong or expired.';
  if (NO_RIGHTS.test(name) || /not authorized/i.test(message))
    return 'The caller needs the query permissions of deploy/hub-policy.json: Athena, Glue and both S3 locations.';
  if (THROTTLED.test(name)) return 'Athena is busy with other statements of this account: try again later.';
  if (/output (location|bucket)/i.test(message))
    return 'Give --output-location s3://bucket/prefix, in the same region.';
  if (/work ?group/i.test(message)) return `Give an existing --workgroup of this region instead of "${workgroup}".`;
  if (/region is missing/i.test(message)) return 'Give --region, or set AWS_REGION.';
  return 'Check --region and the network, then try again.';
}

function hintOfReason(reason: string, { database }: AthenaOptions): string {
  if (
    /SCHEMA_NOT_FOUND|TABLE_NOT_FOUND|COLUMN_NOT_FOUND|VIEW_IS_STALE|does not exist|(schema|database) \S+ not found/i.test(
      reason,
    )
  ) {
    return `Make the tables and views with \`access-lake ${commandLine(['catalog', '--database', database ?? 'NAME'])}\`, or give another --database.`;
  }
  if (/access ?denied|not authorized/i.test(reason))
    return 'Ask for the right to read the lake and to write the results.';
  return 'Athena keeps the statement in its query history.';
}

function of({ database }: AthenaOptions): string {
  return database === undefined ? '' : ` in database "${database}"`;
}

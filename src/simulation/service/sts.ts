/** STS: AssumeRole and GetCallerIdentity. */
import { hasMemberRole } from '../world/account-state.js';
import { AwsError, accessDenied, validationError } from './aws-error.js';
import { type Body, type Call, requiredParam } from './call.js';
import { element, isoSeconds } from './xml.js';

const DEFAULT_SECONDS = 3600;
/** MaxSessionDuration of the member role. */
const MOST_SECONDS = 3600;

/** @throws AwsError ValidationError, MalformedPolicyDocument, AccessDenied (also for a role that is not there or another external id) */
export function assumeRole(call: Call): Body {
  const { params, credentials, world } = call;
  const roleArn = requiredParam(params, 'RoleArn');
  const sessionName = sessionNameOf(params);
  const seconds = secondsOf(params);
  const role = roleToAssume(call, roleArn);
  const asked = world.settings.sessionSeconds ?? seconds;
  const expiresAt = Math.floor(world.settings.wallClock() / 1000 + Math.min(seconds, asked)) * 1000;
  const arn = `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`;
  const userId = `${role.id}:${sessionName}`;
  const allowed = allowedBy(params.get('Policy'));
  const session = credentials.issueSession({ kind: 'member', accountId: role.accountId, arn, userId }, expiresAt);
  session.allowed = allowed;
  return [
    `<AssumedRoleUser>${element('Arn', arn)}${element('AssumedRoleId', userId)}</AssumedRoleUser>`,
    `<Credentials>${element('AccessKeyId', session.accessKeyId)}`,
    element('SecretAccessKey', session.secretAccessKey),
    element('SessionToken', session.sessionToken),
    `${element('Expiration', isoSeconds(expiresAt))}</Credentials>`,
  ];
}

/** The actions that a session policy names. @throws AwsError MalformedPolicyDocument */
function allowedBy(policy: string | null): readonly string[] | undefined {
  if (policy === null) return undefined;
  try {
    const { Statement } = JSON.parse(policy) as { Statement: readonly { Action: readonly string[] }[] };
    return Statement.flatMap(({ Action }) => Action);
  } catch {
    throw new AwsError(400, 'MalformedPolicyDocument', 'The policy is not in the valid JSON format.');
  }
}

function sessionNameOf(params: URLSearchParams): string {
  const name = requiredParam(params, 'RoleSessionName');
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  );
}

function secondsOf(params: URLSearchParams): number {
  const seconds = Number(params.get('DurationSeconds') ?? DEFAULT_SECONDS);
  if (seconds > MOST_SECONDS) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  if (seconds >= 900) return seconds;
  throw validationError(
    `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
  );
}

/** The member role, where it is there, trusts the caller, and was asked for with its external id. */
function roleToAssume(call: Call, roleArn: string): { accountId: string; name: string; id: string } {
  const { world, session, params, voidRoles } = call;
  const accountId = roleArn.split(':')[4] ?? '';
  const account = world.account(accountId);
  const { roleName, externalId } = world.settings;
  const isThere =
    account !== undefined &&
    hasMemberRole(account) &&
    !voidRoles.has(accountId) &&
    roleArn === `arn:aws:iam::${accountId}:role/${roleName}` &&
    (account.state === 'ACTIVE' || account.state === 'PENDING_CLOSURE');
  const role = isThere ? world.find(accountId, roleArn) : undefined;
  const isTrusted =
    session.caller.kind === 'hub' && (externalId === undefined || params.get('ExternalId') === externalId);
  if (role && isTrusted) return { accountId, name: role.name, id: role.id };
  throw accessDenied(session.caller.arn, 'sts:AssumeRole', roleArn);
}

export function getCallerIdentity({ session: { caller } }: Call): Body {
  return [element('Arn', caller.arn), element('UserId', caller.userId), element('Account', caller.accountId)];
}

/** STS is switched off in the Region of the call. */
export function regionDisabled(accountId: string): AwsError {
  const message = `STS is not activated in this region for account:${accountId}. Your account administrator can activate STS in this region using the IAM Console.`;
  return new AwsError(403, 'RegionDisabledException', message);
}

/** What stands before every operation: clock, sessions, errors that faults make, limits. */

import type { Fault, FaultName } from '../faults.js';
import type { Limits } from '../options.js';
import { ALLOWED_ACTIONS } from '../world/account-state.js';
import { AwsError, accessDenied, DENIED_BY_SCP, noPolicyAllows, revoked, validationError } from './aws-error.js';
import type { Call } from './call.js';
import { organizationsDenied, organizationsNotInUse } from './organizations-api.js';
import { regionDisabled } from './sts.js';

/** Rate and burst of Organizations, by its reference "Quotas for AWS Organizations". */
const ORGANIZATIONS_LIMITS: Readonly<Record<string, Limits>> = {
  ListAccounts: { rate: 8, burst: 12 },
  ListParents: { rate: 5, burst: 8 },
  ListAccountsForParent: { rate: 5, burst: 8 },
  ListOrganizationalUnitsForParent: { rate: 5, burst: 8 },
  DescribeAccount: { rate: 20, burst: 30 },
  DescribeOrganization: { rate: 1, burst: 2 },
  ListRoots: { rate: 1, burst: 2 },
  DescribeOrganizationalUnit: { rate: 2, burst: 2 },
  ListTagsForResource: { rate: 10, burst: 15 },
};

type ErrorMaker = (call: Call) => AwsError;

const ERRORS: Partial<Record<FaultName, ErrorMaker>> = {
  throttle: throttled,
  'internal-error': ({ action }) =>
    isOrganizations(action)
      ? new AwsError(500, 'ServiceException', 'Internal failure')
      : new AwsError(500, 'ServiceFailure', 'Internal failure'),
  unavailable: () => new AwsError(503, 'ServiceUnavailable', 'Service is unavailable'),
  'access-denied': (call) => noPolicyAllows(call.session.caller.arn, call.action, resourceOf(call)),
  'scp-deny': (call) => accessDenied(call.session.caller.arn, call.action, resourceOf(call), DENIED_BY_SCP),
  'role-missing': (call) => accessDenied(call.session.caller.arn, call.action, resourceOf(call)),
  'region-disabled': ({ session }) => regionDisabled(session.caller.accountId),
  'huge-error': () => new AwsError(400, 'X'.repeat(1_000_000), 'y'.repeat(9_000_000)),
  'credentials-no-capacity': () =>
    new AwsError(409, 'LimitExceeded', 'No more capacity to launch new report generation tasks'),
  'credentials-lost': () => new AwsError(410, 'ReportNotPresent', ''),
  'credentials-expired': () => new AwsError(410, 'ReportExpired', ''),
  'organizations-denied': organizationsDenied,
  'organizations-not-in-use': organizationsNotInUse,
};
const ERROR_NAMES = Object.keys(ERRORS) as FaultName[];

/** The session of a call that a fault ends, at this very call. @throws AwsError */
export function checkSession(call: Call): void {
  const { session, faults, subject, credentials, voidRoles } = call;
  const { accountId, kind } = session.caller;
  const fault =
    kind === 'member' ? faults.strike(['session-expired', 'session-revoked', 'role-removed'], subject) : undefined;
  const sessions = fault ? credentials.sessionsOf(accountId) : [];
  if (fault?.name === 'session-expired') session.expiresAt = 0;
  if (fault?.name === 'session-revoked') for (const issued of sessions) issued.isRevoked = true;
  if (fault?.name === 'role-removed') {
    voidRoles.add(accountId);
    for (const issued of sessions) issued.isVoid = true;
  }
  if (fault) credentials.find(session.accessKeyId, session.sessionToken, call.world.settings.wallClock());
  if (session.isRevoked) throw revoked(session.caller.arn, call.action, resourceOf(call));
}

/** Whether the role and the session policy allow the call. @throws AwsError AccessDenied */
export function checkPolicies(call: Call): void {
  const { action, session, world } = call;
  const isAllowed =
    action.startsWith('sts:') || world.settings.openReads || ALLOWED_ACTIONS.some((one) => one === action);
  if (!isAllowed) throw noPolicyAllows(session.caller.arn, action, resourceOf(call));
  if (session.allowed?.includes(action) !== false) return;
  const reason = `because no session policy allows the ${action} action`;
  throw accessDenied(session.caller.arn, action, resourceOf(call), reason);
}

/** An error that a fault answers with. @throws AwsError */
export function checkErrors(call: Call): void {
  const fault: Fault | undefined = call.faults.strike(ERROR_NAMES, call.subject);
  const make = fault && ERRORS[fault.name];
  if (make) throw make(call);
}

/** Token buckets: of IAM one an account, of Organizations one an operation. */
export class Limiter {
  private readonly buckets = new Map<string, TokenBucket>();

  /** @throws AwsError throttling */
  check(call: Call): void {
    const { action, session, world } = call;
    const { limits, organizationsLimits } = world.settings;
    const operation = action.slice(action.indexOf(':') + 1);
    if (action.startsWith('iam:')) this.take(`iam ${session.caller.accountId}`, limits, call);
    const documented = ORGANIZATIONS_LIMITS[operation];
    if (organizationsLimits && isOrganizations(action) && documented) this.take(action, documented, call);
  }

  private take(key: string, limits: Limits, call: Call): void {
    const now = performance.now();
    const bucket = this.buckets.get(key) ?? new TokenBucket(limits, now);
    this.buckets.set(key, bucket);
    if (!bucket.take(now)) throw throttled(call);
  }
}

/** By how many ms the service's clock is off for a call. */
export function clockOffMs({ faults, subject }: Pick<Call, 'faults' | 'subject'>): number {
  const fault = faults.strike(['clock-off'], subject);
  return fault ? (fault.ms ?? 600_000) : 0;
}

const SIGNATURE_LIFE_MS = 300_000;

/** Whether a signature is of the service's time, five minutes either way. @throws AwsError */
export function checkSignatureTime(call: Call, signedAt: number, now: number): void {
  if (Math.abs(now - signedAt) <= SIGNATURE_LIFE_MS) return;
  const [signed, seen] = [basicTime(signedAt), basicTime(now)];
  const message =
    signedAt < now
      ? `Signature expired: ${signed} is now earlier than ${basicTime(now - SIGNATURE_LIFE_MS)} (${seen} - 5 min.)`
      : `Signature not yet current: ${signed} is still later than ${basicTime(now + SIGNATURE_LIFE_MS)} (${seen} + 5 min.)`;
  if (isOrganizations(call.action)) throw new AwsError(400, 'InvalidSignatureException', message);
  throw new AwsError(403, 'SignatureDoesNotMatch', message);
}

/** ms since 1970 of a time such as 20260927T181259Z; NaN where it is none. */
export function parseBasicTime(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function basicTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function throttled({ action }: Pick<Call, 'action'>): AwsError {
  if (!isOrganizations(action)) return new AwsError(400, 'Throttling', 'Rate exceeded');
  const message =
    "AWS Organizations can't complete your request because another request is already in progress. Try again later.";
  return new AwsError(400, 'TooManyRequestsException', message);
}

export function isThrottling({ code }: AwsError): boolean {
  return code === 'Throttling' || code === 'TooManyRequestsException';
}

function isOrganizations(action: string): boolean {
  return action.startsWith('organizations:');
}

/** What an error says that the call was made on. */
function resourceOf({ params, action, session }: Call): string {
  if (action.startsWith('account:')) return `arn:aws:account::${session.caller.accountId}:account`;
  return params.get('Arn') ?? params.get('RoleArn') ?? '*';
}

export function unknownOperation(operation: string, version: string): AwsError {
  if (!operation) return validationError('1 validation error detected: Value null at action');
  return new AwsError(400, 'InvalidAction', `Could not find operation ${operation} for version ${version}`);
}

/** A token bucket: `burst` calls at once, `rate` more each second. */
class TokenBucket {
  private readonly limits: Limits;
  private tokens: number;
  private at: number;

  constructor(limits: Limits, nowMs: number) {
    this.limits = limits;
    this.tokens = limits.burst;
    this.at = nowMs;
  }

  /** Takes a token; false: there is none, and the call is throttled. */
  take(nowMs: number): boolean {
    const { rate, burst } = this.limits;
    if (rate === Number.POSITIVE_INFINITY) return true;
    this.tokens = Math.min(burst, this.tokens + ((nowMs - this.at) / 1000) * rate);
    this.at = nowMs;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}

import { codeOf, isServiceControlDeny, kindOf, reasonOf } from '../aws/failure.js';
import type { Account } from '../model/account.js';
import type { Access } from './access.js';
import { withoutExternalId } from './redact.js';
import type { Actor } from './session.js';

/** An account that cannot be entered, or no longer: its sentence is the row's error_message. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  readonly code: string;

  constructor(code: string, sentence: string, cause: unknown) {
    super(sentence, { cause });
    this.code = code;
  }
}

/** AssumeRole failed. AWS gives the same AccessDenied for a role that is missing and one that does not trust the caller. */
export function assumeFailed({ roleName, externalId }: Access, account: Account, error: unknown): AccessError {
  const what = `Cannot assume role "${roleName}" in account ${account.id}`;
  if (isServiceControlDeny(error)) return deniedByOrganization(what, 'role', error);
  if (kindOf(error) === 'denied') {
    return new AccessError(
      'AccessDenied',
      `${what}: AccessDenied. Deploy deploy/member-role.yaml there with this role name, the caller and the same external id, or exclude the account.`,
      error,
    );
  }
  if (codeOf(error) === 'RegionDisabled') {
    return new AccessError(
      'RegionDisabled',
      `${what}: STS is not active in this Region. Set AWS_REGION to one that is enabled in the account.`,
      error,
    );
  }
  return new AccessError(codeOf(error), withoutExternalId(`${what}: ${reasonOf(error)}.`, externalId), error);
}

/** An IAM call that the listing needs failed, made as `actor`. */
export function listingFailed(account: Account, actor: Actor, action: string, error: unknown): AccessError {
  const what = `Cannot list the principals of account ${account.id}`;
  if (isServiceControlDeny(error)) return deniedByOrganization(`${what} (${action})`, actor, error);
  if (kindOf(error) === 'denied') return denied(`${what} (${action})`, actor, error);
  return new AccessError(codeOf(error), `${what}: ${action} failed with ${reasonOf(error)}.`, error);
}

/** Every report of an account, asked for as `actor`, was denied. */
export function reportsDenied(account: Account, actor: Actor, error: unknown): AccessError {
  const what = `Cannot generate reports in account ${account.id}`;
  if (isServiceControlDeny(error)) return deniedByOrganization(what, actor, error);
  if (kindOf(error) === 'denied') return denied(what, actor, error);
  return new AccessError(codeOf(error), `${what}: ${reasonOf(error)}.`, error);
}

/** Of an account no job ended any more, each in the time that it has. */
export function jobsTimedOut(account: Account, error: Error & { readonly code: string }): AccessError {
  const what = `Cannot generate reports in account ${account.id}`;
  return new AccessError(error.code, `${what}: none of the last jobs ended (${error.message}).`, error);
}

const ALLOW: Readonly<Record<Actor, string>> = {
  role: 'Update the role from deploy/member-role.yaml, or exclude the account.',
  caller: 'Allow the caller the IAM reads of ReadOwnAccount in deploy/hub-policy.json.',
};
const EXEMPT: Readonly<Record<Actor, string>> = {
  role: 'Exempt the role in that policy, or exclude the account.',
  caller: 'Exempt the caller in that policy.',
};

function denied(what: string, actor: Actor, error: unknown): AccessError {
  return new AccessError('AccessDenied', `${what}: AccessDenied. ${ALLOW[actor]}`, error);
}

function deniedByOrganization(what: string, actor: Actor, error: unknown): AccessError {
  return new AccessError(
    'DeniedByServiceControlPolicy',
    `${what}: denied explicitly by a service control policy. ${EXEMPT[actor]}`,
    error,
  );
}

/** What went wrong with a source in an account, as its state says it. */
import { AnswerError, codeOf, isServiceControlDeny, isUnreachable, kindOf, reasonOf } from '../aws/failure.js';
import type { Account } from '../model/account.js';
import type { SourceState } from '../model/sources.js';
import { AccessError } from '../organization/access-error.js';
import type { Actor } from '../organization/session.js';
import { type AskedSource, CallFailed, SourceFailed } from './source.js';

export type Failure = Pick<SourceState, 'status' | 'errorCode' | 'errorMessage' | 'mayPass'>;

/** Of whom, and what is read: the beginning of the sentence. */
export interface Reading extends Pick<AskedSource, 'name' | 'reads'> {
  readonly account: Account;
}

/**
 * An account that cannot be entered says so itself.
 * @throws what is not the account's own trouble: Interrupted, a UserError where the credentials of the caller ended, and bugs
 */
export function failureOf(reading: Reading, error: unknown): Failure {
  if (error instanceof CallFailed) return callFailure(reading, error);
  if (error instanceof AccessError) {
    return { status: 'failed', errorCode: error.code, errorMessage: error.message, mayPass: false };
  }
  if (error instanceof SourceFailed) {
    const { code, message, mayPass } = error;
    return { status: 'failed', errorCode: code, errorMessage: `${sentence(reading)}: ${message}.`, mayPass };
  }
  if (!(error instanceof AnswerError)) throw error;
  const errorMessage = `${sentence(reading)}: ${reasonOf(error)}.`;
  return { status: 'failed', errorCode: codeOf(error), errorMessage, mayPass: true };
}

function sentence({ reads, account }: Reading): string {
  return `Cannot read ${reads} of account ${account.id}`;
}

function callFailure(reading: Reading, { action, actor, cause }: CallFailed): Failure {
  const what = `${sentence(reading)} (${action})`;
  if (kindOf(cause) === 'denied') {
    return { status: 'refused', ...refusal(what, reading.name, actor, cause), mayPass: false };
  }
  const errorMessage = `${what}: ${reasonOf(cause)}.`;
  return { status: 'failed', errorCode: codeOf(cause), errorMessage, mayPass: isUnreachable(cause) };
}

function refusal(what: string, name: string, actor: Actor, cause: unknown) {
  const orLeave = `or leave ${name} out of --collect.`;
  if (isServiceControlDeny(cause)) {
    const errorMessage = `${what}: denied explicitly by a service control policy. Exempt the ${actor} there, ${orLeave}`;
    return { errorCode: 'DeniedByServiceControlPolicy', errorMessage };
  }
  const fix = actor === 'role' ? 'Update the role from deploy/member-role.yaml' : 'Allow the caller that call';
  return { errorCode: 'AccessDenied', errorMessage: `${what}: AccessDenied. ${fix}, ${orLeave}` };
}

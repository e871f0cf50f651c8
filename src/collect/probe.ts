/** Whether an account can be entered and read at all: one session and one harmless call. */
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { Caller, type CallOptions } from '../aws/caller.js';
import { kindOf } from '../aws/failure.js';
import type { Account } from '../model/account.js';
import { type Effects, systemEffects } from '../model/effects.js';
import { Interrupted, UserError } from '../model/errors.js';
import { AccessError, listingFailed } from '../organization/access-error.js';
import type { AccountSession } from '../organization/session.js';

export interface ProbeOptions extends Pick<CallOptions, 'signal' | 'isOnce'> {
  /** Makes and counts the call to IAM; default: one of its own. */
  readonly caller?: Caller;
}

/**
 * Enters the account and asks IAM for its summary, which the member role allows. Undefined where both succeed, else
 * the AccessError that an export would record for the account. Throws only what no account can be blamed for.
 */
export async function probeAccount(
  account: Account,
  session: AccountSession,
  options: ProbeOptions = {},
  effects: Effects = systemEffects,
): Promise<AccessError | undefined> {
  try {
    const { iam, actor } = await session.current();
    const { caller = new Caller({}, effects) } = options;
    try {
      await caller.call((abortSignal) => iam.send(new GetAccountSummaryCommand({}), { abortSignal }), options);
      return undefined;
    } catch (error) {
      if (error instanceof UserError || error instanceof Interrupted) throw error;
      return listingFailed(account, actor, 'iam:GetAccountSummary', error);
    }
  } catch (error) {
    if (error instanceof AccessError) return error;
    throw error;
  }
}

/** Whether AWS answers a probe of the account, be it with a refusal; an interruption is no answer. */
export async function isAnswering(
  account: Account,
  session: AccountSession,
  options: ProbeOptions,
  effects: Effects = systemEffects,
): Promise<boolean> {
  const error = await probeAccount(account, session, options, effects).catch((thrown: unknown) => thrown);
  if (error instanceof Interrupted) return false;
  return error === undefined || kindOf(error instanceof AccessError ? error.cause : error) !== 'transient';
}

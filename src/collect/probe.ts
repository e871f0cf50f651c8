/** Whether an account can be entered and read at all, and its sources asked: one session and harmless calls. */
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { Caller, type CallOptions } from '../aws/caller.js';
import { kindOf } from '../aws/failure.js';
import { probeSource } from '../evidence/ask.js';
import { ACCOUNT_SOURCES } from '../evidence/sources.js';
import type { Account } from '../model/account.js';
import { type Effects, systemEffects } from '../model/effects.js';
import { Interrupted, UserError } from '../model/errors.js';
import { AccessError, listingFailed } from '../organization/access-error.js';
import type { AccountSession } from '../organization/session.js';
import { Sessions } from './sessions.js';
import { callsIn } from './source-calls.js';

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

/** What of a source a probe found in an account. */
export interface ProbedSource {
  readonly source: string;
  /** What would keep it from being collected, as a sentence; undefined: nothing that a probe can tell. */
  readonly failure: string | undefined;
}

/** Probes those of the named sources that are asked in accounts, one after the other. Throws only what no account can be blamed for. */
export async function probeSources(
  account: Account,
  session: AccountSession,
  { names, signal }: { readonly names: readonly string[]; readonly signal: AbortSignal },
  effects: Effects = systemEffects,
): Promise<readonly ProbedSource[]> {
  const sessions = new Sessions(session, effects);
  const call = callsIn({ sessions, caller: new Caller({}, effects), signal });
  const probed: ProbedSource[] = [];
  for (const source of ACCOUNT_SOURCES.filter(({ name }) => names.includes(name))) {
    const failure = await probeSource(source, { account, call });
    probed.push({ source: source.name, failure: failure?.errorMessage ?? undefined });
  }
  return probed;
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

/** What would stop an export, found out before one is begun. */
import { forAll } from './async/for-all.js';
import { type ProbedSource, probeAccount, probeSources } from './collect/probe.js';
import type { Account, PlannedAccount } from './model/account.js';
import { type Effects, systemEffects } from './model/effects.js';
import { UserError } from './model/errors.js';
import type { Scope } from './model/scope.js';
import type { SourceRequest } from './model/sources.js';
import type { Access } from './organization/access.js';
import { withIds } from './organization/named-scope.js';
import { type OpenOrganization, openOrganization } from './organization/open.js';
import { applyScope } from './organization/scope.js';
import type { Store } from './store/store.js';

export interface CheckOptions {
  readonly access: Access;
  readonly scope: Scope;
  /** What to probe beside the reports. */
  readonly sources: readonly SourceRequest[];
  readonly accountConcurrency: number;
  /** The lake to be written; undefined: not checked. */
  readonly store: Store | undefined;
  /** Asks Athena for something harmless, failing with a UserError; undefined: not checked. */
  readonly askAthena: (() => Promise<void>) | undefined;
  /** Called after each account with how many of how many are done. */
  readonly onAccount: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** One thing that an export needs. */
export interface Check {
  readonly subject: 'organization' | 'account' | 'source' | 'destination' | 'athena';
  /** Name of a source of evidence that was probed in the account; null for the others. */
  readonly source: string | null;
  /** ID of the account, also of a source; null for the others. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly ok: boolean;
  /** False of a source that nobody named: an export does without it. */
  readonly isNeeded: boolean;
  /** What was found, or why it would fail, as a sentence. */
  readonly detail: string;
  /** What to do about it; null where nothing is to be done. */
  readonly hint: string | null;
}

/**
 * Checks caller and organization, one session and one read in each account that an export of this scope would
 * measure, there the sources that it would ask (no report is begun), and the destination and Athena where they are given. Nothing stays written: the store's own probe is
 * removed again. What fails is a Check that says so; only a signal and bugs are thrown.
 */
export async function checkSetup(options: CheckOptions, effects: Effects = systemEffects): Promise<readonly Check[]> {
  const [ofOrganization, destination, athena] = await Promise.all([
    checkOrganization(options, effects),
    checkDestination(options.store),
    checkAthena(options.askAthena),
  ]);
  return [...ofOrganization, ...destination, ...athena];
}

async function checkOrganization(options: CheckOptions, effects: Effects): Promise<Check[]> {
  let opened: OpenOrganization | undefined;
  try {
    opened = await openOrganization(options.access, effects);
    const planned = applyScope(opened.organization, withIds(options.scope, opened.organization));
    const { callerArn, id, accounts } = opened.organization;
    const whole = id === null ? 'this account alone' : `organization ${id}, ${accounts.length} accounts`;
    const notice = await noticeOnTags(opened, planned, options.signal);
    return [
      passed('organization', `${callerArn} reads ${whole}.${notice === undefined ? '' : ` ${notice}.`}`),
      ...(await checkAccounts(opened, planned, options, effects)),
    ];
  } catch (error) {
    return [failedBy('organization', error)];
  } finally {
    opened?.close();
  }
}

/** By the tags of one account; that they cannot be read stops no export. */
async function noticeOnTags(
  opened: OpenOrganization,
  planned: readonly PlannedAccount[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const some = planned.filter(({ decision }) => decision === 'collect').slice(0, 1);
  return (await opened.tagged(some, signal)).notice;
}

async function checkAccounts(
  opened: OpenOrganization,
  planned: readonly PlannedAccount[],
  options: CheckOptions,
  effects: Effects,
): Promise<Check[]> {
  const { accountConcurrency, onAccount, signal } = options;
  const asked = planned.filter(({ decision }) => decision === 'collect');
  let done = 0;
  const checks = await forAll(asked, accountConcurrency, signal, async ({ account }, stop) => {
    const found = await checkAccount(opened, account, { ...options, signal: stop }, effects);
    done += 1;
    onAccount(done, asked.length);
    return found;
  });
  return checks.flat();
}

/** Of the account first, then of each source. */
async function checkAccount(
  opened: OpenOrganization,
  account: Account,
  { sources, signal }: Pick<CheckOptions, 'sources' | 'signal'>,
  effects: Effects,
): Promise<Check[]> {
  const names = sources.map(({ name }) => name);
  const session = opened.sessionOf(account, { sources: names });
  const of = { accountId: account.id, accountName: account.name };
  const error = await probeAccount(account, session, { signal }, effects);
  if (error !== undefined) return [{ ...failed('account', error.message, null), ...of }];
  const probed = await probeSources(account, session, { names, signal }, effects);
  const demanded = new Set(sources.filter((source) => source.demanded).map(({ name }) => name));
  return [
    { ...passed('account', 'Can be entered and read.'), ...of },
    ...probed.map((one) => ({ ...sourceCheck(one, demanded.has(one.source)), ...of })),
  ];
}

function sourceCheck({ source, failure }: ProbedSource, isNeeded: boolean): Check {
  const check = failure === undefined ? passed('source', 'Can be asked.') : failed('source', failure, null);
  return { ...check, source, isNeeded };
}

async function checkDestination(store: Store | undefined): Promise<Check[]> {
  if (store === undefined) return [];
  try {
    await store.check();
    return [passed('destination', `"${store.location}" can be written to, read and listed.`)];
  } catch (error) {
    return [failedBy('destination', error)];
  }
}

async function checkAthena(ask: CheckOptions['askAthena']): Promise<Check[]> {
  if (ask === undefined) return [];
  try {
    await ask();
    return [passed('athena', 'Athena lists the databases and answers a statement.')];
  } catch (error) {
    return [failedBy('athena', error)];
  }
}

const nothing = { source: null, accountId: null, accountName: null } as const;

function passed(subject: Check['subject'], detail: string): Check {
  return { subject, ...nothing, ok: true, isNeeded: true, detail, hint: null };
}

function failed(subject: Check['subject'], detail: string, hint: string | null): Check {
  return { subject, ...nothing, ok: false, isNeeded: true, detail, hint };
}

/** Only what a person can fix is a finding. */
function failedBy(subject: Check['subject'], error: unknown): Check {
  if (!(error instanceof UserError)) throw error;
  return failed(subject, error.message, error.hint ?? null);
}

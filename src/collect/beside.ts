/** Asks the sources of an account beside its reports. */
import { Caller } from '../aws/caller.js';
import { askSource } from '../evidence/ask.js';
import type { AskContext, AskedSource } from '../evidence/source.js';
import type { Account } from '../model/account.js';
import type { Effects } from '../model/effects.js';
import { Interrupted } from '../model/errors.js';
import { type AccountReports, addCalls } from '../model/report.js';
import type { SourceResult } from '../model/sources.js';
import type { PrincipalRow } from '../model/tables.js';
import type { AccountSession } from '../organization/session.js';
import type { CollectOptions } from './account.js';
import { Sessions } from './sessions.js';
import { callsIn } from './source-calls.js';

export interface BesideOptions
  extends Pick<CollectOptions, 'known' | 'jobTimeoutMs' | 'callMs' | 'progress' | 'signal' | 'earlier'> {
  readonly sources: readonly AskedSource[];
  readonly partition: string;
}

/**
 * The reports, and in their outcome how each source ended: it never fails the account. The sources have a caller of their
 * own, which neither the pace of the account nor the watch over all accounts sees, and calls of both are counted. A source
 * that an earlier attempt collected is not asked again.
 */
export async function* withSources(
  reports: AccountReports,
  { account, session }: { readonly account: Account; readonly session: AccountSession },
  options: BesideOptions,
  effects: Effects,
): AccountReports {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const onCall = (throttled: boolean) => options.progress({ type: 'call', throttled });
  const caller = new Caller({ onCall, callMs: options.callMs }, effects);
  const listed = new Listed(options.known.values());
  const context: AskContext = {
    account,
    partition: options.partition,
    call: callsIn({ sessions: new Sessions(session, effects), caller, signal }),
    listed: listed.rows,
    timeoutMs: options.jobTimeoutMs,
    signal,
    effects,
  };
  const asked = Promise.all(
    options.sources.map((source) => collectedBefore(source, options) ?? askSource(source, context)),
  );
  asked.catch(() => {}); // awaited below, unless the reports fail before
  try {
    for (;;) {
      const next = await reports.next();
      if (!next.done) {
        listed.add(next.value.principal);
        yield next.value;
        continue;
      }
      listed.end(next.value.unmeasured);
      const sources = await asked;
      const calls = addCalls(next.value.calls, caller.calls);
      const mayPass = next.value.mayPass || sources.some((source) => source.mayPass);
      return { ...next.value, sources, calls, mayPass };
    }
  } finally {
    stop.abort(new Interrupted('nobody waits for the sources any more'));
    await reports.return(undefined as never).catch(() => {});
  }
}

function collectedBefore({ name }: AskedSource, { earlier }: BesideOptions): SourceResult | undefined {
  return earlier?.sources?.find(({ source, status }) => source === name && status === 'collected');
}

/** Who is in an account, by the rows as they come. */
class Listed {
  readonly rows: Promise<readonly PrincipalRow[]>;
  private readonly known: PrincipalRow[];
  private resolve: (rows: readonly PrincipalRow[]) => void = () => {};

  constructor(known: Iterable<PrincipalRow>) {
    this.known = [...known];
    this.rows = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  add(row: PrincipalRow): void {
    this.known.push(row);
  }

  end(unmeasured: readonly PrincipalRow[]): void {
    this.resolve([...this.known, ...unmeasured]);
  }
}

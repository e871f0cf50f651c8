/** One account: listed, measured principal by principal, listed again, and how it ended. */
import { setMaxListeners } from 'node:events';
import { Caller } from '../aws/caller.js';
import type { Watch } from '../aws/outage.js';
import type { Account } from '../model/account.js';
import { type Effects, systemEffects } from '../model/effects.js';
import { Interrupted, UserError } from '../model/errors.js';
import type { Progress } from '../model/progress.js';
import type { AccountOutcome, AccountReports, PrincipalReport } from '../model/report.js';
import type { PrincipalRow } from '../model/tables.js';
import { AccessError } from '../organization/access-error.js';
import type { AccountSession } from '../organization/session.js';
import { FailureTracker, type Unmeasured } from './failures.js';
import type { Iam } from './iam.js';
import { measure } from './job/job.js';
import { ReportMemory } from './job/memory.js';
import { Ties } from './job/ties.js';
import { JobTimes } from './job/times.js';
import { type DownloadSlot, InFlightWindow } from './job/window.js';
import { compareListings, doubtful } from './listing/compare.js';
import { listAccount, listPrincipals } from './listing/listing.js';
import type { CheckedListing } from './listing/rows.js';
import { type ExtractServices, serviceExtractor } from './page/scan/extract.js';
import { Earlier, mayPass } from './passing.js';
import { deletedRow, failedRow, measuredReport, recreatedRow, retractedRow } from './principal-rows.js';
import { Sessions } from './sessions.js';

export interface CollectOptions {
  /** Measured principals that earlier parts hold, by id: listed and counted, not measured again. */
  readonly known: ReadonlyMap<string, PrincipalRow>;
  /** How long one job may take, ms. */
  readonly jobTimeoutMs: number;
  /** How long one call may take with its whole answer, ms; default 60 s. */
  readonly callMs?: number | undefined;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Sees the calls to the account among those to all accounts. */
  readonly watch?: Watch;
  /** Sees those that enter the accounts: what they meet is the caller's, not an account's. */
  readonly callerWatch?: Watch;
  /** How the attempt before ended, where this one is a further try of the same run. */
  readonly earlier?: AccountOutcome | undefined;
  /** What the accounts side by side share; default: this one has it alone. */
  readonly memory?: ReportMemory;
  /** Takes what must not be written down out of a policy document; default: nothing is. */
  readonly redact?: (document: string) => string;
  /** Reads the lists of reports, with a vocabulary that accounts may share; default: one of its own. */
  readonly extract?: ExtractServices;
}

type Measured = { readonly principal: PrincipalRow } & (
  | { readonly report: PrincipalReport }
  | { readonly report: undefined; readonly error: unknown }
);

/** The reports of one account, each as soon as it is whole; see {@link AccountReports}. */
export async function* collectAccount(
  account: Account,
  session: AccountSession,
  options: CollectOptions,
  effects: Effects = systemEffects,
): AccountReports {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  setMaxListeners(0, signal); // every call under way listens
  const onCall = (throttled: boolean) => options.progress({ type: 'call', throttled });
  const caller = new Caller({ onCall, callMs: options.callMs, watch: options.watch }, effects);
  const {
    redact = (document: string) => document,
    extract = serviceExtractor(),
    memory = new ReportMemory(),
  } = options;
  const iam: Iam = { sessions: new Sessions(session, effects), caller, signal, redact, extract };
  memory.enter();
  try {
    return yield* new Collection(account, iam, { ...options, memory }, effects).run();
  } finally {
    memory.leave();
    stop.abort(new Interrupted('nobody takes the reports any more'));
  }
}

/** Of a report beside which no other is fetched. */
const alone: DownloadSlot = { acquire: async () => {}, release: () => {} };

interface Settled {
  /** The ARN now by the ARN that was listed first. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly unmeasured: PrincipalRow[];
  readonly retracted: PrincipalRow[];
}

type CollectionOptions = CollectOptions & { readonly memory: ReportMemory };

class Collection {
  private readonly account: Account;
  private readonly iam: Iam;
  private readonly options: CollectOptions;
  private readonly effects: Effects;
  private readonly times = new JobTimes();
  private readonly window: InFlightWindow<Measured>;
  private readonly failures: FailureTracker;
  private readonly measured: PrincipalRow[] = [];
  private readonly earlier: Earlier;
  private ties: Ties;

  constructor(account: Account, iam: Iam, options: CollectionOptions, effects: Effects) {
    this.account = account;
    this.iam = iam;
    this.options = options;
    this.effects = effects;
    this.window = new InFlightWindow(iam.caller.limiter, this.times, options.memory);
    this.failures = new FailureTracker(account, iam.sessions, () => this.window.places);
    this.earlier = new Earlier(options.earlier);
    this.ties = new Ties(account.id, [], []);
  }

  async *run(): AccountReports {
    let listing: CheckedListing;
    try {
      listing = await listAccount(this.account, this.iam);
    } catch (error) {
      return this.failed(accessErrorOf(error));
    }
    const { known, progress } = this.options;
    this.ties = new Ties(this.account.id, listing.principals, known.values());
    const open = listing.principals.filter(({ principal_id }) => !known.has(principal_id));
    const { length: principals } = listing.principals;
    progress({ type: 'accountListed', accountId: this.account.id, principals, kept: principals - open.length });
    yield* this.measureAll(open.filter((row) => !this.earlier.isRefused(row)));
    return this.outcome(listing, yield* this.settle(listing));
  }

  private async *measureAll(asked: readonly PrincipalRow[]): AsyncGenerator<PrincipalReport, void, void> {
    const waiting = [...asked].reverse();
    while (waiting.length > 0 || !this.window.isEmpty) {
      while (waiting.length > 0 && this.window.hasPlace && this.failures.end === undefined) {
        this.start(waiting.pop() as PrincipalRow);
      }
      if (this.failures.end !== undefined)
        for (const row of waiting.splice(0)) this.failures.add(row, this.failures.end);
      if (this.window.isEmpty) continue;
      const result = await this.window.next();
      if (result.report !== undefined) yield this.succeed(result.report);
      else this.failures.add(result.principal, result.error);
    }
  }

  private start(principal: PrincipalRow): void {
    this.window.start(
      (slot) => this.measureOne(principal, slot),
      ({ report }) => report?.actions.rows ?? 0,
    );
  }

  /** Everything but an interruption, or a caller whose credentials ended, is a failure of this principal. */
  private async measureOne(principal: PrincipalRow, slot: DownloadSlot = alone): Promise<Measured> {
    const { iam, times, ties, effects } = this;
    const context = { iam, times, ties, slot, effects, jobTimeoutMs: this.options.jobTimeoutMs };
    try {
      return { principal, report: measuredReport(principal, await measure(principal, context)) };
    } catch (error) {
      if (error instanceof Interrupted || error instanceof UserError) throw error;
      return { principal, report: undefined, error };
    }
  }

  private succeed(report: PrincipalReport): PrincipalReport {
    this.failures.success();
    this.measured.push(report.principal);
    this.tell('exported', report.actions.rows);
    return report;
  }

  /**
   * Lists again, even where the account has failed: what became of those that were gone, and whose ARN belongs to
   * another by now. Kept reports are older than the first listing, which can say the same of them.
   */
  private async *settle({ principals }: CheckedListing): AsyncGenerator<PrincipalReport, Settled, void> {
    const { gone, failed } = this.failures;
    const kept = [...this.options.known.values()];
    const retracted = doubtful(kept, principals).map(retractedRow);
    const refused = this.earlier.refusedAmong(principals);
    const unmeasured = [...refused, ...failed.map(({ row, error }) => failedRow(row, error))];
    const again = await this.listAgain();
    if (again === undefined) {
      return { renamed: new Map(), unmeasured: [...unmeasured, ...this.notFound(gone)], retracted };
    }
    retracted.push(...doubtful([...kept, ...this.measured], again).map(retractedRow));
    const lost = gone.map(({ row }) => row);
    const parts = compareListings(principals, again, lost);
    for (const principal of parts.renamed) {
      const { end } = this.failures;
      const result = end === undefined ? await this.measureOne(principal) : { report: undefined, error: end };
      if (result.report !== undefined) yield this.succeed(result.report);
      else {
        this.failures.add(principal, result.error);
        unmeasured.push(failedRow(principal, result.error));
      }
    }
    unmeasured.push(...parts.deleted.map(deletedRow), ...parts.recreated.map(recreatedRow));
    const before = new Map(principals.map((row) => [row.principal_id, row.principal_arn]));
    const renamed = parts.renamed.map((row) => [before.get(row.principal_id) ?? '', row.principal_arn] as const);
    return { renamed: new Map(renamed), unmeasured, retracted };
  }

  private async listAgain(): Promise<readonly PrincipalRow[] | undefined> {
    try {
      const isSomebodyGone = this.failures.gone.length > 0;
      return await listPrincipals(this.account, this.iam, isSomebodyGone);
    } catch (error) {
      this.failures.endWith(accessErrorOf(error));
      return undefined;
    }
  }

  /** Whether they were deleted or renamed is not known: that is a failure. */
  private notFound(gone: readonly Unmeasured[]): PrincipalRow[] {
    return gone.map(({ row, error }) => failedRow(row, error));
  }

  private tell(status: 'exported' | 'failed' | 'deleted', actionRows: number): void {
    this.options.progress({ type: 'principalDone', accountId: this.account.id, status, actionRows });
  }

  private outcome({ principals, inlinePolicies, ...listed }: CheckedListing, settled: Settled): AccountOutcome {
    const end = this.failures.end ?? this.failures.allDenied(this.options.known.size + this.measured.length);
    const { renamed, unmeasured, retracted } = settled;
    for (const { status } of unmeasured) this.tell(status === 'deleted' ? 'deleted' : 'failed', 0);
    const before = new Set(principals.map(({ principal_id }) => principal_id));
    const newcomers = unmeasured.filter(({ principal_id }) => !before.has(principal_id));
    return {
      status: end === undefined ? 'exported' : 'failed',
      errorCode: end?.code ?? null,
      errorMessage: end?.message ?? null,
      principalsTotal: principals.length + newcomers.length,
      unmeasured,
      retracted,
      ...listed,
      inlinePolicies: inlinePolicies.map((row) => ({ ...row, owner_arn: renamed.get(row.owner_arn) ?? row.owner_arn })),
      calls: this.iam.caller.calls,
      ...this.further(end, principals),
    };
  }

  /** What a further attempt at the listed account is for. */
  private further(end: AccessError | undefined, principals: readonly PrincipalRow[]) {
    const { failed } = this.failures;
    const lasting = failed.filter(({ row, error }) => !this.earlier.mayPass(row, error));
    return {
      mayPass: end === undefined ? lasting.length < failed.length : mayPass(end),
      refused: [...this.earlier.refusedAmong(principals), ...lasting.map(({ row, error }) => failedRow(row, error))],
    };
  }

  private failed(error: AccessError): AccountOutcome {
    return {
      status: 'failed',
      errorCode: error.code,
      errorMessage: error.message,
      principalsTotal: null,
      unmeasured: [],
      retracted: [],
      groups: [],
      policies: [],
      policyVersions: [],
      inlinePolicies: [],
      calls: this.iam.caller.calls,
      mayPass: mayPass(error),
      refused: this.options.earlier?.refused ?? [],
    };
  }
}

/** Rethrows what is not the account's own trouble: an interruption, the caller's credentials, a bug. */
function accessErrorOf(error: unknown): AccessError {
  if (error instanceof AccessError) return error;
  throw error;
}

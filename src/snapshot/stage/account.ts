/** One account from its reports to the record of an attempt. */
import type { Effects } from '../../model/effects.js';
import { type AccountOutcome, type AccountReports, recreated } from '../../model/report.js';
import type { SourceResult } from '../../model/sources.js';
import { groups, inlinePolicies, type PrincipalRow, policies, policyVersions, principals } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import { columnsOf } from '../../tables/columns/rows.js';
import {
  type AccountRecord,
  countingRecord,
  putAccountRecord,
  type RecordedSource,
  readFolder,
  STAGED_TABLES,
} from '../account-record.js';
import { principalGaps } from '../gaps.js';
import { accountFolder } from '../keys.js';
import type { MemoryBudget } from './memory-budget.js';
import { type FinalTables, PartWriter } from './part-writer.js';
import { withoutMeasured } from './retract.js';
import { isWhole, type ReusableParts, reusableParts } from './reusable-parts.js';

export interface AccountWork {
  readonly planId: string;
  readonly accountId: string;
  /** Random name of the writer. */
  readonly writer: string;
  readonly budget: MemoryBudget;
  /** Begins the collection; principals that are known (measured before, by id) are not measured again. */
  readonly reports: (known: ReadonlyMap<string, PrincipalRow>) => AccountReports;
}

/**
 * Collects an account into parts and closes the attempt. An account that an earlier attempt exported
 * without failed principals, in which no source failed in passing, and whose parts are whole, is left as it is. When the collection throws
 * (interrupted, or a bug), what is whole is staged, and the error is rethrown.
 */
export async function stageAccount(store: Store, work: AccountWork, effects: Effects): Promise<AccountRecord> {
  const { planId, accountId } = work;
  const { records, lastAttempt, partKeys } = await readFolder(store, planId, accountId);
  const last = countingRecord(records);
  if (last !== undefined && isComplete(last) && (await isWhole(store, last))) return last;
  const reusable = await reusableParts(store, partKeys, last);
  const startedAt = effects.now();
  const staged = await stageReports(store, work, reusable, effects);
  const record: AccountRecord = { accountId, ...staged, startedAt, finishedAt: Math.max(startedAt, effects.now()) };
  await putAccountRecord(store, planId, record, lastAttempt + 1);
  return record;
}

/** Whether a further attempt would measure nothing more. */
function isComplete({ status, principals, sources = [] }: AccountRecord): boolean {
  return status === 'exported' && principals.failed === 0 && !sources.some(({ mayPass }) => mayPass);
}

type Staged = Omit<AccountRecord, 'accountId' | 'startedAt' | 'finishedAt'>;

async function stageReports(
  store: Store,
  work: AccountWork,
  reusable: ReusableParts,
  effects: Effects,
): Promise<Staged> {
  const folder = accountFolder(work.planId, work.accountId);
  const writer = new PartWriter(store, { folder, writer: work.writer, budget: work.budget }, effects);
  const measured = new Measured(reusable.measured);
  let outcome: AccountOutcome;
  try {
    outcome = await drain(work.reports(reusable.measured), writer, measured);
  } catch (error) {
    await writer.finish();
    throw error;
  }
  const retracted = measured.retract(outcome.retracted);
  const unmeasured = [...measured.missing(outcome.unmeasured), ...retracted, ...measured.second];
  const own = await writer.finish(finalTables(unmeasured, outcome));
  const arns = new Set(retracted.map((row) => row.principal_arn));
  const parts = await withoutMeasured(store, [...reusable.parts, ...own], { arns, writer: work.writer });
  return { ...counts(outcome, measured.ids.size, unmeasured), parts, tables: STAGED_TABLES, calls: outcome.calls };
}

async function drain(reports: AccountReports, writer: PartWriter, measured: Measured): Promise<AccountOutcome> {
  for (;;) {
    const next = await reports.next();
    if (next.done) return next.value;
    if (measured.take(next.value.principal)) await writer.add(next.value);
  }
}

/** Keeps one principal an ARN and one row a principal, over all attempts of the run. */
class Measured {
  readonly ids: Set<string>;
  /** Principals whose ARN another one had before them in this run. */
  readonly second: PrincipalRow[] = [];
  private readonly arns: Set<string>;

  constructor(reusable: ReadonlyMap<string, PrincipalRow>) {
    this.ids = new Set(reusable.keys());
    this.arns = new Set([...reusable.values()].map((row) => row.principal_arn));
  }

  /** Those of the rows whose principal counted, and does no more. */
  retract(rows: readonly PrincipalRow[]): PrincipalRow[] {
    return rows.filter((row) => this.ids.delete(row.principal_id));
  }

  missing(rows: readonly PrincipalRow[]): PrincipalRow[] {
    return rows.filter((row) => !this.ids.has(row.principal_id));
  }

  /** Whether the rows of this principal count. */
  take(principal: PrincipalRow): boolean {
    const { principal_id, principal_arn } = principal;
    if (this.ids.has(principal_id)) return false;
    if (this.arns.has(principal_arn)) {
      this.second.push(secondOfArn(principal));
      return false;
    }
    this.ids.add(principal_id);
    this.arns.add(principal_arn);
    return true;
  }
}

function secondOfArn(principal: PrincipalRow): PrincipalRow {
  const { principal_id: id } = principal;
  return recreated(
    principal,
    `Cannot measure "${id}": its ARN belonged to another principal earlier in this run; the next run measures it`,
  );
}

function finalTables(unmeasured: readonly PrincipalRow[], outcome: AccountOutcome): FinalTables {
  return {
    ...sourceTables(outcome.sources ?? []),
    [principals.name]: columnsOf(principals, unmeasured),
    [groups.name]: columnsOf(groups, outcome.groups),
    [policies.name]: columnsOf(policies, outcome.policies),
    [policyVersions.name]: columnsOf(policyVersions, outcome.policyVersions),
    [inlinePolicies.name]: columnsOf(inlinePolicies, outcome.inlinePolicies),
  };
}

/** The rows of all sources by table. */
function sourceTables(sources: readonly SourceResult[]): FinalTables {
  const rows = sources.flatMap((source) => source.rows);
  return Object.fromEntries(
    rows.map(({ table }) => {
      const own = rows.filter((other) => other.table.name === table.name).flatMap((other) => other.rows);
      return [table.name, columnsOf(table, own as never)];
    }),
  );
}

function recordedSource({ rows, ...state }: SourceResult): RecordedSource {
  return { ...state, rows: rows.reduce((sum, chunk) => sum + chunk.rows.length, 0) };
}

/** A principal measured earlier in the run and gone since still counts: the total is that of the rows. */
function counts(outcome: AccountOutcome, exported: number, unmeasured: readonly PrincipalRow[]) {
  const failed = unmeasured.filter((row) => row.status === 'failed').length;
  const rows = exported + unmeasured.length;
  const { status, errorCode, errorMessage, principalsTotal, root } = outcome;
  if (principalsTotal !== null && principalsTotal > rows) {
    throw new Error(`${principalsTotal} principals were listed and ${rows} are accounted for`);
  }
  return {
    status,
    errorCode,
    errorMessage,
    principalsTotal: principalsTotal === null ? null : rows,
    principals: { exported, failed, deleted: unmeasured.length - failed },
    gaps: principalGaps(unmeasured),
    root,
    sources: outcome.sources?.map(recordedSource),
  };
}

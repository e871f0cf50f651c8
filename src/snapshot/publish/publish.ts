/** From the staging to the commit. */

import { interruption } from '../../async/for-all.js';
import type { Effects } from '../../model/effects.js';
import { UserError } from '../../model/errors.js';
import type { Progress } from '../../model/progress.js';
import type { ApiCalls } from '../../model/report.js';
import type { TableSchema } from '../../model/schema.js';
import type { ExportSummary, ManifestFile } from '../../model/summary.js';
import { COLLECTED_TABLES, type RunRow } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import type { Encoder } from '../../tables/encoder.js';
import { openEncoder } from '../../tables/encoders.js';
import { cleanPlan, filesOf } from '../clean.js';
import { commitRun, isOpen, readSoundCommit } from '../commit.js';
import { accountsWithFailures, countedGaps, planGaps } from '../gaps.js';
import { filesPrefix, runIdOf } from '../keys.js';
import { abandoned } from '../plan/errors.js';
import type { Plan } from '../plan/plan.js';
import { readAttempt, takeAttempt, tellAttempt } from './attempt.js';
import { writeFacts } from './fact-files.js';
import { runRow } from './run-row.js';
import { sourceGaps, sourceRows } from './source-rows.js';
import { type Collected, LostPartError } from './staged-parts.js';
import { refuseUnknownTables, uncollectedTables } from './staged-tables.js';
import { writeTable } from './table-files.js';
import { rowsToPublish, tableSource } from './table-source.js';

export interface PublishOptions {
  readonly toolVersion: string;
  readonly calls: ApiCalls;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** One try at a commit: what is written, where to and under which run id. */
interface Attempt {
  readonly store: Store;
  readonly encoder: Encoder;
  readonly collected: Collected;
  readonly runId: string;
}

/**
 * Writes the files of a new attempt and commits it. Where another publisher was first, this one's files
 * go and the answer is the other's run. Fails with a UserError where the plan was abandoned or a staged
 * part is lost, with the reason of the signal when it was aborted: nothing is visible then.
 */
export async function publish(
  store: Store,
  collected: Collected,
  options: PublishOptions,
  effects: Effects,
): Promise<ExportSummary> {
  const { plan, records } = collected;
  const { toolVersion, calls, progress } = options;
  refuseUnknownTables(collected);
  for (const message of uncollectedTables(collected)) progress({ type: 'notice', message });
  const encoder = await openEncoder(plan.encoder, (message) => progress({ type: 'notice', message }));
  const attempt = await takeAttempt(store, plan.planId);
  const runId = runIdOf(plan.planId, attempt);
  const files = await writeFiles({ store, encoder, collected, runId }, options);
  if (files === undefined) return finishAsCommitted(store, plan, progress);
  const failures = {
    gaps: planGaps(plan, records),
    sourceGaps: sourceGaps(collected, sourceRows(collected)),
    accountsWithFailures: accountsWithFailures(records),
  };
  await tellAttempt(store, plan.planId, attempt, failures);
  const run = runRow(collected, { runId, toolVersion, calls, finishedAt: effects.now(), files });
  if ((await commitRun(store, encoder, plan.planId, run)) === 'exists') return finishAsCommitted(store, plan, progress);
  progress({ type: 'committed', runId });
  await cleanPlan(store, plan, run);
  return { location: store.location, run, files, ...failures, alreadyCommitted: false };
}

/** Answers as the committed run did, and cleans up after it. Fails with a UserError where the plan was abandoned. */
export async function finishAsCommitted(store: Store, plan: Plan, progress: Progress): Promise<ExportSummary> {
  const commit = await readSoundCommit(store, plan.planId);
  const run = commit?.kind === 'committed' ? commit.run : undefined;
  const summary = run && (await committedSummary(store, run, progress));
  await cleanPlan(store, plan, run);
  if (summary === undefined) throw abandoned(plan.planId);
  progress({ type: 'committed', runId: summary.run.run_id });
  return summary;
}

/** What the run that is committed already answered. */
export async function committedSummary(store: Store, run: RunRow, progress: Progress): Promise<ExportSummary> {
  const told = await readAttempt(store, run.run_id, progress);
  const { sourceGaps, accountsWithFailures } = told;
  const failures = { gaps: told.gaps ?? countedGaps(run), sourceGaps, accountsWithFailures };
  return { location: store.location, run, files: filesOf(run), ...failures, alreadyCommitted: true };
}

/**
 * Undefined: the plan is committed or abandoned. That is looked at once the attempt is taken, for after the
 * cleaning an attempt's number, and with it the names of the commit's files, can be taken again; and again where this
 * one ends early, for then nobody else takes away what it wrote.
 */
async function writeFiles(attempt: Attempt, options: PublishOptions): Promise<ManifestFile[] | undefined> {
  const { store, encoder, collected, runId } = attempt;
  const { planId } = collected.plan;
  const files: ManifestFile[] = [];
  if (!(await isOpen(store, planId))) return undefined;
  try {
    for (const table of COLLECTED_TABLES) {
      files.push(...(await writeFilesOf(table, attempt, options)));
    }
    const prefixOf = (table: TableSchema) => prefixIn(collected, table, runId);
    files.push(...(await writeFacts(store, encoder, collected, { ...options, runId, prefixOf })));
    if (options.signal.aborted) throw interruption(options.signal);
    return files;
  } catch (error) {
    const isLost = error instanceof LostPartError;
    if (!isLost && !options.signal.aborted) throw error;
    if (!(await isOpen(store, planId))) return undefined;
    if (!isLost) throw error;
    throw new UserError(`Cannot publish plan "${planId}": ${error.message}.`, {
      hint: 'Run the same command again (or collect the plan again): its account is measured again, the others are kept.',
      cause: error,
    });
  }
}

/** What the names of the files of a table of this attempt begin with. */
function prefixIn({ plan: { planId, snapshotDate } }: Collected, { name }: TableSchema, runId: string): string {
  return `${filesPrefix(name, snapshotDate, planId)}${runId.slice(planId.length + 1)}-`;
}

async function writeFilesOf(
  table: TableSchema,
  attempt: Attempt,
  { progress, signal }: PublishOptions,
): Promise<ManifestFile[]> {
  const { store, collected, runId } = attempt;
  const rowsTotal = rowsToPublish(table, collected);
  let rows = 0;
  const onRows = (more: number) => {
    if (signal.aborted) throw interruption(signal);
    rows += more;
    progress({ type: 'publishing', table: table.name, rows, rowsTotal });
  };
  const prefix = prefixIn(collected, table, runId);
  const source = tableSource(store, table, collected, runId);
  const files = await writeTable(attempt, { table, prefix }, source, onRows);
  if (rows !== rowsTotal) throw new Error(`${table.name} has ${rows} rows, not the ${rowsTotal} that were staged`);
  return files;
}

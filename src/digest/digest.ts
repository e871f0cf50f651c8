/** What is new between two snapshots: asked of the lake, rolled up by its SQL. */

import type { TaskDecisions } from '../decisions/tasks-file.js';
import { worklistState } from '../query/derived/derived-state.js';
import type { PlainRow } from '../query/derived/plain-row.js';
import type { QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { refuseWithoutFacts } from '../query/question/dates.js';
import type { BoundLeftOut } from '../query/question/left-out.js';
import { worklistJudgedBy } from '../query/question/stored.js';
import type { Given } from '../query/question/values.js';
import { type LakeDate, usesUntil } from '../query/sql/lake-dates.js';
import { type Asking, askingOf } from './asking.js';
import { type AskedDates, type DigestDates, digestDates } from './dates.js';
import { type Finding, uidOf } from './finding.js';
import { type ComparedDates, KIND_CODES, type KindCode, kindOf } from './kinds.js';

export interface DigestRequest {
  readonly dates: AskedDates;
  /** Of these kinds alone; empty: of all. */
  readonly kinds: readonly KindCode[];
  /** By the parameters of questions. */
  readonly filters: Given;
  readonly decisions: TaskDecisions;
  /** Whether to say what an auditor signs for: the states of all tasks, and the coverage of both dates. */
  readonly isSheet: boolean;
  /** Is given a dry run, before the work: what asks another engine all that will be asked. */
  readonly beforeWork?: (dryRun: (engine: QueryEngine) => Promise<unknown>) => Promise<void>;
}

/** What the two snapshots say of the same accounts and principals. */
export interface Compared {
  readonly accounts: number;
  readonly accountsCompared: number;
  readonly principalsNotCompared: number;
  readonly principalsNew: number;
  readonly principalsGone: number;
}

export interface Coverage {
  readonly date: string;
  readonly accounts: number;
  readonly accountsMeasured: number;
  readonly principals: number;
  readonly principalsMeasured: number;
}

export interface Sheet {
  /** Each task of both snapshots, with what became of it. */
  readonly tasks: readonly PlainRow[];
  /** How many of them are in which state. */
  readonly taskStates: Readonly<Record<string, number>>;
  readonly coverage: readonly Coverage[];
}

/** `comparison`: what is new. `first`: there is nothing to compare with. */
export type Digest = (Comparison | FirstDigest) & { readonly leftOut: readonly BoundLeftOut[] };

export interface Comparison extends ComparedDates {
  readonly type: 'comparison';
  readonly organizationId: string | null;
  readonly compared: Compared;
  /** In their order: by kind, then as the statement has them. */
  readonly findings: readonly Finding[];
  /** Tasks that the tasks file puts off. */
  readonly snoozed: number;
  readonly sheet: Sheet | undefined;
}

export interface FirstDigest {
  readonly type: 'first';
  readonly toDate: string;
  readonly coverage: Coverage;
  readonly tasks: readonly PlainRow[];
}

/** `lakeDates`: of the lake, at least one. Fails with a UserError where the lake lacks a date or name that is asked for. */
export async function digestOf(
  engine: QueryEngine,
  lakeDates: readonly LakeDate[],
  request: DigestRequest,
  options: QueryOptions,
): Promise<Digest> {
  const dates = digestDates(lakeDates, request.dates);
  await refuseWithoutFacts(engine, dates.usesUntil, options);
  const asking = await askingOf(engine, dates, request.filters, options);
  const { fromDate, toDate } = dates;
  const { leftOut } = asking;
  if (fromDate === undefined) {
    await request.beforeWork?.((engine) => firstDigest(asking.on(engine), toDate));
    const first = await firstDigest(asking, toDate);
    await asking.confirm();
    return { ...first, leftOut };
  }
  const areStored = await areTasksStored({ engine, lakeDates, dates, request }, options);
  const kinds = kindsIn(request.kinds);
  const askAll = async (asked: Asking) => ({
    ...{ found: await rowsOfKinds(asked, kinds, areStored), compared: (await comparedOf(asked)) ?? {} },
    sheet: request.isSheet ? await sheetOf(asked, areStored) : undefined,
  });
  await request.beforeWork?.((engine) => askAll(asking.on(engine)));
  const { found, compared, sheet } = await askAll(asking);
  await asking.confirm();
  const organizationId = (compared.organization_id as string | null) ?? null;
  const isSnoozed = ({ task_id }: PlainRow): boolean =>
    request.decisions.get(String(task_id ?? ''))?.reason !== undefined;
  return {
    ...{ type: 'comparison', fromDate, toDate, organizationId, leftOut },
    compared: {
      accounts: Number(compared.accounts),
      accountsCompared: Number(compared.accounts_compared),
      principalsNotCompared: Number(compared.principals_not_compared),
      principalsNew: Number(compared.principals_new),
      principalsGone: Number(compared.principals_gone),
    },
    findings: found.filter((row) => !isSnoozed(row)).map((row) => findingOf(row, organizationId, request.decisions)),
    snoozed: found.filter(isSnoozed).length,
    sheet,
  };
}

function findingOf(row: PlainRow, organizationId: string | null, decisions: TaskDecisions): Finding {
  const assignee = decisions.get(String(row.task_id ?? ''))?.assignee;
  const finding = { uid: uidOf(organizationId, row), kind: row.kind as KindCode, row };
  return assignee === undefined ? finding : { ...finding, assignee };
}

async function comparedOf({ rowsOf }: Asking): Promise<PlainRow | undefined> {
  const [row] = await rowsOf('compared');
  return row;
}

function kindsIn(asked: readonly KindCode[]): KindCode[] {
  return KIND_CODES.filter((code) => asked.length === 0 || asked.includes(code));
}

/** A statement that several kinds share is asked once. */
async function rowsOfKinds(
  { rowsOf }: Asking,
  kinds: readonly KindCode[],
  areStored: boolean,
): Promise<readonly PlainRow[]> {
  const rows: PlainRow[] = [];
  for (const statement of new Set(kinds.map((code) => kindOf(code).statement))) {
    rows.push(...(await rowsOf(statement === 'tasks' && areStored ? 'derived_tasks' : statement)));
  }
  return kinds.flatMap((code) => rows.filter(({ kind }) => kind === code));
}

interface Stored {
  readonly engine: QueryEngine;
  readonly lakeDates: readonly LakeDate[];
  readonly dates: DigestDates;
  readonly request: DigestRequest;
}

/** Whether `derive` has compared the tasks of just these two dates, for everybody, and neither is stale. */
async function areTasksStored({ engine, lakeDates, dates, request }: Stored, options: QueryOptions): Promise<boolean> {
  if (Object.values(request.filters).some((value) => value !== undefined)) return false;
  if (dates.usesUntil !== usesUntil(dates.toDate, lakeDates)) return false;
  const state = await worklistState(engine, { date: dates.toDate, before: dates.fromDate, dates: lakeDates }, options);
  if (state === undefined) return false;
  const { madeOf, comparedMadeOf, judgedBy } = state.worklist;
  return (
    state.madeOf === madeOf && state.comparedMadeOf === comparedMadeOf && judgedBy === worklistJudgedBy(dates.toDate)
  );
}

async function sheetOf(asking: Asking, areStored: boolean): Promise<Sheet> {
  const tasks = await asking.rowsOf(areStored ? 'derived_task_states' : 'task_states');
  const taskStates: Record<string, number> = {};
  for (const { task_state: state } of tasks) taskStates[String(state)] = (taskStates[String(state)] ?? 0) + 1;
  return {
    tasks,
    taskStates,
    coverage: (await asking.rowsOf('coverage_of_dates')).map(coverageOf),
  };
}

async function firstDigest(asking: Asking, toDate: string): Promise<FirstDigest> {
  const [coverage = {}] = await asking.rowsOf('coverage_of_dates');
  return {
    ...{ type: 'first', toDate },
    coverage: coverageOf({ ...coverage, snapshot_date: toDate }),
    tasks: await asking.rowsOf('first_tasks'),
  };
}

function coverageOf(row: PlainRow): Coverage {
  return {
    date: String(row.snapshot_date),
    accounts: Number(row.accounts ?? 0),
    accountsMeasured: Number(row.accounts_measured ?? 0),
    principals: Number(row.principals ?? 0),
    principalsMeasured: Number(row.principals_measured ?? 0),
  };
}

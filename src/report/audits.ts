/** What became of things since the last audit and since the first: the findings of `digest`, and what was taken away. */

import { digestOf } from '../digest/digest.js';
import type { Finding } from '../digest/finding.js';
import { kindOf } from '../digest/kinds.js';
import { answersOf } from '../query/derived/answers.js';
import type { PlainRow } from '../query/derived/plain-row.js';
import { OWNER_TAGS } from '../query/derived/trends.js';
import { allRows } from '../query/engine/all-rows.js';
import type { Cell, QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { bind } from '../query/question/bind.js';
import { readReportStatement } from '../query/question/questions.js';
import { type LakeDate, usesUntil, wholeBefore } from '../query/sql/lake-dates.js';
import type { Audit, Sheet, TakenAway } from './payload.js';
import { sheetOf, upTo } from './sheet.js';

export interface Audits {
  /** Null: there is no earlier snapshot. */
  readonly last: Audit | null;
  /** Since the first snapshot; null: there is no other. */
  readonly sinceFirst: TakenAway | null;
  readonly findings: Sheet;
  /** What became of each task of the two snapshots; none, where there is no earlier one. */
  readonly tasks: readonly PlainRow[];
}

interface Audited {
  readonly dates: readonly LakeDate[];
  /** The snapshot that is shown. */
  readonly date: string;
  /** As a person asked for it; undefined: the default. */
  readonly askedDate: string | undefined;
  /** Findings that are taken in at most. */
  readonly most: number;
}

const FINDINGS = [
  'kind',
  'title',
  'account_id',
  'account_name',
  'principal_arn',
  'permission_set_name',
  'policy_arn',
  'task_id',
  'sentence',
];

/** Of a lake with one snapshot there is nothing to compare. */
export async function auditsOf(engine: QueryEngine, audited: Audited, options: QueryOptions): Promise<Audits> {
  const { dates, askedDate, most } = audited;
  const request = {
    dates: { fromDate: undefined, toDate: askedDate },
    ...{ kinds: [], filters: {}, decisions: new Map(), isSheet: true },
  };
  const digest = await digestOf(engine, dates, request, options);
  if (digest.type === 'first')
    return { last: null, sinceFirst: null, findings: await sheetOf(FINDINGS, []), tasks: [] };
  const { fromDate, compared, findings, sheet } = digest;
  const rows = upTo(most);
  const shown = findings.filter(() => rows.keep());
  const takenAway = (from: string): Promise<TakenAway> => takenAwaySince(engine, audited, from, options);
  const first = dates.find(({ isWhole }) => isWhole)?.date ?? fromDate;
  const sinceLast = await takenAway(fromDate);
  return {
    last: {
      from: fromDate,
      takenAway: sinceLast,
      principalsNew: compared.principalsNew,
      principalsGone: compared.principalsGone,
      findings: countsOf(findings),
      taskStates: sheet?.taskStates ?? {},
      findingsLeft: rows.left(),
    },
    sinceFirst: first === fromDate ? sinceLast : await takenAway(first),
    findings: await sheetOf(FINDINGS, shown.map(findingRow)),
    tasks: sheet?.tasks ?? [],
  };
}

function countsOf(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function findingRow({ kind, row }: Finding): readonly Cell[] {
  const { title, sentence } = kindOf(kind);
  const of = (name: string): Cell => row[name] ?? null;
  const named = ['account_id', 'account_name', 'principal_arn', 'permission_set_name', 'policy_arn', 'task_id'].map(of);
  return [kind, title, ...named, sentence(row)];
}

/** Of what could be taken away at an earlier snapshot, what the shown one no longer grants: as its trends say, where they compare the two. */
async function takenAwaySince(
  engine: QueryEngine,
  { dates, date }: Audited,
  since: string,
  options: QueryOptions,
): Promise<TakenAway> {
  const derived = since === wholeBefore(dates, date) ? await derivedTakenAway(engine, date, options) : undefined;
  if (derived !== undefined) return { since, ...derived };
  const { signal } = options;
  const asking = {
    usesUntil: usesUntil(date, dates),
    owners: { tags: OWNER_TAGS, entries: [] },
    ...(signal ? { signal } : {}),
  };
  const rows = await answersOf(engine, dates, asking)('taken_away', { snapshot_date: since, later_date: date });
  const whole = rows.filter(({ dimension }) => dimension === 'organization');
  const sum = (column: string): number => whole.reduce((total, row: PlainRow) => total + Number(row[column] ?? 0), 0);
  return { since, services: sum('services_taken_away'), actions: sum('actions_taken_away') };
}

/** Undefined: the trends of the date are stale, were not made, or do not know it. */
async function derivedTakenAway(
  engine: QueryEngine,
  date: string,
  options: QueryOptions,
): Promise<Omit<TakenAway, 'since'> | undefined> {
  const { sql, parameters } = bind(readReportStatement('derived_taken_away'), { snapshot_date: date });
  const [[services, actions] = [null, null]] = await allRows(engine, sql, parameters, options);
  return services === null || actions === null ? undefined : { services: Number(services), actions: Number(actions) };
}

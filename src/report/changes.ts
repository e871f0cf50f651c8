/** Two snapshots compared, by the questions `changes` and `changes --by action`. */

import { allRows } from '../query/engine/all-rows.js';
import type { Cell, QueryEngine, QueryOptions, QueryResult } from '../query/engine/engine.js';
import { ask } from '../query/question/ask.js';
import { bind } from '../query/question/bind.js';
import { readReportStatement } from '../query/question/questions.js';
import type { Given } from '../query/question/values.js';
import type { LakeDate } from '../query/sql/lake-dates.js';
import type { ChangeCounts, Comparison, Sheet } from './payload.js';
import { gather, textsOf, upTo } from './sheet.js';

export interface Compared {
  readonly comparison: Comparison;
  readonly sheets: ReadonlyMap<string, Sheet>;
}

/** So many of the newest snapshots are compared. */
const COMPARED_SNAPSHOTS = 5;
/** In all pairs together; three pairs of 12,000 took 24 s of CPU (bench/results/2026-11.md). */
const COMPARED_PRINCIPALS = 25_000;
const LEAST_PAIRS = 2;

/** Columns that the page shows. */
const shownOfAccess = [
  'account_id',
  'principal_arn',
  'service_namespace',
  'action_name',
  'change',
  'from_last_accessed_at',
  'to_last_accessed_at',
  'from_status',
  'to_status',
];

const PRINCIPALS = ['principals_measured', 'principals_failed', 'principals_deleted'];

/** How many users and roles a snapshot knows of, measured or not, by the answer of `snapshots`. */
export function principalsOf(snapshots: Sheet, date: string): number {
  const dateOf = textsOf(snapshots.columns.snapshot_date);
  const row = Array.from({ length: snapshots.rows }, (_, at) => dateOf(at)).indexOf(date);
  return PRINCIPALS.reduce((sum, name) => {
    const counts = snapshots.columns[name];
    const count = counts && 'values' in counts ? counts.values[row] : undefined;
    if (typeof count !== 'number') throw new Error(`No ${name} of ${date}`);
    return sum + count;
  }, 0);
}

/** Counts every change; keeps at most `rows` of principals and as many of access, in the order of the answer. */
export async function compare(
  engine: QueryEngine,
  { from, to }: Pick<Comparison, 'from' | 'to'>,
  rows: number,
  options: QueryOptions,
): Promise<Compared> {
  const given = { from_date: from, to_date: to };
  const changed = await ask(engine, 'changes', given, options);
  const principals = counter(changed);
  const principalRows = upTo(rows);
  const principalSheet = await gather(changed, {
    keep: (row) => {
      principals.count(row);
      return principalRows.keep();
    },
  });
  const { services, actions, total, first } = await accessCounts(engine, given, rows, options);
  const access = await ask(engine, 'changes.by-action', { ...given, account: first }, { ...options, limit: rows });
  const accessSheet = await gather(access, { only: shownOfAccess });
  return {
    comparison: {
      from,
      to,
      principals: principals.counts,
      services,
      actions,
      principalsLeft: principalRows.left(),
      accessLeft: total - accessSheet.rows,
    },
    sheets: new Map([
      [`changes:${from}:${to}`, principalSheet],
      [`changes.by-action:${from}:${to}`, accessSheet],
    ]),
  };
}

function counter({ columns }: QueryResult): { counts: ChangeCounts; count(row: readonly Cell[]): void } {
  const at = columns.findIndex(({ name }) => name === 'change');
  const counts: Record<string, number> = {};
  return {
    counts,
    count: (row) => {
      const change = String(row[at]);
      counts[change] = (counts[change] ?? 0) + 1;
    },
  };
}

/**
 * At most this many accounts are named in a statement; if more are needed, it asks for all. A statement of Athena has at
 * most 262,144 bytes (docs.aws.amazon.com/athena/latest/ug/service-limits.html).
 */
const MOST_NAMED = 200;

interface AccessCounts {
  /** With what could not be compared. */
  readonly services: ChangeCounts;
  readonly actions: ChangeCounts;
  readonly total: number;
  /** Accounts that have the first so many rows of the answer; undefined: all, or some that cannot be named. */
  readonly first: readonly string[] | undefined;
}

/** Counts what `changes --by action` answers: of 400 accounts that is a million rows, of which the page shows few. */
async function accessCounts(
  engine: QueryEngine,
  given: Given,
  most: number,
  options: QueryOptions,
): Promise<AccessCounts> {
  const { sql, parameters } = bind(readReportStatement('change_counts'), given);
  const services: Record<string, number> = {};
  const actions: Record<string, number> = {};
  const first = new Set<string>();
  let total = 0;
  let isCut = false;
  for (const [account, change, isOfAction, changes] of await allRows(engine, sql, parameters, options)) {
    const counts = isOfAction ? actions : services;
    counts[String(change)] = (counts[String(change)] ?? 0) + Number(changes);
    if (total < most) first.add(String(account));
    else if (!first.has(String(account))) isCut = true;
    total += Number(changes);
  }
  const areNamed = isCut && first.size <= MOST_NAMED && [...first].every((id) => /^\d{12}$/.test(id));
  return { services, actions, total, first: areNamed ? [...first] : undefined };
}

/**
 * Each snapshot with the one before it and with the shown one: of the newest of all accounts up to the shown date, that
 * date and that of the last audit, for of others most of a comparison would say that it was not measured. Where fewer than
 * two are of all accounts, of the newest of any kind. Of more principals than can be compared so often, the shown one
 * with the last audit and with the oldest of these come first, then the newest.
 */
export function comparedPairs(
  { all, date }: { readonly all: readonly LakeDate[]; readonly date: string },
  { lastAudit, principals }: { readonly lastAudit: string | undefined; readonly principals: number },
): Pick<Comparison, 'from' | 'to'>[] {
  const shown = all.filter((other) => other.date <= date);
  const whole = shown.filter(({ isWhole }) => isWhole);
  const newest = (whole.length > 1 ? whole : shown).slice(-COMPARED_SNAPSHOTS).map((other) => other.date);
  const dates = [...new Set([...newest, date, ...(lastAudit === undefined ? [] : [lastAudit])])].sort();
  const pairs = dates.flatMap((to, at) =>
    dates.slice(to === date ? 0 : Math.max(0, at - 1), at).map((from) => ({ from, to })),
  );
  const most = Math.max(LEAST_PAIRS, Math.floor(COMPARED_PRINCIPALS / Math.max(1, principals)));
  const first = [lastAudit ?? dates.at(-2), dates[0]].filter((from) => from !== undefined);
  const rankOf = ({ from, to }: Pick<Comparison, 'from' | 'to'>): number =>
    to === date && first.includes(from) ? first.indexOf(from) : first.length;
  const byRank = pairs.toReversed().sort((a, b) => rankOf(a) - rankOf(b));
  const chosen = new Set(byRank.slice(0, most));
  return pairs.filter((pair) => chosen.has(pair));
}

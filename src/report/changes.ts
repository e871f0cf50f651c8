/** Two snapshots compared, by the questions `changes` and `changes --by action`. */

import type { Cell, QueryEngine, QueryOptions, QueryResult } from '../query/engine.js';
import type { LakeDate } from '../query/lake-dates.js';
import { ask } from '../query/question/ask.js';
import type { ChangeCounts, Comparison, Sheet } from './payload.js';
import { gather, upTo } from './sheet.js';

export interface Compared {
  readonly comparison: Comparison;
  readonly sheets: ReadonlyMap<string, Sheet>;
}

/** Every pair among so many of the newest snapshots is compared. */
const COMPARED_SNAPSHOTS = 5;

/** Columns that the page shows. */
const shownOfAccess = [
  ...['account_id', 'principal_arn', 'service_namespace', 'action_name', 'change', 'from_last_accessed_at'],
  ...['to_last_accessed_at', 'from_status', 'to_status'],
];

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
  const access = await ask(engine, 'changes.by-action', given, options);
  const isService = ofServices(access);
  const services = counter(access);
  const actions = counter(access);
  const accessRows = upTo(rows);
  const accessSheet = await gather(access, {
    only: shownOfAccess,
    keep: (row) => {
      (isService(row) ? services : actions).count(row);
      return accessRows.keep();
    },
  });
  return {
    comparison: {
      from,
      to,
      principals: principals.counts,
      services: services.counts,
      actions: actions.counts,
      principalsLeft: principalRows.left(),
      accessLeft: accessRows.left(),
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

/** Whether a row tells of a service, or of what could not be compared, and not of an action. */
function ofServices({ columns }: QueryResult): (row: readonly Cell[]) => boolean {
  const at = columns.findIndex(({ name }) => name === 'action_name');
  return (row) => row[at] === null;
}

/**
 * Of the newest snapshots of all accounts up to the shown date, that date and that of the last audit: of others most of a
 * comparison would say that it was not measured. Where fewer than two are of all accounts, of the newest of any kind.
 */
export function comparedPairs(
  { all, date }: { readonly all: readonly LakeDate[]; readonly date: string },
  lastAudit: string | undefined,
): Pick<Comparison, 'from' | 'to'>[] {
  const shown = all.filter((other) => other.date <= date);
  const whole = shown.filter(({ isWhole }) => isWhole);
  const newest = (whole.length > 1 ? whole : shown).slice(-COMPARED_SNAPSHOTS).map((other) => other.date);
  const dates = [...new Set([...newest, date, ...(lastAudit === undefined ? [] : [lastAudit])])].sort();
  return dates.flatMap((to, at) => dates.slice(0, at).map((from) => ({ from, to })));
}

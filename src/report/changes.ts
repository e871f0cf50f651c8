/** Two snapshots compared, by the questions `principal_changes` and `access_changes`. */
import { ask } from '../query/ask.js';
import type { Cell, QueryEngine, QueryOptions, QueryResult } from '../query/engine.js';
import type { ChangeCounts, Comparison, Sheet } from './payload.js';
import { gather } from './sheet.js';

export interface Compared {
  readonly comparison: Comparison;
  readonly sheets: ReadonlyMap<string, Sheet>;
}

/** Counts every change, and keeps at most `rows` changes of access, those of principals in the order of the answer. */
export async function compare(
  engine: QueryEngine,
  from: string,
  to: string,
  rows: number,
  options: QueryOptions,
): Promise<Compared> {
  const given = { from_date: from, to_date: to };
  const changed = await ask(engine, 'principal_changes', given, options);
  const principals = counter(changed);
  const principalSheet = await gather(changed, { keep: principals.count });
  const access = await ask(engine, 'access_changes', given, options);
  const isService = ofServices(access);
  const services = counter(access);
  const actions = counter(access);
  let kept = 0;
  let left = 0;
  const accessSheet = await gather(access, {
    keep: (row) => {
      (isService(row) ? services : actions).count(row);
      if (kept < rows) kept += 1;
      else left += 1;
      return left === 0;
    },
  });
  return {
    comparison: { from, to, principals: principals.counts, services: services.counts, actions: actions.counts, left },
    sheets: new Map([
      [`principal_changes:${from}:${to}`, principalSheet],
      [`access_changes:${from}:${to}`, accessSheet],
    ]),
  };
}

function counter({ columns }: QueryResult): { counts: ChangeCounts; count(row: readonly Cell[]): true } {
  const at = columns.findIndex(({ name }) => name === 'change');
  const counts: Record<string, number> = {};
  return {
    counts,
    count: (row) => {
      const change = String(row[at]);
      counts[change] = (counts[change] ?? 0) + 1;
      return true;
    },
  };
}

/** Whether a row tells of a service, or of what could not be compared, and not of an action. */
function ofServices({ columns }: QueryResult): (row: readonly Cell[]) => boolean {
  const at = columns.findIndex(({ name }) => name === 'action_name');
  return (row) => row[at] === null;
}

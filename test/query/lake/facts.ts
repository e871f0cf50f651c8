/** The facts of the runs of a text, made of its rows as publish makes them of staged parts. */
import type { TableSchema, Value } from '../../../src/model/schema.js';
import {
  actionLastAccessed,
  groups,
  inlinePolicies,
  policies,
  principals,
  serviceLastAccessed,
} from '../../../src/model/tables.js';
import { RunFacts } from '../../../src/snapshot/publish/facts/facts.js';
import { columnsOf, rowsOf } from '../../../src/tables/columns/rows.js';

export type Cells = Record<string, Value | null>;

const OF_ACCOUNTS = [principals, policies, inlinePolicies, groups] as const;
const OF_PRINCIPALS = [serviceLastAccessed, actionLastAccessed] as const;

/** Rows by table of facts. Rows of a principal that its run did not measure are no facts. */
export function factsOf(
  runs: readonly string[],
  written: (table: TableSchema) => readonly Cells[],
): ReadonlyMap<string, readonly Cells[]> {
  const facts = new Map<string, Cells[]>();
  const sources = [...OF_ACCOUNTS, ...OF_PRINCIPALS].map((table) => [table, written(table)] as const);
  for (const run_id of runs) {
    const own = sources.map(([table, rows]) => [table, rows.filter((row) => row.run_id === run_id)] as const);
    for (const [table, columns] of factsOfRun(measuredOnly(own))) {
      const rows = rowsOf(table, columns).map((row) => ({ ...row, run_id }));
      facts.set(table.name, [...(facts.get(table.name) ?? []), ...rows]);
    }
  }
  return facts;
}

type Source = readonly [table: TableSchema, rows: readonly Cells[]];

function measuredOnly(sources: readonly Source[]): Source[] {
  const listed = sources.find(([table]) => table === principals)?.[1] ?? [];
  const measured = new Set(listed.filter(({ status }) => status === 'exported').map((row) => row.principal_arn));
  return sources.map(([table, rows]) =>
    OF_PRINCIPALS.some((other) => other === table)
      ? [table, rows.filter((row) => measured.has(row.principal_arn as string))]
      : [table, rows],
  );
}

function* factsOfRun(sources: readonly Source[]) {
  const run = new RunFacts();
  const accounts = new Set(sources.flatMap(([, rows]) => rows.map((row) => row.account_id as string)));
  for (const account of [...accounts].sort()) {
    const tables = sources.flatMap(([table, rows]) => {
      const own = rows.filter((row) => row.account_id === account);
      return own.length > 0 ? [[table.name, columnsOf(table, own as never)] as const] : [];
    });
    yield* run.take(account, Object.fromEntries(tables));
  }
  yield* run.end();
}

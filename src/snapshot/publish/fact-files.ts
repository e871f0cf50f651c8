/** The files of the tables of facts of one run. */
import { fanOut } from '../../async/fan-out.js';
import { interruption } from '../../async/for-all.js';
import type { Columns } from '../../model/columns.js';
import type { Progress } from '../../model/progress.js';
import type { TableSchema } from '../../model/schema.js';
import type { ManifestFile } from '../../model/summary.js';
import { FACT_TABLES } from '../../model/tables/facts.js';
import type { Store } from '../../store/store.js';
import { withConstants } from '../../tables/columns/complete.js';
import type { Encoder } from '../../tables/encoder.js';
import { factSourceRows, facts } from './facts/facts.js';
import type { Collected } from './staged-parts.js';
import { writeTable } from './table-files.js';

export interface FactFiles {
  readonly runId: string;
  /** What the names of the files of a table begin with. */
  readonly prefixOf: (table: TableSchema) => string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Writes all tables side by side, in one pass over the parts, each with a file: a table that the manifest does not name is
 * one that the run did not make, and nobody is judged by it. Fails as the parts do, or with the reason of the signal.
 */
export async function writeFacts(
  store: Store,
  encoder: Encoder,
  collected: Collected,
  { runId, prefixOf, progress, signal }: FactFiles,
): Promise<ManifestFile[]> {
  const rowsTotal = factSourceRows(collected);
  let rows = 0;
  const onRows = (more: number) => {
    if (signal.aborted) throw interruption(signal);
    rows += more;
    progress({ type: 'publishing', table: 'facts', rows, rowsTotal });
  };
  async function* chunks(): AsyncGenerator<readonly [string, Columns], void, void> {
    for await (const [table, columns] of facts(store, collected, onRows)) {
      yield [table.name, withConstants(columns, { run_id: runId })];
    }
  }
  const readers = FACT_TABLES.map((table) => {
    const read = (own: AsyncIterable<Columns>) =>
      writeTable({ store, encoder }, { table, prefix: prefixOf(table), evenEmpty: true }, own);
    return [table.name, read] as const;
  });
  return (await fanOut(chunks(), Object.fromEntries(readers))).flat();
}

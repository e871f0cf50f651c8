/** A lake of rows as a lake of files, with a commit a run: for what looks at the files themselves. */
import { createHash } from 'node:crypto';
import type { TableSchema } from '../../../src/model/schema.js';
import { TABLES } from '../../../src/model/tables.js';
import type { Store } from '../../../src/store/store.js';
import { columnsOf } from '../../../src/tables/columns/rows.js';
import { openEncoder } from '../../../src/tables/encoders.js';
import { cellsOf } from '../../query/lake/write-lake.js';
import type { Lake, LakeRow } from '../world/lake.js';

const [RUNS, ...OTHERS] = TABLES;

export async function storeLake(store: Store, lake: Lake): Promise<void> {
  for (const run of lake.get('runs') ?? []) {
    const files: object[] = [];
    for (const table of OTHERS) {
      const rows = (lake.get(table.name) ?? []).filter(({ run_id }) => run_id === run.run_id);
      if (rows.length === 0) continue;
      const path = `${table.name}/snapshot_date=${run.snapshot_date}/${run.run_id}-00000.parquet`;
      const bytes = await encoded(table, rows);
      await store.put(path, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      files.push({ path, rows: rows.length, bytes: bytes.length, sha256 });
    }
    const commit = { ...run, manifest: JSON.stringify(files) };
    await store.put(`runs/${run.run_id}.parquet`, await encoded(RUNS, [commit]));
  }
}

async function encoded(table: TableSchema, rows: readonly LakeRow[]): Promise<Uint8Array> {
  const encoder = await openEncoder('arrow');
  async function* groups() {
    yield columnsOf(table, rows.map((row) => filled(table, row)) as never);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of encoder.encode(table, groups())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What a random lake leaves out of its runs is as in the lakes of texts. */
function filled(table: TableSchema, row: LakeRow): object {
  const text = { run_id: String(row.run_id), snapshot_date: String(row.snapshot_date) };
  const defaults: LakeRow = table.name === 'runs' ? (cellsOf(table, text, text.snapshot_date) as LakeRow) : {};
  const cells = Object.keys(table.columns).map((name) => [name, cellOf(row[name] ?? defaults[name] ?? null)] as const);
  return Object.fromEntries(cells);
}

function cellOf(cell: LakeRow[string]): unknown {
  return cell instanceof Date ? cell.getTime() : cell;
}

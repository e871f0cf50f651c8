import { expect, it } from 'vitest';
import { actionLastAccessed } from '../../../src/model/tables.js';
import { lakeFiles } from '../../../src/query/duckdb/files/readable-files.js';

it('puts the files with the most rows first, which DuckDB takes for all of them', async () => {
  const folder = `${actionLastAccessed.name}/snapshot_date=2026-01-05`;
  const rows = new Map([
    [`${folder}/20260105T010000000Z-00000001-1-00001.parquet`, 20],
    [`${folder}/20260105T010000000Z-00000001-1-00002.parquet`, 3],
    [`${folder}/20260105T090000000Z-00000002-1-00001.parquet`, 7],
  ]);
  const runs = ['20260105T010000000Z-00000001-1', '20260105T090000000Z-00000002-1'].map((run_id) => ({
    run_id,
    snapshot_date: '2026-01-05',
    tool_version: '1',
    files: [...rows].flatMap(([path, count]) =>
      path.includes(run_id) ? [{ path, rows: count, bytes: 1, sha256: '0'.repeat(64) }] : [],
    ),
  }));
  const store = {
    async *list(prefix: string) {
      for (const key of rows.keys()) if (key.startsWith(prefix)) yield { key, bytes: 1, modifiedAt: 0 };
    },
  };
  const { files, damaged } = await lakeFiles(store as never, runs);
  expect(files.map((file) => file.rows)).toEqual([20, 7, 3]);
  expect(damaged).toEqual([]);
});

/** Lakes that were changed by hand: files and commits written again, so that all of them agree. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommittedRun, committedRuns } from '../../src/lake/runs.js';
import type { TableSchema } from '../../src/model/schema.js';
import { runs, TABLES } from '../../src/model/tables.js';
import { folderStore } from '../../src/store/folder.js';
import { columnsOf } from '../../src/tables/columns/rows.js';
import { openEncoder } from '../../src/tables/encoders.js';
import { readFooter } from '../../src/tables/parquet/footer.js';
import { sql } from '../export/lake.js';

/** Writes the commit of the run again, with other values in it. */
export async function recommit(lake: string, run: CommittedRun, changed: object): Promise<void> {
  const encoder = await openEncoder('arrow');
  async function* group() {
    yield columnsOf(runs, [{ ...run, ...changed }]);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of encoder.encode(runs, group())) chunks.push(chunk);
  writeFileSync(join(lake, `runs/${run.planId}.parquet`), Buffer.concat(chunks));
}

/** Writes each file of the lake again as the SELECT that `change` makes of it says; undefined: as it is. Manifests agree. */
export async function rewriteFiles(
  lake: string,
  change: (table: TableSchema, file: string) => string | undefined,
): Promise<void> {
  for (const run of await committedRuns(folderStore(lake))) {
    for (const file of run.files) {
      const table = TABLES.find(({ name }) => file.path.startsWith(`${name}/`)) as TableSchema;
      const place = join(lake, file.path);
      const select = change(table, `read_parquet('${place}', hive_partitioning = false)`);
      if (select !== undefined) await sql(`COPY (${select}) TO '${place}' (FORMAT parquet)`);
    }
    await recommit(lake, run, {
      manifest: manifestOf(
        lake,
        run.files.map(({ path }) => path),
      ),
    });
  }
}

/** The manifest of files as they are. */
export function manifestOf(lake: string, paths: readonly string[]): string {
  const files = paths.map((path) => {
    const bytes = readFileSync(join(lake, path));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path, rows: readFooter(bytes).rows, bytes: bytes.length, sha256 };
  });
  return JSON.stringify(files);
}

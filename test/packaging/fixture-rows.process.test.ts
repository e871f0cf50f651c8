/** What a release says of a lake that differs from the fixture: its script, over copies of the fixture. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const FIXTURE = join(root, 'test/fixtures/lake');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-rows-'));

afterAll(() => rmSync(folder, { recursive: true }));

function copy(name: string): string {
  const lake = join(folder, name);
  cpSync(FIXTURE, lake, { recursive: true });
  return lake;
}

/** Writes the first file of a table anew, with what the statement makes of its rows. */
async function rewrite(lake: string, table: string, select: string): Promise<void> {
  const [date = ''] = readdirSync(join(lake, table)).sort();
  const [file = ''] = readdirSync(join(lake, table, date));
  const [path, unfinished] = [join(lake, table, date, file), join(folder, 'unfinished')];
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  await connection.run(
    `COPY (${select.replace('ROWS', `read_parquet('${path}')`)}) TO '${unfinished}' (FORMAT parquet)`,
  );
  connection.closeSync();
  renameSync(unfinished, path);
}

function differences(lake: string) {
  const words = [join(root, 'scripts/release/fixture.mjs'), lake];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  return { status, lines: stderr.split('\n').filter(Boolean) };
}

test('the fixture holds the rows of a copy, whatever its run ids and times are', async () => {
  const lake = copy('same');
  await rewrite(
    lake,
    'accounts',
    "SELECT * REPLACE ('20260531T120000000Z-00000000' AS run_id, now() AS started_at) FROM ROWS",
  );
  expect(differences(lake)).toEqual({ status: 0, lines: [] });
});

test('names each table that differs', async () => {
  const lake = copy('other');
  await rewrite(lake, 'accounts', "SELECT * REPLACE ('other' AS account_name) FROM ROWS");
  await rewrite(lake, 'derived/worklist', 'SELECT * REPLACE (risk + 1 AS risk) FROM ROWS');
  await rewrite(lake, 'groups', 'SELECT * FROM ROWS WHERE false');
  await rewrite(lake, 'policies', 'SELECT *, 1 AS added FROM ROWS');
  rmSync(join(lake, 'witnesses'), { recursive: true });
  expect(differences(lake)).toEqual({
    status: 1,
    lines: [
      'Table "accounts" differs: rows in the fixture alone 3, made by this build alone 3.',
      'Table "derived/worklist" differs: rows in the fixture alone 10, made by this build alone 10.',
      'Table "groups" differs: rows in the fixture alone 1, made by this build alone 0.',
      expect.stringMatching(/^Table "policies" differs: its columns are .*, and this build makes .*added INTEGER/),
      `Table "witnesses" differs: there is none in ${lake}.`,
    ],
  });
});

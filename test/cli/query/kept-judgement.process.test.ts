/** `query` keeps the judgement of a large lake in the user's cache, and reads it the next time. */
import { randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BASE_LAKE } from '../../engines/questions/variants.js';
import { enter } from '../../environment.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { buildCommand, ended, start } from '../built.js';
import { runCommand } from '../run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'query-keeps-'));
const lake = join(folder, 'lake');
let leave: () => void;
beforeAll(async () => {
  await writeLake(lake, BASE_LAKE.replace('Cannot assume the role', randomBytes(12_000_000).toString('base64')));
  leave = enter({ XDG_CACHE_HOME: join(folder, 'caches') });
});
afterAll(() => {
  leave();
  rmSync(folder, { recursive: true });
});

const query = (...argv: string[]) => runCommand(['query', ...argv, '--destination', lake, '--format', 'csv']);
const kept = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.startsWith(join(folder, 'caches/access-lake/files')))
    .map((entry) => join(entry.parentPath, entry.name));

test('a question keeps it and reads it again, SQL does not, and without a cache the answer is the same', async () => {
  expect(await query('--sql', 'SELECT count(*) FROM permissions')).toMatchObject({ exit: 'ok' });
  expect(kept()).toEqual([]);
  const first = await query('removable', '--by', 'action');
  expect(first).toMatchObject({ exit: 'ok', error: undefined });
  const files = kept();
  expect(files).toHaveLength(8);
  const read = await query('--sql', `SELECT count(*) FROM read_parquet('${files[0]}')`);
  expect(read.error?.message).toMatch(/Permission Error: Cannot access file ".*parquet"/);
  for (const file of files) utimesSync(file, 1e9, 1e9);
  expect(await query('removable', '--by', 'action')).toEqual(first);
  expect(kept()).toEqual(files);
  for (const file of files) expect(statSync(file).mtimeMs).toBeGreaterThan(1e12);
  writeFileSync(join(folder, 'file'), '');
  const leaveFile = enter({ XDG_CACHE_HOME: join(folder, 'file') });
  const without = await query('removable', '--by', 'action');
  leaveFile();
  expect(without).toMatchObject({ out: first.out, exit: 'ok' });
  expect(without.err.endsWith(first.err)).toBe(true);
  expect(without.err).toMatch(/^The judgement is not kept for later questions\. Error: Cannot write ".*": ENOTDIR\.\n/);
});

test('a version with other statements judges anew', async () => {
  const argv = ['query', 'removable', '--by', 'action', '--destination', lake, '--format', 'csv'];
  const built = await buildCommand();
  const queries = join(dirname(built.main), '../../queries');
  const ask = () => ended(start([built.main, ...argv], { XDG_CACHE_HOME: join(folder, 'caches') }));
  const first = await ask();
  const files = kept();
  expect([first.code, files.length]).toEqual([0, 8]);
  const own = realpathSync(queries);
  rmSync(queries);
  cpSync(own, queries, { recursive: true });
  const model = join(queries, 'models/03_judged_principals.sql');
  writeFileSync(model, readFileSync(model, 'utf8').replace('SELECT', 'SELECT  '));
  expect(await ask()).toEqual(first);
  expect(kept()).toEqual(expect.arrayContaining(files));
  expect(kept()).toHaveLength(16);
  built.remove();
});

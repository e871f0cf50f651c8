/** An answer that goes through a pipe of the shell, which DuckDB itself writes as CSV. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/model/errors.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { type Built, buildCommand, ended, start } from '../built.js';

const folder = mkdtempSync(join(tmpdir(), 'pipe-'));
const lake = join(folder, 'lake');
let built: Built;
beforeAll(async () => {
  built = await buildCommand();
  await writeLake(lake, readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8'));
});
afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true });
});

/** `query` with its stdout in a pipe to `reader`: what that says, and what the query says and ends with. */
function piped(reader: string, ...args: readonly string[]) {
  const command = [process.execPath, built.main, 'query', '--destination', lake, ...args];
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `"\${@:2}" | $1; echo "exit \${PIPESTATUS[0]}" >&2`, 'bash', reader, ...command],
    { encoding: 'utf8', maxBuffer: 1e8 },
  );
  return { stdout, stderr };
}

const MANY = 'SELECT r.range, p.principal_arn FROM raw.principals p CROSS JOIN range(20000) r ORDER BY ALL';

test('CSV through a pipe is that of a file', async () => {
  const out = join(folder, 'answer.csv');
  const sql = `SELECT * FROM (${MANY}) LIMIT 50000`;
  const args = ['--sql', sql, '--format', 'csv'];
  const { code } = await ended(start([built.main, 'query', '--destination', lake, ...args, '--out', out]));
  expect(code).toBe(0);
  const { stdout, stderr } = piped('cat', ...args);
  expect(stderr).toBe('exit 0\n');
  expect(stdout).toBe(readFileSync(out, 'utf8'));
});

test('a reader that goes away is no error', () => {
  const { stdout, stderr } = piped('head -n 1', '--sql', MANY, '--format', 'csv');
  expect({ stdout, stderr }).toEqual({ stdout: 'range,principal_arn\r\n', stderr: 'exit 0\n' });
});

test('no rows are a head, and told', () => {
  const { stdout, stderr } = piped('cat', '--sql', 'SELECT 1 AS one WHERE false', '--format', 'csv');
  expect({ stdout, stderr }).toEqual({ stdout: 'one\r\n', stderr: 'No rows.\nexit 0\n' });
});

test('rows are found, whatever becomes of the reader', () => {
  const { stderr } = piped('true', '--sql', MANY, '--format', 'csv', '--fail-on-rows');
  expect(stderr).toBe(`exit ${EXIT_CODES.found.code}\n`);
});

test('what fails before a row is a sentence', () => {
  const { stdout, stderr } = piped('cat', '--sql', 'SELECT nothing FROM raw.principals', '--format', 'csv');
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^Error: Cannot run the SQL on DuckDB: Binder Error: .*nothing.*\nexit 4\n$/s);
});

test.each(['csv', 'json', 'table'])(
  'a terminal sees progress until the first row of %s comes through a pipe',
  (format) => {
    const sql = 'SELECT sum(hash(range) % 7) AS total FROM range(300000000)';
    const command = `'${process.execPath}' '${built.main}' query --destination '${lake}' --format ${format} --sql '${sql}'`;
    const { stdout } = spawnSync('script', ['-qec', `${command} | cat`, '/dev/null'], { encoding: 'utf8' });
    const shown = stdout.replaceAll('\r\x1b[K', '<K>');
    expect(shown).toMatch(/<K>Asking: [^<]* elapsed<K>[^<]*total[^<]*\d{5}[^<]*$/);
  },
);

/** `propose --accept`: the accept file as a command writes it, and what it refuses. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { runCommand } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';
import { indexOf, proposed } from './proposing.js';

const folder = mkdtempSync(join(tmpdir(), 'accept-'));
const [out, file] = [join(folder, 'out'), join(folder, 'out', 'accepted.json')];
const seed = readFileSync(new URL('./seed.lake', import.meta.url), 'utf8').replaceAll('2024-01-01', '2026-06-20');
let ids: string[];

beforeAll(async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), seed));
  await proposed(engine, out, { dates: ['2026-07-01'] });
  await engine.close();
  ids = indexOf(out).documents.flatMap(({ blockers }) => blockers.map(({ id }) => id));
  expect(ids.length).toBeGreaterThan(2);
});

afterAll(() => rmSync(folder, { recursive: true }));

const signature = ['--reason', 'reads only', '--owner', 'payments', '--until', '2999-12-31'];
const accept = (...args: string[]) => runCommand(['propose', '--out', out, ...args]);

it('writes the file sorted, an object a line, and takes out again what it wrote', async () => {
  const [first = '', second = '', third = ''] = [...ids].sort();
  const told = await accept('--accept', third, '--accept', first, ...signature);
  expect(told.exit).toBe('ok');
  expect(told.text).toContain(`--accept-file ${file}`);
  await accept('--accept', second, ...signature);
  await accept('--accept', first, ...signature);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(
    lines
      .map((line) => line.replace(/,$/, ''))
      .slice(1, -1)
      .map((line) => JSON.parse(line).id),
  ).toEqual([first, second, third]);
  expect(JSON.parse(lines[1]?.replace(/,$/, '') as string)).toEqual({
    ...{ id: first, reason: 'reads only', owner: 'payments', expires: '2999-12-31' },
  });
  const lake = ['--destination', join(folder, 'lake'), '--accept-file', file];
  expect((await runCommand(['propose', ...lake, '--out', out])).exit).toBe('ok');
  expect((await accept('--unaccept', second, '--unaccept', third)).text).toContain('which now has 1');
  expect((await accept('--unaccept', first)).exit).toBe('ok');
  expect(readFileSync(file, 'utf8')).toBe('[]\n');
});

it('keeps each of three at once, and the mode of the file', async () => {
  const three = [...ids].sort().slice(0, 3);
  const shared = join(folder, 'shared.json');
  writeFileSync(shared, '[]\n');
  chmodSync(shared, 0o664);
  const told = await Promise.all(three.map((id) => accept('--accept', id, '--accept-file', shared, ...signature)));
  expect(told.map(({ exit }) => exit)).toEqual(['ok', 'ok', 'ok']);
  expect(JSON.parse(readFileSync(shared, 'utf8')).map(({ id }: { id: string }) => id)).toEqual(three);
  expect(statSync(shared).mode & 0o777).toBe(0o664);
});

it.each([
  ['an id that no document has', () => ['--accept', `${ids[0]?.slice(0, -1)}x`, ...signature], 'Did you mean'],
  [
    'a day that is past',
    () => ['--accept', ids[0], ...signature.slice(0, 4), '--until', '2020-01-01'],
    'it is in the past',
  ],
  ['no day', () => ['--accept', ids[0], ...signature.slice(0, 4), '--until', '2026-02-31'], 'it is not a date'],
  ['no owner', () => ['--accept', ids[0], '--reason', 'x', '--until', '2999-01-01'], '--owner not given'],
  ['both at once', () => ['--accept', ids[0], '--unaccept', ids[0], ...signature], 'Cannot use --accept with'],
  ['an id that the file lacks', () => ['--unaccept', 'young_holder-00000000'], 'does not contain it'],
  ['an owner without --accept', () => ['--owner', 'payments'], 'Cannot use --owner without --accept'],
])('refuses %s, and writes nothing', async (_what, args, told) => {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const { text, exit } = await accept(...(args() as string[]));
  expect([text, exit]).toEqual([expect.stringContaining(told), 'usage']);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : null).toBe(before);
});

it('leaves a file of YAML alone', async () => {
  const yaml = join(folder, 'accepted.yaml');
  const text = '# ours\n- { id: x, reason: y, owner: z, expires: 2999-01-01 }\n';
  writeFileSync(yaml, text);
  const { text: told } = await accept('--accept', ids[0] as string, '--accept-file', yaml, ...signature);
  expect(told).toContain('it is YAML, and would become JSON');
  expect(readFileSync(yaml, 'utf8')).toBe(text);
});

it('accepts what hides uses one by one, for 90 days at most, and says what it means', async () => {
  const index = readFileSync(join(out, 'index.json'), 'utf8');
  const [id = '', other = ''] = ids;
  const code = indexOf(out)
    .documents.flatMap(({ blockers }) => blockers)
    .find((one) => one.id === id)?.code as string;
  writeFileSync(join(out, 'index.json'), index.replaceAll(`"code": "${code}"`, '"code": "blind_holder"'));
  expect((await accept('--accept', id, ...signature)).text).toContain('for at most 90 days');
  const soon = new Date(Date.now() + 80 * 86_400_000).toISOString().slice(0, 10);
  const until = [...signature.slice(0, 4), '--until', soon];
  expect((await accept('--accept', id, '--accept', other, ...until)).text).toContain('it must be accepted by itself');
  const { text, exit } = await accept('--accept', id, ...until);
  expect([text, exit]).toEqual([
    expect.stringContaining(`By accepting ${id} you take this risk: the holder works in`),
    'ok',
  ]);
  writeFileSync(join(out, 'index.json'), index);
});

it('refuses a file that accepts such a blocker for longer', async () => {
  const long = join(folder, 'long.json');
  writeFileSync(long, '[{"id":"young_set-00000000","reason":"x","owner":"y","expires":"2999-12-31"}]');
  const lake = ['--destination', join(folder, 'lake'), '--accept-file', long];
  const { text, exit } = await runCommand(['propose', ...lake, '--out', out]);
  expect([text, exit]).toEqual([expect.stringContaining('accepted for at most 90 days'), 'usage']);
});

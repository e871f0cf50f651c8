/** A path that leads nowhere is a sentence of every command that takes one, never a bug; a user needs no name. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { userName } from '../../src/cli/query/tasks/snooze.js';
import { writeLake } from '../query/lake/write-lake.js';
import { sampled } from '../sampled.js';
import { runCommand } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'bad-paths-'));
const lake = ['--destination', join(folder, 'lake')];
const seed = readFileSync(new URL('../propose/seed.lake', import.meta.url), 'utf8');

beforeAll(async () => {
  await writeLake(join(folder, 'lake'), seed);
  writeFileSync(join(folder, 'file'), 'x');
  symlinkSync('loop', join(folder, 'loop'));
  mkdirSync(join(folder, 'closed'), { mode: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const SIGNED = ['--reason', 'r', '--owner', 'o', '--until', '2999-01-01'];
const COMMANDS: Readonly<Record<string, (path: string) => string[]>> = {
  'query --out': (path) => ['query', '--sql', 'SELECT 1', ...lake, '--out', path],
  'query --file': (path) => ['query', '--file', path, ...lake],
  'query --destination': (path) => ['query', '--sql', 'SELECT 1', '--destination', path],
  'query --owners-file': (path) => ['query', 'worklist', ...lake, '--owners-file', path],
  'query --tasks-file': (path) => ['query', 'worklist', ...lake, '--tasks-file', path],
  'query --except-file': (path) => ['query', 'removable', ...lake, '--except-file', path],
  'query --snooze': (path) => [
    'query',
    'worklist',
    ...lake,
    '--snooze',
    '00000000',
    '--until',
    '2999-01-01',
    '--reason',
    'r',
    '--tasks-file',
    path,
  ],
  'report --out': (path) => ['report', ...lake, '--out', path],
  'report --destination': (path) => ['report', '--destination', path, '--out', join(folder, 'r.html')],
  'propose --out': (path) => ['propose', ...lake, '--out', path],
  'propose --recheck': (path) => ['propose', ...lake, '--recheck', path],
  'propose --accept': (path) => ['propose', '--out', path, '--accept', 'x', ...SIGNED],
  'propose --unaccept': (path) => ['propose', '--out', path, '--unaccept', 'x'],
  'propose --accept-file': (path) => ['propose', ...lake, '--out', join(folder, 'p'), '--accept-file', path],
  'propose --reference': (path) => ['propose', ...lake, '--out', join(folder, 'p'), '--reference', path],
  'derive --destination': (path) => ['derive', '--destination', path],
  'digest --destination': (path) => ['digest', '--destination', path],
  'verify --destination': (path) => ['verify', '--destination', path],
  'snapshots --destination': (path) => ['snapshots', '--destination', path],
  'catalog --destination': (path) => ['catalog', '--destination', path],
  'demo --destination': (path) => ['demo', '--destination', path],
  'export --destination': (path) => ['export', '--this-account', '--destination', path],
};

const isRoot = process.getuid?.() === 0; // nothing is closed to root
const PLACES = ['file/x', 'loop', 'loop/x', 'a'.repeat(300), `${'a'.repeat(300)}/x`, ...(isRoot ? [] : ['closed/x'])];

const cases = Object.keys(COMMANDS).flatMap((name, at) => {
  return sampled(3, PLACES, at).map((place) => [name, place] as const);
});

test.each(cases)('%s %s', async (name, place) => {
  const { text, exit } = await runCommand([...(COMMANDS[name]?.(join(folder, place)) ?? [])]);
  expect(text).toMatch(/^Error: Cannot .+: .+\.\n.+\n$/s);
  expect(text).not.toContain('This is a bug');
  expect(['usage', 'nothing']).toContain(exit);
});

test('a user without a name signs by the environment, else by number', () => {
  const none = (): never => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  };
  expect(userName({ USER: 'ann', LOGNAME: 'b' }, none)).toBe('ann');
  expect(userName({ LOGNAME: 'b' }, none)).toBe('b');
  expect(userName({ USER: '' }, none)).toBe(`user ${process.getuid?.()}`);
  expect(userName({ USER: 'ann' }, () => ({ username: 'listed' }))).toBe('listed');
});

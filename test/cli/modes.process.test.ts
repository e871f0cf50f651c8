/** Who may read what commands make: its owner alone, unless others may already, or --shared is given. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { lakePlaces, withModes } from '../../src/cli/modes.js';
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import { folderStore } from '../../src/store/folder.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { optionsFor } from '../export/lake.js';
import { writeLake } from '../query/lake/write-lake.js';
import { sampled } from '../sampled.js';
import { succeeded } from './run-command.js';

const seed = readFileSync(new URL('../propose/seed.lake', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'modes-'));
const lake = join(folder, 'lake');
const work = join(folder, 'work');
const umask = process.umask(0o022);

beforeAll(() => writeLake(lake, seed));
beforeEach(() => mkdirSync(work));
afterEach(() => rmSync(work, { recursive: true }));
afterAll(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true });
});

/** Modes of all that lies there, each once, in octal. */
function modesIn(place: string): string[] {
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' });
  const modes = names.map((name) => lstatSync(join(place, name))).map(({ mode }) => (mode & 0o777).toString(8));
  return [...new Set(modes)].sort();
}

const run = (...argv: readonly string[]) => succeeded([...argv, '--destination', lake]);

const out = join(work, 'out');
const query = ['query', '--sql', 'SELECT 1 AS one', '--out', out];

it('a report is for its owner alone', async () => {
  await run('report', '--proposals', '0', '--out', out);
  expect(modesIn(work)).toEqual(['600']);
});

describe.each<[string, readonly string[], string[], string[]]>([
  ['query', query, ['600'], ['644']],
  ['query as Parquet', [...query, '--format', 'parquet'], ['600'], ['644']],
  ['query as CSV', [...query, '--format', 'csv'], ['600'], ['644']],
  ['propose', ['propose', '--out', out], ['600', '700'], ['644', '755']],
])('%s', (_command, argv, closed, open) => {
  it('makes what its owner alone may read', async () => {
    await run(...argv);
    expect(modesIn(work)).toEqual(closed);
    expect(process.umask()).toBe(0o022);
  });

  it('goes by the umask where it is told so, and where others may read what it replaces', async () => {
    for (const more of [['--shared'], []]) {
      await run(...argv, ...more);
      expect(modesIn(work)).toEqual(open);
    }
  });
});

describe('a lake', () => {
  const exported = (isShared: boolean, date: string) =>
    withModes(isShared, lakePlaces({ destination: out }), async () => {
      const source = fakeSource(plainAccounts(1, 1, 5));
      await exportSnapshot(optionsFor(folderStore(out), { snapshotDate: date }), systemEffects, async () => source);
    });

  it('is for its owner alone, and stays so', async () => {
    mkdirSync(out, { mode: 0o755 });
    for (const date of ['2025-01-01', '2025-02-01']) {
      await exported(false, date);
      expect(modesIn(out)).toEqual(['600', '700']);
    }
  });

  it('goes by the umask where it is told so, and where others may read it', async () => {
    await exported(true, '2025-01-01');
    await exported(false, '2025-02-01');
    expect(modesIn(out)).toEqual(['644', '755']);
  });

  it('has a lake.duckdb that those may read who may read the lake', async () => {
    for (const [mode, expected] of [
      [0o755, '644'],
      [0o700, '600'],
    ] as const) {
      chmodSync(join(lake, 'runs'), mode);
      await run('catalog');
      expect((lstatSync(join(lake, 'lake.duckdb')).mode & 0o777).toString(8)).toBe(expected);
    }
  });
});

it('proposals that are looked at again stay as open as they were', async () => {
  const ways = [
    [['--shared'], '644'],
    [[], '600'],
  ] as const;
  for (const [shared, expected] of sampled(2, ways)) {
    await run('propose', '--out', out, ...shared);
    await run('propose', '--recheck', out);
    expect((lstatSync(join(out, 'index.json')).mode & 0o777).toString(8)).toBe(expected);
    rmSync(out, { recursive: true });
  }
});

it('a link to what others may read opens nothing', async () => {
  writeFileSync(join(work, 'open'), '');
  symlinkSync('open', join(work, 'link'));
  const made = join(work, 'made');
  await withModes(false, [join(work, 'link'), join(work, 'nowhere')], async () => writeFileSync(made, ''));
  expect(lstatSync(made).mode & 0o777).toBe(0o600);
});

it('every command that makes files says where, and takes --shared', async () => {
  const making: string[] = [];
  for (const { name, load } of COMMANDS) {
    const { command } = await load();
    if (command.makes !== undefined) making.push(name);
    const writes = 'out' in command.options || ('sseKmsKeyId' in command.options && name !== 'check'); // leaves nothing
    if (writes) expect([name, typeof command.makes, 'shared' in command.options]).toEqual([name, 'function', true]);
  }
  expect(making).toHaveLength(12);
});

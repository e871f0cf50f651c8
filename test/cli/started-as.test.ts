/** How a command can be started again: by where npm, npx, a clone and the image put its files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { howStarted } from '../../src/cli/process/started-as.js';
import { checkText } from '../../src/cli/text/check-text.js';
import { verifyText } from '../../src/cli/text/verify-text.js';
import { OF_TASK, STARTED_AS } from '../../src/model/commands/command-line.js';
import { enter } from '../environment.js';
import { runCommand } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-started-'));
const NPX = 'npm/_npx/8c6dd22c4fc67aa0/node_modules/access-lake';

afterAll(() => rmSync(folder, { recursive: true }));

/** The program below a folder that has these files too. */
function programIn(root: string, files: Readonly<Record<string, unknown>>): string {
  const place = mkdtempSync(join(folder, 'place-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(place, path, '..'), { recursive: true });
    writeFileSync(join(place, path), JSON.stringify(content));
  }
  return join(place, root, 'dist/cli/main.js');
}

/** As npx leaves it, for what was asked. */
const cached = (...packages: string[]) => ({
  'npm/_npx/8c6dd22c4fc67aa0/package.json': {
    dependencies: { 'access-lake': 'file:../access-lake-0.1.0.tgz' },
    _npx: { packages },
  },
});

test.each<[string, string, Readonly<Record<string, unknown>>, string]>([
  ['a clone', 'clone', { 'clone/src/cli/main.ts': '' }, 'npx --no-install access-lake'],
  ['npm install --global', 'lib/node_modules/access-lake', {}, 'access-lake'],
  [
    'npm install in a project',
    'shop/node_modules/access-lake',
    { 'shop/package.json': { name: 'shop' } },
    'npx --no-install access-lake',
  ],
  ['npx of a packed file', NPX, cached('../access-lake-0.1.0.tgz'), 'npx ../access-lake-0.1.0.tgz'],
  ['npx of a version', NPX, cached('access-lake@0.1.0'), 'npx access-lake@0.1.0'],
  ['npx of a path with a space', NPX, cached('./my tools/a.tgz'), "npx './my tools/a.tgz'"],
  ['npx of several packages', NPX, cached('access-lake@0.1.0', 'cowsay'), 'access-lake'],
  [
    'a package.json that npm did not write',
    'a/node_modules/access-lake',
    { 'a/package.json': 'text' },
    'npx --no-install access-lake',
  ],
])('%s', (_what, root, files, started) => {
  expect(howStarted(programIn(root, files), {})).toBe(started);
});

test('the image: an installed command, and in a container of ECS the input of Task', () => {
  const program = programIn('app', {});
  expect(howStarted(program, {})).toBe('access-lake');
  expect(howStarted(program, { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/1' })).toBe('Task');
});

test('a container of ECS in which a clone or a package runs is not ours', () => {
  const ecs = { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/1' };
  expect(howStarted(programIn('lib/node_modules/access-lake', {}), ecs)).toBe('access-lake');
});

const HELPS = [[], ['completion'], ...COMMANDS.map(({ name }) => [name])].map((words) => ['help', ...words]);

const wordsOf = (text: string): string[] => text.split(/\s+/);

/** What a person reads after starting the program so. */
async function readAs<Text>(started: string, read: () => Text | Promise<Text>): Promise<Text> {
  const leave = enter({ [STARTED_AS]: started });
  try {
    return await read();
  } finally {
    leave();
  }
}

test.each(HELPS)('%s %s names every command by how the program was started', async (...help) => {
  const { out: plain } = await readAs('access-lake', () => runCommand(help));
  expect(plain).toMatch(/^Usage: access-lake /);
  const { out } = await readAs('NAME', () => runCommand(help));
  expect(out).toMatch(/^Usage: NAME /);
  expect(out).not.toMatch(/access-lake [a-z<]/);
  expect(wordsOf(out.replaceAll('NAME', 'access-lake'))).toEqual(wordsOf(plain));
  expect((await readAs(OF_TASK, () => runCommand(help))).out).toBe(plain);
});

test('so do the tables of verify and check, and the description of a question', async () => {
  const problem = 'is stale: `access-lake derive` rebuilds it';
  const damages = [{ kind: 'derived', subject: 'derived/a.parquet', problem, runId: undefined }] as const;
  const derived = [{ key: 'derived/a.parquet', state: 'stale' }] as const;
  const verified = { location: './lake', runs: [], derived, judged: [], damages };
  const hint = 'Run `access-lake export` first.';
  const check = {
    subject: 'athena',
    source: null,
    accountId: null,
    accountName: null,
    ok: false,
    isNeeded: true,
    detail: 'no',
    hint,
  } as const;
  const texts = await readAs('NAME', async () => [
    verifyText(verified),
    checkText([check]),
    (await runCommand(['query', 'removable', '--by', 'action', '--describe'])).out,
  ]);
  expect(texts[0]).toContain('not shown. `NAME derive` renews them.');
  expect(texts[0]).toContain('is stale: `NAME derive` rebuilds it');
  expect(texts[1]).toContain('Run `NAME export` first.');
  expect(texts[2]).toContain('NAME query removable --by action --help has the options of output.');
});

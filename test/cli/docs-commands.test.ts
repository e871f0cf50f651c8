/** Every command in the documents works: `sh` blocks run against a simulated organization, `sh aws` ones parse. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { readValues } from '../../src/cli/options/option.js';
import { parse } from '../../src/cli/program.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { type Built, buildCommand, ended, start } from './built.js';

const docs = resolve(import.meta.dirname, '../../docs');
const folder = mkdtempSync(join(tmpdir(), 'access-lake-docs-'));
/** Makes the lakes that the other commands ask; the documents hold it word for word. */
const DEMO = 'access-lake demo --destination ./demo-lake';
let built: Built;
let simulation: Simulation;

beforeAll(async () => {
  const organization = { organization: 'example', accounts: 3 } as const;
  [built, simulation] = await Promise.all([buildCommand(), startSimulation(organization)]);
  const demo = await run(DEMO.split(' ').slice(1));
  expect(demo.code, demo.stderr).toBe(0);
  cpSync(join(folder, 'demo-lake'), join(folder, 'lake'), { recursive: true });
}, 300_000);

afterAll(async () => {
  await simulation.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

function run(words: readonly string[]) {
  return ended(start([built.main, ...words], simulation.env, folder));
}

interface Block {
  readonly file: string;
  readonly kind: string;
  readonly command: string;
}

/** The lines of shell blocks that begin with the command. */
function blocksOf(file: string): Block[] {
  const text = readFileSync(join(docs, file), 'utf8');
  const blocks = [...text.matchAll(/^ *```sh *(\w*)\n(.*?)^ *```$/gms)];
  return blocks.flatMap(([, kind = '', lines = '']) =>
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('access-lake '))
      .map((command) => ({ file, kind, command })),
  );
}

const blocks = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .flatMap(blocksOf);

/** The words of a plain line of a shell: no quotes, no pipes. */
function wordsOf({ command }: Block): string[] {
  return command
    .replace(/ +#.*$/, '')
    .split(' ')
    .slice(1);
}

test('the documents show commands of both kinds', () => {
  expect(new Set(blocks.map(({ kind }) => kind))).toEqual(new Set(['', 'aws']));
  expect(blocks.map(({ command }) => command)).toContain(DEMO);
  for (const { kind, command } of blocks) if (kind === '') expect(command).not.toContain('s3://');
});

test.each(blocks.filter(({ kind }) => kind === 'aws'))('$file: $command parses', async (block) => {
  const [name = '', ...argv] = wordsOf(block);
  const { command } = (await COMMANDS.find((entry) => entry.name === name)?.load()) ?? {};
  if (command === undefined) throw new Error(`There is no command ${name}`);
  const { given } = parse(name, command, argv);
  command.check?.(readValues(command.options, given, {}, Date.now()));
});

test.each(blocks.filter(({ kind, command }) => kind === '' && command !== DEMO))('$file: $command', async (block) => {
  const { code, stderr } = await run(wordsOf(block));
  expect([0, 3], stderr).toContain(code);
});

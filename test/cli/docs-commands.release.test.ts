/** Every command of an `sh` block in the documents works against a simulated organization. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysBefore } from '../../src/model/days.js';
import type { IndexEntry } from '../../src/propose/write/index/entry.js';
import type { Index } from '../../src/propose/write/index/file.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { type Built, buildCommand, type Ended, ended, start } from './built.js';
import { type Block, blocks, DEMO, shownFiles, wordsOf } from './docs-blocks.js';
import { runCommand } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-docs-'));
let built: Built;
let demo: Ended;
/** Of the snapshots that the demo made, ascending. */
let dates: string[];
let simulation: Simulation;

beforeAll(async () => {
  const organization = { organization: 'example', accounts: 3 } as const;
  [built, simulation] = await Promise.all([buildCommand(), startSimulation(organization)]);
  const elsewhere = { AWS_PROFILE: 'production', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  demo = await ended(start([built.main, ...DEMO.split(' ').slice(1)], elsewhere, folder));
  expect(demo.code, demo.stderr).toBe(0);
  dates = readdirSync(join(folder, 'demo-lake/accounts'))
    .map((name) => name.replace('snapshot_date=', ''))
    .sort();
  cpSync(join(folder, 'demo-lake'), join(folder, 'lake'), { recursive: true });
  for (const [name, text] of shownFiles()) writeFileSync(join(folder, name), text);
});

afterAll(async () => {
  await simulation.stop();
  built.remove();
  rmSync(folder, { recursive: true });
});

test('the demo shows answers and what to do next, whatever the environment says of AWS', () => {
  const { stdout, stderr } = demo;
  expect(stdout).toMatch(/^What may people do through their permission sets/);
  expect(stdout).not.toContain('.parquet');
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^The report, to open in a browser: .*demo-lake-report[.]html$/);
  expect(stderr).not.toMatch(/clock|Warning/);
  expect(stdout).toMatch(/^Next:$/m);
  expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});

test('the demo audits a quarter apart', () => {
  const last = dates.at(-1) as string;
  expect(dates).toEqual([daysBefore(last, 182), daysBefore(last, 91), last]);
});

function run(words: readonly string[]) {
  return ended(start([built.main, ...words], simulation.env, folder));
}

test('the demo ends with a proposal: PaymentAppTestRole keeps what it reads, an administrator the services in use', () => {
  const place = join(folder, 'demo-lake-proposals');
  const { documents }: Index = JSON.parse(readFileSync(join(place, 'index.json'), 'utf8'));
  const textOf = (name: string, is: (one: IndexEntry) => boolean): string => {
    const found = documents.find((one) => one.name === name && one.id !== null && is(one));
    return readFileSync(join(place, found?.id as string, 'after.json'), 'utf8');
  };
  const payments = textOf(
    'PaymentAppTestPolicy',
    ({ owner_arn }) => owner_arn?.endsWith('/PaymentAppTestRole') === true,
  );
  expect(JSON.parse(payments).Statement.Action).toEqual([
    's3:GetBucketLogging',
    's3:GetBucketPolicy',
    's3:GetBucketTagging',
  ]);
  expect(demo.stdout).toMatch(/^ +- +"s3:PutBucketPolicy"$/m);
  expect(demo.stdout).toContain('One of them: PaymentAppTestPolicy of arn:aws:iam::');
  const [platform] = documents.filter(({ name, id }) => name === 'AdministratorAccess' && id !== null);
  const services = textOf('AdministratorAccess', ({ id }) => id === platform?.id);
  for (const used of ['cloudformation', 'ecr', 'ecs', 's3']) expect(services).toContain(`"${used}:*"`);
  for (const unused of ['rds', 'sqs', 'athena']) expect(services).not.toContain(`"${unused}:*"`);
});

const asked = blocks.filter(({ kind, command }) => kind === '' && command !== DEMO);

/** The first line of a command is run as a process, the others by what the process calls, each line once. */
test.each(onceEach(asked, wordsOf))('$file: $command', async (block) => {
  const words = wordsOf(block);
  if (onceEach(asked, (one) => wordsOf(one).slice(0, 1)).includes(block)) {
    const { code, stderr } = await run(words);
    expect([0, 3], stderr).toContain(code);
  } else {
    const { exit, text } = await runCommand([
      ...words.map((word) => (word.startsWith('./') ? join(folder, word) : word)),
    ]);
    expect(['ok', 'gaps'], text).toContain(exit);
  }
});

/** Of blocks with the same words the first. */
function onceEach(all: readonly Block[], wordsFor: (block: Block) => readonly string[]): Block[] {
  return [...new Map(all.toReversed().map((block) => [wordsFor(block).join(' '), block])).values()].toReversed();
}

/** Commands to copy, of a lake whose names would run something: pasted into sh, each runs itself alone, as it is written. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gapsOf, listingOf } from '../../src/cli/digest/commands.js';
import type { DigestValues } from '../../src/cli/digest/options.js';
import { systemEffects } from '../../src/model/effects.js';
import { succeeded } from '../cli/run-command.js';
import { writeLake } from '../query/lake/write-lake.js';
import { commandsIn, hostileLake, paster, RUNS } from './pasting.js';

const folder = mkdtempSync(join(tmpdir(), 'pasted-commands-'));
const lake = join(folder, "lake's $(touch pwned)");
const out = join(folder, 'proposals');
const paste = paster(join(folder, 'sh'));

beforeAll(() => writeLake(lake, hostileLake()));
afterAll(() => rmSync(folder, { recursive: true }));

/** All that a command says, on a terminal that nothing is cut for. */
async function said(...argv: readonly string[]): Promise<string> {
  const effects = { ...systemEffects, now: () => Date.parse('2026-07-02') };
  return (await succeeded(argv, { effects, interactive: true, columns: 10_000 })).text;
}

/** Each command runs one program, which is given what it names. */
function expectHarmless(text: string, least: number): string[][] {
  const commands = commandsIn(text);
  expect(commands.length).toBeGreaterThanOrEqual(least);
  return commands.map((command) => {
    const ran = paste(command);
    expect(ran, command).toHaveLength(1);
    return ran[0] as string[];
  });
}

test.each([
  ['query', 'worklist'],
  ['query', 'removable'],
  ['query', 'policies', '--kind', 'wildcard'],
])('%s %s', async (...argv) => {
  const ran = expectHarmless(await said(...argv, '--destination', lake), 1);
  for (const words of ran) expect(words).toEqual(expect.arrayContaining(['npx', 'access-lake', '--destination', lake]));
});

test('digest: what it names in its tables, and where its text is cut', async () => {
  const dates = { fromDate: '2026-03-01', toDate: '2026-07-01' };
  const options = ['--from-date', dates.fromDate, '--to-date', dates.toDate, '--except-tag', `team=Data${RUNS}`];
  const text = await said('digest', '--destination', lake, '--format', 'markdown', ...options);
  const ran = expectHarmless(text, 2).filter(([program]) => program === 'npx');
  expect(ran.length).toBeGreaterThan(0);
  const values = { destination: lake, exceptTag: [`team=Data${RUNS}`], ownersFile: RUNS } as unknown as DigestValues;
  const listing = paste(listingOf('WORK_NEW', dates, values))[0] as string[];
  expect(listing).toEqual(expect.arrayContaining(['--except-tag', `team=Data${RUNS}`, '--owners-file', RUNS]));
  for (const words of [...ran, listing, ...paste(gapsOf(dates.toDate, values))])
    expect(words).toEqual(expect.arrayContaining(['npx', 'access-lake', '--destination', lake]));
});

test('propose: every README', async () => {
  expectHarmless(await said('propose', '--destination', lake, '--out', out, '--read-only'), 0);
  const readmes = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('README.md'));
  expect(readmes.length).toBeGreaterThan(2);
  const ran = readmes.flatMap((name) => expectHarmless(readFileSync(join(out, name), 'utf8'), 0));
  const quarantine = ['--role-name', 'idle', '--policy-arn', 'arn:aws-cn:iam::aws:policy/AWSDenyAll'];
  expect(ran.filter(([program]) => program === 'aws')).toEqual([
    ['aws', 'iam', 'attach-role-policy', ...quarantine],
    ['aws', 'iam', 'detach-role-policy', ...quarantine],
  ]);
});

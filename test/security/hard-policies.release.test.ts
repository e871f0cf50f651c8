/** Policies that anybody may write in one account: each is exported, proposed for and reported, or refused by itself. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Source } from '../../src/collect/source.js';
import { exportSnapshot } from '../../src/export.js';
import { DAY_MS } from '../../src/model/days.js';
import { systemEffects } from '../../src/model/effects.js';
import type { AccountReports } from '../../src/model/report.js';
import type { Index } from '../../src/propose/write/index/file.js';
import type { Sheet } from '../../src/report/payload.js';
import { folderStore } from '../../src/store/folder.js';
import { succeeded } from '../cli/run-command.js';
import { arnOf, fakeSource } from '../export/fake-source.js';
import { optionsFor, sql } from '../export/lake.js';
import { blocksOf, column } from '../report/blocks.js';
import { HARD, HARD_POLICIES, type HardPolicy, ORDINARY } from './hard-policies.js';

/** CPU time of `propose`, and of `report`, which other programs on the machine do not lengthen by much. */
const LONGEST_MS = 40_000;
/** What a hard policy may add to either. */
const LONGEST_OF_ONE_MS = 1000;

const [CALM, HARD_ACCOUNT] = ['111111111111', '222222222222'];

type Policies = readonly HardPolicy[];

/** Each role has one policy, of its own name, and used S3 the day before; IAM reports of all of them `at` that time. */
function sourceOf(policies: Readonly<Record<string, Policies>>, at: number): Source {
  const accounts = Object.entries(policies).map(([id, own]) => ({
    id,
    principals: own.map(({ name }, number) => ({ id: `AROA${id}${number}`, name, actions: 3, usedAt: at - DAY_MS })),
  }));
  const source = fakeSource(accounts);
  return {
    ...source,
    reports: (account, options) =>
      withPolicies(account.id, policies[account.id] ?? [], at, source.reports(account, options)),
  };
}

async function* withPolicies(
  account_id: string,
  policies: Policies,
  generated_at: number,
  reports: AccountReports,
): AccountReports {
  for (let next = await reports.next(); ; next = await reports.next()) {
    if (next.done) {
      const inlinePolicies = policies.map(({ name, text }) => {
        return {
          account_id,
          owner_arn: arnOf(account_id, name),
          owner_type: 'role',
          policy_name: name,
          document: text,
        };
      });
      return { ...next.value, groups: [], inlinePolicies };
    }
    const { principal } = next.value;
    const own = { attached_policy_arns: [], inline_policy_names: [principal.principal_name], generated_at };
    yield { ...next.value, principal: { ...principal, ...own } };
  }
}

const folder = mkdtempSync(join(tmpdir(), 'access-lake-hard-'));
const tookMs: Record<string, number> = {};
const said: string[] = [];

async function run(...argv: readonly string[]): Promise<void> {
  said.push((await succeeded(argv)).out);
}

/** Runs the command, and remembers its CPU time. */
async function timed(name: string, ...argv: readonly string[]): Promise<void> {
  const begun = process.cpuUsage();
  await run(...argv);
  const { user, system } = process.cpuUsage(begun);
  tookMs[name] = (user + system) / 1000;
}

/** Of two snapshots, the first long enough ago that its grants are known to be as old as the days. */
async function proposedOver(name: string, policies: Readonly<Record<string, Policies>>): Promise<Index> {
  const [lake, out] = [join(folder, name), join(folder, `${name}-out`)];
  for (const at of [Date.now() - 100 * DAY_MS, Date.now()]) {
    const effects = { ...systemEffects, now: () => at };
    await exportSnapshot(optionsFor(folderStore(lake)), effects, async () => sourceOf(policies, at));
  }
  await timed(name, 'propose', '--destination', lake, '--out', out);
  return JSON.parse(readFileSync(join(out, 'index.json'), 'utf8'));
}

let calm: Index;
let index: Index;

beforeAll(async () => {
  calm = await proposedOver('calm', { [CALM]: ORDINARY });
  index = await proposedOver('hard', { [CALM]: ORDINARY, [HARD_ACCOUNT]: HARD });
});

afterAll(() => rmSync(folder, { recursive: true }));

const entries = (of: Index, isOf: string) => of.documents.filter(({ name }) => name.startsWith(isOf));

test('there are hard policies of at least 40 kinds', () => {
  expect(new Set(HARD_POLICIES.map(({ text }) => text)).size).toBeGreaterThan(40);
  expect(HARD_POLICIES.filter(({ text }) => text.length > 6000).length).toBeGreaterThan(15);
});

test('the lake holds each of them', async () => {
  const rows = await sql(`SELECT document FROM read_parquet('${folder}/hard/inline_policies/*/*.parquet')`);
  const documents = new Set(rows.map(({ document }) => document));
  expect(rows).toHaveLength(2 * (ORDINARY.length + HARD.length));
  for (const { name, text } of HARD) expect(documents.has(text), name).toBe(true);
});

test('those of another account are proposed for as if the hard ones were not there', () => {
  expect(entries(calm, 'ordinary').map(({ actions_leave_text }) => actions_leave_text)).toEqual(ORDINARY.map(() => 1));
  expect(entries(index, 'ordinary')).toEqual(entries(calm, 'ordinary'));
  for (const { id } of entries(index, 'ordinary')) {
    for (const name of ['after.json', 'proof.json', 'apply.sh']) {
      const [own, other] = ['hard-out', 'calm-out'].map((out) => join(folder, out, id as string, name));
      expect(existsSync(own as string)).toBe(true);
      if (name === 'after.json') expect(readFileSync(own as string)).toEqual(readFileSync(other as string));
    }
  }
});

test('each hard one is told, refused by itself or proposed for with its proof', () => {
  const own = entries(index, 'hard');
  expect(own.map(({ name }) => name).sort()).toEqual(HARD.map(({ name }) => name).sort());
  const reasons = new Set(own.filter(({ status }) => status === 'refused').map(({ reason }) => reason));
  expect([...reasons].sort()).toEqual(['does_not_fit', 'too_complex', 'unreadable']);
  for (const { id, status } of own) expect(id !== null).toBe(status === 'proposed' || status === 'conditional');
  const complex = own.filter(({ reason }) => reason === 'too_complex');
  for (const { detail } of complex) expect(detail).toMatch(/^its patterns /);
  expect(said.join('')).toContain(
    `${complex.length} documents refused, because their patterns are too complex to check`,
  );
  const readme = readFileSync(join(folder, 'hard-out', 'README.md'), 'utf8');
  for (const { name } of complex) expect(readme).toContain(`- \`${name}\`, ${HARD_ACCOUNT}: `);
});

test('the report shows the smaller policies of the others', { timeout: 300_000 }, async () => {
  const file = join(folder, 'report.html');
  await timed('report', 'report', '--destination', join(folder, 'hard'), '--out', file, '--proposals', '1000');
  const blocks = blocksOf(readFileSync(file, 'utf8')) as Map<string, Sheet>;
  const names = column(blocks.get('proposals') as Sheet, 'name') as string[];
  expect(names.filter((name) => name.startsWith('ordinary'))).toHaveLength(ORDINARY.length);
});

test('none of them takes long', () => {
  const { calm: without, hard, report } = tookMs as Record<'calm' | 'hard' | 'report', number>;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s of CPU`;
  console.log(
    `propose of ${ORDINARY.length} documents: ${seconds(without)}, with ${HARD.length} hard ones ${seconds(hard)}; report ${seconds(report)}`,
  );
  expect((hard - without) / HARD.length).toBeLessThan(LONGEST_OF_ONE_MS);
  expect(Math.max(hard, report)).toBeLessThan(LONGEST_MS);
});

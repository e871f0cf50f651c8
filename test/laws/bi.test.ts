/** Over random lakes: whatever a BI tool sums over whatever filter, it never shows more coverage than there is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ResultColumn } from '../../src/query/engine/engine.js';
import { type AnswerRow, rowsOf } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeds } from './seeds.js';
import { showWithTrends } from './trends.js';
import { type Lake, type LakeRow, randomLake } from './world/lake.js';
import { type Random, seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

const FACTS = ['bi_accounts', 'bi_services', 'bi_permission_sets', 'bi_owners', 'bi_tasks', 'bi_worklist'];
const DIMENSIONS = ['account_id', 'account_state', 'ou_level_1', 'ou_level_2', 'status', 'error_code'];

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** What a BI tool has before it: the views as tables, so that each is computed once a lake. */
const extract = (view: string) => `extract_${view}`;

async function extractAll(): Promise<void> {
  for (const view of ['bi_coverage', ...FACTS]) {
    await engine.query(`CREATE OR REPLACE TABLE ${extract(view)} AS SELECT * FROM ${view}`, []);
  }
}

const select = async (sql: string): Promise<AnswerRow[]> => rowsOf(await engine.query(sql, []));

async function measuresOf(view: string): Promise<string[]> {
  const { columns } = await engine.query(`SELECT * FROM ${extract(view)} LIMIT 0`, []);
  const isMeasure = ({ name, type }: ResultColumn) => /int|double/.test(type) && name !== 'is_latest';
  return columns.filter(isMeasure).map(({ name }) => name);
}

/** As BI tools sum: NULL is left out, and no row is NULL. */
async function sums(view: string, filter: string): Promise<Record<string, number | null>> {
  const measures = await measuresOf(view);
  const [row] = await select(
    `SELECT ${measures.map((name) => `sum(${name}) AS ${name}`).join(', ')} FROM ${extract(view)} ${filter}`,
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, sum]) => [name, sum === null ? null : Number(sum)]));
}

/** The share of the account's users and roles, or of some of them, that the newest run of the date that exported it measured. */
function measuredShare(lake: Lake, date: string, accountId: string, isCounted = (_: LakeRow) => true): number {
  const own = (row: LakeRow) => row.snapshot_date === date && row.account_id === accountId;
  const runs = (lake.get('accounts') ?? []).filter((row) => own(row) && row.status === 'exported');
  const newest = runs
    .map((row) => String(row.run_id))
    .sort()
    .at(-1);
  if (newest === undefined) return 0;
  const listed = (lake.get('principals') ?? []).filter(
    (row) => own(row) && row.run_id === newest && row.status !== 'deleted' && isCounted(row),
  );
  return listed.length === 0 ? 1 : listed.filter(({ status }) => status === 'exported').length / listed.length;
}

const quoted = (value: unknown): string => (value === null ? 'IS NULL' : `= '${value}'`);

async function randomFilter(random: Random, date: string): Promise<string> {
  const at = `WHERE snapshot_date = DATE '${date}'`;
  const rows = await select(`SELECT * FROM ${extract('bi_coverage')} ${at}`);
  const columns = random.some(DIMENSIONS, 0.3);
  return [at, ...columns.map((column) => `${column} ${quoted(random.one(rows)[column])}`)].join(' AND ');
}

it.each(seeds(4))('sums of bi_ views show no more coverage than there is: seed %i', async (seed) => {
  const random = seeded(seed);
  const lake = randomLake(random, randomWorld(random));
  await showWithTrends(engine, lake);
  await extractAll();
  for (const date of new Set((lake.get('runs') ?? []).map((run) => String(run.snapshot_date)))) {
    for (let tries = 0; tries < 4; tries++) await holdsCoverage(lake, date, await randomFilter(random, date));
    await holdsCoverage(lake, date, `WHERE snapshot_date = DATE '${date}'`);
    await holdsFacts(lake, date);
  }
});

async function holdsCoverage(lake: Lake, date: string, filter: string): Promise<void> {
  const accounts = await select(`SELECT account_id FROM ${extract('bi_coverage')} ${filter}`);
  const sum = await sums('bi_coverage', filter);
  if (accounts.length === 0) return expect(new Set(Object.values(sum))).toEqual(new Set([null]));
  const shares = accounts.map((row) => measuredShare(lake, date, String(row.account_id)));
  const total = shares.reduce((all, share) => all + share, 0);
  expect(sum.accounts, filter).toBe(accounts.length);
  expect(sum.account_coverage, filter).toBeCloseTo(total, 9);
  expect(sum.accounts_complete, filter).toBe(shares.filter((share) => share === 1).length);
  expect(Number(sum.accounts_complete) + Number(sum.accounts_incomplete), filter).toBe(accounts.length);
}

async function holdsFacts(lake: Lake, date: string): Promise<void> {
  const at = `WHERE snapshot_date = DATE '${date}'`;
  const [whole] = await select(`SELECT * FROM trends WHERE snapshot_date = '${date}' AND dimension = 'organization'`);
  if (whole === undefined) return; // a partial date has no trends
  for (const view of FACTS) {
    const measures = await measuresOf(view);
    expect(
      measures.filter((name) => /unmeasured|incomplete|^accounts|^principals$/.test(name)),
      view,
    ).toEqual([]);
    for (const name of measures) {
      expect(await select(`SELECT * FROM ${extract(view)} WHERE ${name} IS NULL`), `${view}.${name}`).toEqual([]);
    }
    for (const [name, sum] of Object.entries(await sums(view, at))) {
      if (view === 'bi_permission_sets') expect(Number(sum), name).toBeLessThanOrEqual(Number(whole[name]));
      else if (name in whole) expect(Number(sum), `${view}.${name}`).toBe(Number(whole[name]));
    }
  }
  await holdsGaps(lake, date, at);
}

/** Nothing stands for what was not measured, not even a zero. The facts speak of no service-linked role. */
async function holdsGaps(lake: Lake, date: string, at: string): Promise<void> {
  for (const row of await select(`SELECT account_id, account_coverage FROM ${extract('bi_coverage')} ${at}`)) {
    const share = measuredShare(lake, date, String(row.account_id), (each) => each.is_service_linked !== true);
    const facts = await select(`SELECT * FROM ${extract('bi_accounts')} ${at} AND account_id = '${row.account_id}'`);
    if (share === 0) expect(facts).toEqual([]);
    if (share === 1) expect(facts).toHaveLength(1);
  }
}

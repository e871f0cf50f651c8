/** Law h, over random lakes: the numbers of the trends are those that the questions answer with. The promise: what a chart shows can be looked up. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Making } from '../../src/query/derived/making.js';
import { trendsOf } from '../../src/query/derived/trend-rows.js';
import { Breaches } from './breaches.js';
import { type AnswerRow, answerOf, rowsOf } from './claims.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeds } from './seeds.js';
import { makingOf } from './trends.js';
import { dateOf } from './world/calendar.js';
import { type Lake, randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const number = (row: AnswerRow | undefined, column: string): number => Number(row?.[column] ?? 0);
const sum = (rows: readonly AnswerRow[], column: string): number =>
  rows.reduce((total, row) => total + number(row, column), 0);

const breaches = new Breaches('trends');

it.each(seeds(4))('trends are what the questions say: seed %i', async (seed) => {
  const random = seeded(seed);
  const world = randomWorld(random);
  const lake = randomLake(random, world);
  await engine.show(lake);
  const snapshot_date = random.one(world.snapshots.map(dateOf));
  const { dates, making } = await makingOf(engine, snapshot_date);
  const trends: AnswerRow[] = await trendsOf(engine, dates, making);
  const of = (dimension: string) => trends.filter((row) => row.dimension === dimension);
  const seesLater = snapshot_date !== making.usesUntil; // of the default date, the answer to a question without a date
  const dated = seesLater ? {} : { snapshot_date };
  const ask = (name: string, given = {}) => answerOf(engine, name, { ...dated, ...given });
  const [organization, ...others] = of('organization');
  expect(others).toEqual([]);

  const same = (column: string, told: number, asked: number): void => {
    if (told !== asked) breaches.add('trends', column, `${told}, and the question answers with ${asked}`);
  };
  const removable = (await ask('removable.by-action')).filter((row) => row.is_removable === true);
  same('actions_removable_of_principals', number(organization, 'actions_removable_of_principals'), removable.length);
  const dormant = (await ask('dormant_principals')).filter((row) => row.is_dormant === true);
  same('principals_dormant', number(organization, 'principals_dormant'), dormant.length);
  const isOurs = notServiceLinked(lake, snapshot_date);
  const all = { all: 'yes', unused_days: 90 };
  const unused = async (name: string) => (await ask(name, all)).filter(isOurs).length;
  for (const kind of ['actions', 'services']) {
    const told = number(organization, `${kind}_unused`) + number(organization, `${kind}_too_young`);
    same(`${kind}_unused`, told, await unused(kind === 'actions' ? 'removable.by-action' : 'removable.by-service'));
  }
  const usage = (await answerOf(engine, 'usage_trend', seesLater ? {} : { to_date: snapshot_date })).filter(
    (row) => row.snapshot_date === snapshot_date,
  );
  for (const row of await ask('usage')) {
    const ofUsage = usage.find(({ account_id }) => account_id === row.account_id);
    same('usage_trend', number(ofUsage, 'principals_dormant'), number(row, 'principals_dormant'));
    const own = of('account').find(({ subject }) => subject === row.account_id);
    expect(number(own, 'principals_dormant'), `${row.account_id}`).toBe(number(row, 'principals_dormant'));
    const count = (rows: readonly AnswerRow[]) => rows.filter(({ account_id }) => account_id === row.account_id).length;
    expect(number(own, 'actions_removable_of_principals')).toBe(count(removable));
  }
  const accounts = (await ask('usage')).filter(({ status }) => status === 'exported');
  await holdsGap(
    'account',
    of('account'),
    accounts.map((row) => ({ ...row, name: row.account_id })),
  );
  await holdsGap('ou', of('ou'), await ask('usage.by-ou', { by: 'ou' }));
  await holdsGap('permission_set', of('permission_set'), await ask('usage.by-ou', { by: 'set' }));
  for (const what of ['actions', 'services'] as const) {
    const told = organization?.[`${what}_taken_away`] ?? null;
    expect(told, `${what} taken away since ${making.before}`).toBe(await takenAway(what, making));
  }
  addsUp(trends, organization);
  breaches.check();
});

breaches.needsEachLine();

/** What was listed at the date before, by nobody used until now, and is granted no longer to whom it was listed of; null: no such date. */
async function takenAway(what: 'actions' | 'services', { date, before, usesUntil }: Making): Promise<number | null> {
  if (before === undefined) return null;
  const query = async (sql: string, ...values: string[]) => rowsOf(await engine.query(sql, values));
  const question = what === 'actions' ? 'removable.by-action' : 'removable.by-service';
  const answer = await answerOf(engine, question, { snapshot_date: before, uses_until: usesUntil });
  const listed = answer.filter((row) => row.is_removable === true);
  const principals =
    'SELECT account_id, principal_arn, principal_id, permission_set_name, status FROM snapshot_principals WHERE snapshot_date = ?';
  const later = await query(principals, date);
  const idOf = new Map(
    (await query(principals, before)).map((row) => [keyOf(row, 'principal_arn'), laterIdOf(row, later)]),
  );
  const statusOf = new Map(later.map((row) => [keyOf(row, 'principal_id'), row.status]));
  const accounts = "SELECT account_id FROM snapshot_accounts WHERE status = 'exported' AND snapshot_date = ?";
  const whole = new Set((await query(accounts, date)).map(({ account_id }) => account_id));
  const grants =
    what === 'actions'
      ? 'SELECT account_id, principal_id, service_namespace, lower(action_name) AS action_name FROM measured_actions WHERE snapshot_date = ?'
      : 'SELECT account_id, principal_id, service_namespace FROM service_access WHERE is_granted AND snapshot_date = ?';
  const columns = ['principal_id', 'service_namespace', ...(what === 'actions' ? ['action_name'] : [])];
  const granted = new Set((await query(grants, date)).map((row) => keyOf(row, ...columns)));
  return listed.filter((row) => {
    const principal_id = idOf.get(keyOf(row, 'principal_arn'));
    const status = statusOf.get(keyOf({ ...row, principal_id }, 'principal_id')) ?? 'deleted';
    const isKnown = whole.has(row.account_id) && ['exported', 'deleted'].includes(String(status));
    const item = { ...row, principal_id, action_name: String(row.action_name).toLowerCase() };
    return isKnown && !granted.has(keyOf(item, ...columns));
  }).length;
}

/** Its own, or that of who stands in the place of one that is gone: of its ARN, or of its permission set. */
function laterIdOf(row: AnswerRow, later: readonly AnswerRow[]): unknown {
  const own = later.filter(({ account_id }) => account_id === row.account_id);
  if (own.some(({ principal_id }) => principal_id === row.principal_id)) return row.principal_id;
  const nameOf = ({ permission_set_name: set, principal_arn: arn }: AnswerRow): string => String(set ?? arn);
  const isOfIt = (other: AnswerRow): boolean =>
    row.permission_set_name === null
      ? nameOf(other) === nameOf(row)
      : nameOf(other).toLowerCase() === nameOf(row).toLowerCase();
  const ids = own.filter(isOfIt).map(({ principal_id }) => String(principal_id));
  return ids.sort()[0] ?? row.principal_id;
}

function keyOf(row: AnswerRow, ...columns: readonly string[]): string {
  return ['account_id', ...columns].map((name) => row[name]).join(' ');
}

/** A row of an unused action or service of a principal that the lake does not know to be service-linked. */
function notServiceLinked(lake: Lake, date: string): (row: AnswerRow) => boolean {
  const linked = (lake.get('principals') ?? []).filter((row) => row.snapshot_date === date && row.is_service_linked);
  const arns = new Set(linked.map((row) => row.principal_arn));
  return (row) => row.service_namespace !== null && !arns.has(row.principal_arn as string);
}

async function holdsGap(by: string, trends: readonly AnswerRow[], gaps: readonly AnswerRow[]): Promise<void> {
  for (const gap of gaps) {
    if (gap.name === null) continue;
    const own = trends.find(({ subject, subject_name }) => (by === 'ou' ? subject_name : subject) === gap.name);
    if (own === undefined && number(gap, 'principals_measured') === 0) continue; // of every set, an account that was not measured
    const names = { services_granted: 'services_granted', actions_granted: 'actions_tracked' };
    const same = ['principals_measured', 'accounts_unmeasured'].map((name) => [name, name]);
    for (const [ours, theirs] of [...Object.entries(names), ...same] as [string, string][]) {
      expect(number(own, ours), `${by} ${gap.name} ${ours}`).toBe(number(gap, theirs));
    }
  }
}

function addsUp(trends: readonly AnswerRow[], organization: AnswerRow | undefined): void {
  const buckets = ['used_90', 'used_180', 'used_400', 'used_older', 'never_used', 'use_unknown'];
  for (const row of trends) {
    const said = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
    expect(
      buckets.reduce((total, name) => total + number(row, `principals_${name}`), 0),
      said,
    ).toBe(number(row, 'principals_measured'));
    for (const kind of ['actions', 'services']) {
      const parts = ['used', 'unused', 'too_young'].map((part) => number(row, `${kind}_${part}`));
      expect(Math.min(...parts), said).toBeGreaterThanOrEqual(0);
      expect(
        sum(
          parts.map((n) => ({ n })),
          'n',
        ),
        said,
      ).toBe(number(row, `${kind}_granted`));
    }
    expect(number(row, 'actions_removable_of_principals'), said).toBeLessThanOrEqual(number(row, 'actions_unused'));
  }
  for (const column of [
    'principals_measured',
    'services_granted',
    'actions_granted',
    'actions_removable_of_principals',
    'actions_used',
    'actions_taken_away',
    'services_taken_away',
  ]) {
    for (const dimension of ['account', 'owner', ...(column.startsWith('principals') ? [] : ['service'])]) {
      const rows = trends.filter((row) => row.dimension === dimension);
      expect(sum(rows, column), `${dimension} ${column}`).toBe(number(organization, column));
    }
  }
}

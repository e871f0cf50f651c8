/**
 * Over random lakes: wherever an answer or a view says who used something, a use that any committed run knows counts. No row
 * says NOT_ACCESSED of it, and no list of users leaves its user out, be the grant lost, the user gone or not measured.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Given } from '../../src/query/question/values.js';
import { type AnswerRow, answerOf, rowsOf } from './claims.js';
import { datesIn, defaultDateOf, lawLake } from './judged/lakes.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { type KnownUse, oracleOf } from './oracle.js';
import { seeds } from './seeds.js';
import type { Lake } from './world/lake.js';
import { seeded } from './world/random.js';

const DAY_MS = 86_400_000;
/** A day less than IAM looks back, for answers count by the hour. */
const DAYS_MS = 399 * DAY_MS;

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

interface Use {
  readonly principalId: string;
  readonly service: string;
  /** Lower case; empty: of the service. */
  readonly action: string;
}

it.each(seeds(4))('no answer or view denies a use or leaves out a user: seed %i', async (seed) => {
  const random = seeded(seed);
  const { lake } = lawLake(seed);
  await engine.show(lake);
  const defaultDate = defaultDateOf(lake);
  const newest = datesIn(lake).at(-1) as string;
  await holds(lake, {}, knownUses(lake, defaultDate, newest));
  await holdsOfViews(lake, knownUses(lake, defaultDate, newest));
  const date = random.one(datesIn(lake));
  await holds(lake, { snapshot_date: date }, knownUses(lake, date, date));
});

async function holds(lake: Lake, date: Given, uses: readonly Use[]): Promise<void> {
  const check = checkerOf(lake, uses, JSON.stringify(date));
  const services = [...new Set(uses.map(({ service }) => service))];
  const actions = uses.filter(({ action }) => action !== '').map(({ service, action }) => `${service}:${action}`);
  const ask = (name: string, given: Given = {}): Promise<AnswerRow[]> => answerOf(engine, name, { ...date, ...given });
  if (services.length > 0) {
    check.lists('users_of', await ask('users_of', { service: services.join() }), ({ action }) => action === '');
  }
  for (const action of [...new Set(actions)].slice(0, 5)) {
    const isIt = (use: Use): boolean => `${use.service}:${use.action}` === action;
    const spelled = spelledIn(lake, action);
    check.lists(`users_of ${action}`, await ask('users_of.of-action', { action: spelled }), isIt);
  }
  const used = await ask('principal_access.kind-used', { days: 400 });
  check.lists('principal_access.kind-used', used.map(withActionName), () => true);
  const changes = await ask('administrators.kind-used', { days: 400 });
  const isChange = ({ service, action }: Use): boolean =>
    action !== '' && isPermissionsManagement(lake, service, action);
  check.lists('administrators.kind-used', changes, isChange);
  for (const arn of arnsIn(lake).slice(0, 6)) {
    // Of a principal that was moved, the newest ARN answers.
    const isOf = ({ principalId }: Use): boolean => check.arnsOf(principalId).every((own) => own === arn);
    const named = (rows: AnswerRow[]): AnswerRow[] => rows.map((row) => ({ ...row, principal_arn: arn }));
    check.lists(`principal_access ${arn}`, named(await ask('principal_access', { principal: arn })), isOf);
    const history = named(await ask('principal_history', { principal: arn }));
    check.lists(`principal_history ${arn}`, history, (use) => isOf(use) && use.action !== '');
  }
  for (const name of ['principals.by-action', 'principals.by-service', 'policies.by-principal']) {
    check.lists(name, await ask(name), () => false);
  }
  checkCounts(await ask('usage.by-service'), uses);
}

async function holdsOfViews(lake: Lake, uses: readonly Use[]): Promise<void> {
  const check = checkerOf(lake, uses, 'views');
  const date = defaultDateOf(lake);
  const select = async (view: string): Promise<AnswerRow[]> =>
    rowsOf(await engine.query(`SELECT * FROM ${view} WHERE snapshot_date = ?`, [date]));
  check.lists('service_access', await select('service_access'), ({ action }) => action === '');
  check.lists('action_access', await select('action_access'), ({ action }) => action !== '');
}

/** What runs between 415 days before the date and `until` know to be used within the days before the last report of the user. */
function knownUses(lake: Lake, date: string, until: string): Use[] {
  const { uses, lastReports } = oracleOf(lake);
  const begin = Date.parse(`${date}T00:00:00Z`);
  const isKnown = (use: KnownUse): boolean => {
    const judgedAt = Math.max(begin, lastReports.get(`${date} ${use.principalId}`) ?? begin);
    return use.service !== null && use.date <= until && use.at > judgedAt - DAYS_MS;
  };
  const known = uses.filter(isKnown).flatMap(({ principalId, service, action }) => {
    const of = { principalId, service: service as string };
    return [{ ...of, action: '' }, ...(action === null ? [] : [{ ...of, action: action.toLowerCase() }])];
  });
  return [...new Map(known.map((use) => [keyOf(use), use])).values()];
}

function keyOf({ principalId, service, action }: Use): string {
  return [principalId, service, action].join();
}

function checkerOf(lake: Lake, uses: readonly Use[], asked: string) {
  const arns = new Map<string, string[]>();
  for (const { principal_id, principal_arn } of lake.get('principals') ?? []) {
    const id = String(principal_id);
    arns.set(id, [...(arns.get(id) ?? []), String(principal_arn)]);
  }
  const shared = sharedIn(arns);
  const arnsOf = (principalId: string): string[] => arns.get(principalId) ?? [];
  const lists = (what: string, rows: readonly AnswerRow[], isDue: (use: Use) => boolean): void => {
    const states = new Map<string, unknown[]>();
    for (const row of rows) {
      const key = [row.principal_arn, row.service_namespace, String(row.action_name ?? '').toLowerCase()].join();
      states.set(key, [...(states.get(key) ?? []), row.state]);
    }
    for (const use of uses) {
      const found = arnsOf(use.principalId).flatMap((arn) => states.get([arn, use.service, use.action].join()) ?? []);
      const isListed = found.includes('ACCESSED');
      // Two principals may have had one ARN: of the other a row may well say NOT_ACCESSED.
      const isOfOther = arnsOf(use.principalId).some((arn) => shared.has(arn));
      if ((found.length > 0 && !isOfOther) || isDue(use))
        expect(isListed, `${what} ${asked}: ${keyOf(use)} ${found}`).toBe(true);
    }
  };
  return { arnsOf, lists };
}

/** ARNs that several principals had. */
function sharedIn(arns: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const all = [...arns.values()].flatMap((own) => [...new Set(own)]);
  return new Set(all.filter((arn, at) => all.indexOf(arn) < at));
}

/** Users of a service, with and without the grant, are at least those of whom a use is known. */
function checkCounts(rows: readonly AnswerRow[], uses: readonly Use[]): void {
  for (const service of new Set(uses.map((use) => use.service))) {
    const row = rows.find(({ service_namespace }) => service_namespace === service);
    const users = uses.filter((use) => use.service === service && use.action === '').length;
    const counted = Number(row?.principals_accessed ?? 0) + Number(row?.principals_accessed_before ?? 0);
    expect(counted, `usage.by-service ${service}`).toBeGreaterThanOrEqual(users);
  }
}

function withActionName(row: AnswerRow): AnswerRow {
  return { ...row, action_name: row.action === null ? null : String(row.action).split(':')[1] };
}

function arnsIn(lake: Lake): string[] {
  return [...new Set((lake.get('principals') ?? []).map(({ principal_arn }) => String(principal_arn)))]
    .sort()
    .reverse();
}

/** As a row spells it: a list of actions is checked against the names that the lake knows. */
function spelledIn(lake: Lake, action: string): string {
  const rows = lake.get('action_last_accessed') ?? [];
  const found = rows.find(
    (row) => `${row.service_namespace}:${row.action_name}`.toLowerCase() === action.toLowerCase(),
  );
  return `${found?.service_namespace}:${found?.action_name}`;
}

function isPermissionsManagement(lake: Lake, service: string, action: string): boolean {
  const rows = (lake.get('actions') ?? []).filter(
    (row) => row.service_namespace === service && String(row.action_name).toLowerCase() === action,
  );
  return rows.length > 0 && rows.every(({ access_level }) => access_level === 'Permissions management');
}

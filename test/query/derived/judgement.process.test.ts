/** The judgement as stored tables: an analyst's line over the views says what the question says, and nothing stale shows. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import type { Cell } from '../../../src/query/engine/engine.js';
import { bind } from '../../../src/query/question/bind.js';
import { visibleDates, withDates } from '../../../src/query/question/dates.js';
import { findQuestion } from '../../../src/query/question/find.js';
import type { Given } from '../../../src/query/question/values.js';
import { folderStore } from '../../../src/store/folder.js';
import { verify } from '../../../src/verify/verify.js';
import { sampled } from '../../sampled.js';
import { writeLake } from '../lake/write-lake.js';
import { derive, rewrite } from './derived-lake.js';

const lakeOf = (path: string) => readFileSync(new URL(`../questions/${path}`, import.meta.url), 'utf8');
const LAKES = { base: lakeOf('base.txt'), ages: lakeOf('worklist/ages.lake'), work: lakeOf('worklist/work.lake') };
const folder = mkdtempSync(join(tmpdir(), 'judgement-'));
const placeOf = (name: string) => join(folder, name);

beforeAll(async () => {
  for (const [name, text] of Object.entries(LAKES)) {
    await writeLake(placeOf(name), text);
    await derive(placeOf(name));
  }
}, 120_000);
afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close();
  rmSync(folder, { recursive: true });
});

/** Of the lakes that stay as they are. */
const engines = new Map<string, Promise<DuckdbEngine>>();

function engineOf(name: string): Promise<DuckdbEngine> {
  const engine = engines.get(name) ?? duckdbEngine(folderStore(placeOf(name)));
  engines.set(name, engine);
  return engine;
}

async function select(name: string, sql: string): Promise<Cell[][]> {
  const rows = await allRows(await engineOf(name), sql, []);
  return rows.map((row) => [...row]);
}

/** Columns of a question's rows that are not of a gap. */
async function asked(
  name: string,
  question: string,
  columns: readonly string[],
  given: Given,
  key = 'principal_arn',
): Promise<Cell[][]> {
  const engine = await engineOf(name);
  const found = findQuestion(question);
  const { sql, parameters } = bind(found, withDates(found, given, await visibleDates(engine)));
  const answer = await engine.query(sql, parameters);
  const places = columns.map((column) => answer.columns.findIndex((one) => one.name === column));
  const keyAt = answer.columns.findIndex(({ name: column }) => column === key);
  const rows: Cell[][] = [];
  for await (const page of answer.pages)
    for (const row of page) if (row[keyAt] !== null) rows.push(places.map((at) => row[at] ?? null));
  return rows;
}

const sorted = (rows: readonly (readonly Cell[])[]) => rows.map((row) => row.join(' ')).sort();

async function datesOf(name: string): Promise<string[]> {
  const rows = await select(name, "SELECT snapshot_date FROM judgement_state WHERE state = 'current' ORDER BY 1");
  return rows.map(([date]) => String(date));
}

const DAYS = [90, 0, 400, 30];

describe.each(Object.keys(LAKES))('the lake %s', (name) => {
  test.each(sampled(2, DAYS))('what can be removed at %i days is what the questions say', async (days) => {
    const dates = await datesOf(name);
    expect(dates.length).toBeGreaterThan(0);
    for (const snapshot_date of dates) {
      const of = `FROM permissions_by_date WHERE snapshot_date = '${snapshot_date}' AND NOT is_service_linked`;
      const removable = `${of} AND removable_days >= ${days}`;
      const actions = `SELECT account_id, principal_arn, service_namespace, action_name ${removable} AND action_name <> ''`;
      expect(sorted(await select(name, actions)), `${snapshot_date}, actions`).toEqual(
        sorted(
          await asked(
            name,
            'removable.by-action',
            ['account_id', 'principal_arn', 'service_namespace', 'action_name'],
            {
              snapshot_date,
              days,
            },
          ),
        ),
      );
      const services = `SELECT account_id, principal_arn, service_namespace ${removable} AND action_name = ''`;
      expect(sorted(await select(name, services)), `${snapshot_date}, services`).toEqual(
        sorted(
          await asked(name, 'removable.by-service', ['account_id', 'principal_arn', 'service_namespace'], {
            snapshot_date,
            days,
          }),
        ),
      );
    }
  });

  test('a use says the run that service_access and action_access say', async () => {
    const uses = (view: string, action: string) => `SELECT count(*), count(*) FILTER (
        WHERE u.last_accessed_run_id IS DISTINCT FROM a.last_accessed_run_id OR u.last_known_access_at <> a.last_accessed_at
      )
      FROM permission_uses_by_date u
      JOIN judgement_state s ON s.snapshot_date = u.snapshot_date AND s.state = 'current'
      JOIN ${view} a
        ON a.snapshot_date = u.snapshot_date AND a.uses_until = s.uses_until AND a.account_id = u.account_id
        AND a.principal_id = u.principal_id AND a.service_namespace = u.service_namespace AND a.state = 'ACCESSED'
      WHERE u.action_name = ${action}`;
    const found: number[] = [];
    for (const sql of [
      uses('service_access_until', "''"),
      uses('action_access_until', "lower(a.action_name) AND u.action_name <> ''"),
    ]) {
      const [[count, others] = []] = await select(name, sql);
      expect(others).toBe(0n);
      found.push(Number(count));
    }
    expect(Math.max(...found) > 0, 'a lake in which somebody used something').toBe(name !== 'ages');
  });

  test.each(sampled(2, DAYS))(
    'what can be taken from all holders at %i days is what the questions say',
    async (days) => {
      for (const snapshot_date of await datesOf(name)) {
        for (const [type, question, key, more] of [
          ['PERMISSION_SET', 'sets.by-action', 'permission_set_name', {}],
          ['OU', 'guardrails.by-action', 'ou_id', { all: 'yes' }],
        ] as const) {
          const subject = type === 'OU' ? 'subject' : 'subject_name';
          const own = `SELECT ${subject}, service_namespace, action_name FROM shared_permissions_by_date
          WHERE snapshot_date = '${snapshot_date}' AND subject_type = '${type}' AND action_name <> '' AND removable_days >= ${days}`;
          const columns = [key, 'service_namespace', 'action_name', 'withheld'];
          const rows = await asked(name, question, columns, { snapshot_date, days, ...more }, key);
          const free = rows.filter(([, , , withheld]) => withheld === null).map((row) => row.slice(0, 3));
          expect(sorted(await select(name, own)), `${question} of ${snapshot_date}`).toEqual(sorted(free));
        }
      }
    },
  );

  test('the reason at 90 days is withheld of the question, and administrators are the same', async () => {
    for (const snapshot_date of await datesOf(name)) {
      const of = `WHERE snapshot_date = '${snapshot_date}'`;
      const columns = ['principal_arn', 'service_namespace', 'action_name', 'withheld'];
      const all = await asked(name, 'removable.by-action', columns, { snapshot_date, all: 'yes' });
      const told = await select(
        name,
        `SELECT principal_arn, service_namespace, action_name, reason FROM permissions_by_date ${of} AND action_name <> ''`,
      );
      const known = new Map(told.map(([arn, service, action, reason]) => [`${arn} ${service} ${action}`, reason]));
      for (const [arn, service, action, withheld] of all)
        expect(known.get(`${arn} ${service} ${action}`), `${arn} ${service}:${action}`).toBe(withheld);
      const administrators = `SELECT principal_arn, is_dormant FROM principals_judged_by_date ${of} AND is_administrator AND is_service_linked = false AND is_measured`;
      expect(sorted(await select(name, administrators))).toEqual(
        sorted(await asked(name, 'administrators', ['principal_arn', 'is_dormant'], { snapshot_date })),
      );
    }
  });
});

test('each view is the newest snapshot of its rows by date', async () => {
  for (const view of ['permissions', 'shared_permissions', 'principals_judged', 'permission_uses', 'holders']) {
    const newest = `SELECT * FROM ${view}_by_date WHERE snapshot_date = '2026-07-01'`;
    const [[rows, dates, others] = []] = await select(
      'base',
      `SELECT (SELECT count(*) FROM ${view}), (SELECT count(DISTINCT snapshot_date) FROM ${view}_by_date),
        (SELECT count(*) FROM (SELECT * FROM ${view} EXCEPT ALL ${newest}))`,
    );
    const [[all] = []] = await select('base', `SELECT count(*) FROM (${newest})`);
    expect([rows, others], view).toEqual([all, 0n]);
    expect(Number(rows) > 1 && Number(dates) > 1, view).toBe(true);
  }
});

test('a policy that was not read to the end is a row NOT_MEASURED, as the question has it', async () => {
  await writeLake(placeOf('unread'), lakeOf('policies.by-principal/groups.lake'));
  await derive(placeOf('unread'));
  const rows = await asked('unread', 'policies.by-service', ['account_id', 'policy_arn', 'state'], {}, 'policy_arn');
  const unread = rows.filter(([, , state]) => state === 'NOT_KNOWN').map((row) => row.slice(0, 2));
  expect(unread.length).toBeGreaterThan(0);
  const shown = await select(
    'unread',
    `SELECT subject_account_id, subject FROM shared_permissions
    WHERE subject_type = 'MANAGED_POLICY' AND service_namespace IS NULL AND reason = 'NOT_MEASURED'`,
  );
  expect(sorted(shown)).toEqual(sorted(unread));
});

async function damagesOf(name: string): Promise<[string, string][]> {
  const { damages } = await verify(folderStore(placeOf(name)), {
    signal: new AbortController().signal,
    onRun: () => {},
  });
  return damages.flatMap(({ kind, subject, problem }) => (kind === 'derived' ? [[subject, problem]] : []));
}

test('a snapshot without a judgement has one row, NOT_MEASURED, and says what to run', async () => {
  cpSync(placeOf('base'), placeOf('bare'), { recursive: true });
  rmSync(join(placeOf('bare'), 'derived/judgements'), { recursive: true });
  expect(await select('bare', 'SELECT DISTINCT state FROM judgement_state')).toEqual([['missing']]);
  const toRun = "SELECT what_to_run FROM judgement_state WHERE snapshot_date = '2026-07-01'";
  expect(await select('bare', toRun)).toEqual([['access-lake derive --destination LAKE --snapshot-date 2026-07-01']]);
  const rows = 'SELECT count(*), count(DISTINCT reason), min(reason)';
  for (const view of ['permissions', 'principals_judged', 'permission_uses', 'holders'])
    expect(await select('bare', `${rows} FROM ${view} WHERE account_id IS NULL`), view).toEqual([
      [1n, 1n, 'NOT_MEASURED'],
    ]);
  expect(await select('bare', `${rows} FROM shared_permissions`)).toEqual([[1n, 1n, 'NOT_MEASURED']]);
});

test('who was not measured is a row of each view, and no administrator that is not one', async () => {
  const gaps = `SELECT account_id, principal_arn FROM unmeasured WHERE snapshot_date = '2026-07-01'`;
  const [all, accounts] = [await select('base', gaps), await select('base', `${gaps} AND principal_arn IS NULL`)];
  expect(accounts.length).toBeGreaterThan(0);
  expect(all.length).toBeGreaterThan(accounts.length);
  const told = (view: string, columns: string) =>
    select('base', `SELECT ${columns} FROM ${view} WHERE reason = 'NOT_MEASURED'`);
  for (const view of ['permissions', 'permission_uses'])
    expect(sorted(await told(view, 'account_id, principal_arn')), view).toEqual(sorted(all));
  const listed = await select('base', `${gaps} AND status <> 'deleted'`);
  const principals = await told('principals_judged', 'account_id, principal_arn, is_administrator');
  for (const gap of listed) expect(sorted(principals)).toContain([...gap, null].join(' '));
  expect(sorted(await told('holders', 'account_id'))).toEqual(accounts.map(([id]) => String(id)).sort());
});

const NEWEST = 'snapshot_date=2026-07-01/derived_judged_principals.parquet';
const TABLE = 'raw.derived_judged_principals';

test('rows of another judgement do not show, and verify tells of rows that this one does not make', async () => {
  cpSync(placeOf('base'), placeOf('edited'), { recursive: true });
  const rewritten = (sql: string) => rewrite(placeOf('edited'), `derived/judged_principals/${NEWEST}`, sql);
  const count = 'SELECT count(*) FROM permissions WHERE service_namespace IS NOT NULL';
  await rewritten(
    `SELECT * EXCLUDE (snapshot_date) REPLACE (400 AS used_days) FROM ${TABLE} WHERE snapshot_date = '2026-07-01'`,
  );
  expect(await damagesOf('edited')).toEqual([
    [
      `derived/judged_principals/${NEWEST}`,
      expect.stringMatching(/^says something else than the runs that it was made of/),
    ],
  ]);
  await rewritten(
    `SELECT * EXCLUDE (snapshot_date) REPLACE ('of another lake' AS judgement_id) FROM ${TABLE} WHERE snapshot_date = '2026-07-01'`,
  );
  expect(await select('edited', count)).toEqual([[0n]]);
});

test('a cut file makes the snapshot one that is not judged, and verify names it', async () => {
  cpSync(placeOf('base'), placeOf('cut'), { recursive: true });
  const file = join(placeOf('cut'), `derived/judged_principals/${NEWEST}`);
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, whole.length - 9));
  const state = "SELECT state FROM judgement_state WHERE snapshot_date = '2026-07-01'";
  expect(await select('cut', state)).toEqual([['stale']]);
  const row = 'SELECT reason FROM permissions WHERE account_id IS NULL';
  expect(await select('cut', row)).toEqual([['NOT_MEASURED']]);
  expect(await select('cut', 'SELECT count(*) FROM permissions WHERE service_namespace IS NOT NULL')).toEqual([[0n]]);
  expect(await damagesOf('cut')).toEqual([
    [`derived/judged_principals/${NEWEST}`, expect.stringMatching(/^is not a file of its table/)],
  ]);
});

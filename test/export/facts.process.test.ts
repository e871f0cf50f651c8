/** The tables of facts say what the rows of their run say, row by row, by SQL written apart from them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { EVIDENCE_BANDS } from '../../src/model/tables/facts.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../src/query/duckdb/open-tables.js';
import { startSimulation } from '../../src/simulation/simulation.js';
import { folderStore } from '../../src/store/folder.js';
import { listHash } from '../../src/tools/list-hash.js';
import { fastEffects } from '../law/fast-effects.js';
import { rowsOf } from '../query/lake/rows-of.js';
import { optionsFor } from './lake.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-facts-'));
const now = () => Date.parse('2026-07-01T06:00:00Z');
let engine: DuckdbEngine;

/** With faults, so that some principals are not measured and some accounts take a second attempt. */
beforeAll(async () => {
  const simulation = await startSimulation({ accounts: 5, principalsPerAccount: 4, clock: now, jobMs: [1, 5] });
  simulation.faults.add({ name: 'job-failed', probability: 0.1 });
  for (const [name, value] of Object.entries(simulation.env)) vi.stubEnv(name, value);
  await exportSnapshot(optionsFor(folderStore(folder)), { ...fastEffects(20), now });
  vi.unstubAllEnvs();
  await simulation.stop();
  engine = await duckdbEngine(folderStore(folder), { views: false });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** The same rows, each as often. */
async function expectSame(fact: string, rows: string): Promise<void> {
  expect((await rowsOf(engine.query(fact, []))).length).toBeGreaterThan(0);
  const differing = `((${fact}) EXCEPT ALL (${rows})) UNION ALL ((${rows}) EXCEPT ALL (${fact}))`;
  expect(await rowsOf(engine.query(differing, []))).toEqual([]);
}

const MEASURED = "(SELECT * FROM raw.principals WHERE status = 'exported') p USING (account_id, principal_arn)";
const USE = 'account_id, principal_arn, service_namespace, last_accessed_at, last_accessed_region';
const USER = 'principal_id, principal_type, permission_set_name, is_service_linked';

test.each([
  ['action_uses', 'action_last_accessed', ', action_name'],
  ['service_uses', 'service_last_accessed', ''],
])('%s are the rows of %s that have a time, with who the principal is', (fact, rows, more) =>
  expectSame(
    `SELECT ${USE}${more}, ${USER} FROM raw.${fact}`,
    `SELECT ${USE}${more}, ${USER} FROM raw.${rows} JOIN ${MEASURED} WHERE last_accessed_at IS NOT NULL`,
  ),
);

test('principal_uses are the last uses of each principal in each Region, of services and actions together', () =>
  expectSame(
    `SELECT account_id, principal_arn, last_accessed_region, last_accessed_at, last_service_accessed_at, ${USER} FROM raw.principal_uses`,
    `SELECT account_id, principal_arn, last_accessed_region, max(last_accessed_at), max(at_service), ${USER}
      FROM (
        SELECT account_id, principal_arn, last_accessed_region, last_accessed_at, last_accessed_at AS at_service FROM raw.service_last_accessed
        UNION ALL
        SELECT account_id, principal_arn, last_accessed_region, last_accessed_at, NULL FROM raw.action_last_accessed
      ) JOIN ${MEASURED} WHERE last_accessed_at IS NOT NULL GROUP BY ALL`,
  ));

test('seen_actions are the actions of the rows, since the earliest report', () =>
  expectSame(
    'SELECT service_namespace, action_name, first_generated_at FROM raw.seen_actions',
    `SELECT service_namespace, action_name, min(generated_at) FROM raw.action_last_accessed JOIN ${MEASURED} GROUP BY ALL`,
  ));

const ALLOWS_ALL = `SELECT account_id, owner_arn FROM raw.policy_statements
  WHERE effect = 'Allow' AND list_contains(actions, '*') AND list_contains(resources, '*') AND NOT has_condition
    AND policy_type <> 'trust'`;
const MAY_DENY = `SELECT account_id, owner_arn FROM raw.policy_statements WHERE effect IS DISTINCT FROM 'Allow' AND policy_type <> 'trust'`;
const HOLDS = `SELECT account_id, principal_arn, unnest(owners) AS owner_arn FROM (
    SELECT account_id, principal_arn, list_prepend(principal_arn, attached_policy_arns) AS owners FROM raw.principals WHERE status = 'exported'
    UNION ALL SELECT p.account_id, p.principal_arn, list_prepend(g.group_arn, g.attached_policy_arns)
      FROM raw.principals p JOIN raw.groups g ON g.account_id = p.account_id AND list_contains(p.group_names, g.group_name)
      WHERE p.status = 'exported')`;

test('seen_services are the services of the rows, since the earliest report, beside how many may do everything', async () => {
  const unrestricted = `SELECT count(DISTINCT (account_id, principal_arn)) FROM (${HOLDS}) h SEMI JOIN (${ALLOWS_ALL}) USING (account_id, owner_arn)
    WHERE (account_id, principal_arn) NOT IN (SELECT (account_id, principal_arn) FROM (${HOLDS}) JOIN (${MAY_DENY}) USING (account_id, owner_arn))`;
  await expectSame(
    'SELECT service_namespace, first_generated_at, unrestricted_principals FROM raw.seen_services',
    `SELECT service_namespace, min(generated_at), CAST((${unrestricted}) AS INTEGER) FROM raw.service_last_accessed JOIN ${MEASURED} GROUP BY ALL`,
  );
  const [[most]] = (await rowsOf(engine.query('SELECT max(unrestricted_principals) FROM raw.seen_services', []))) as [
    [number],
  ];
  expect(most).toBeGreaterThan(0);
});

test('principal_grants are the rows of services, each with who the principal is and when it was reported', () => {
  const counts = 'actions_tracked, actions_accessed, last_accessed_at';
  const of = `account_id, principal_arn, service_namespace, ${USER}, generated_at`;
  return expectSame(
    `SELECT ${of}, ${counts}, list_hash IS NULL FROM raw.principal_grants`,
    `SELECT ${of}, s.actions_tracked, s.actions_accessed, s.last_accessed_at, s.actions_tracked = 0 FROM raw.service_last_accessed s JOIN ${MEASURED}`,
  );
});

const NAMES_OF_LISTS =
  "SELECT list_hash, string_agg(action_name, ' ') FROM raw.granted_lists GROUP BY service_namespace, list_hash";

test('their lists hold the actions of the rows, each list once', async () => {
  const key = 'account_id, principal_arn, service_namespace';
  await expectSame(
    `SELECT ${key}, action_name FROM raw.principal_grants JOIN raw.granted_lists USING (service_namespace, list_hash)`,
    `SELECT ${key}, action_name FROM raw.action_last_accessed`,
  );
  await expectSame(
    'SELECT service_namespace, list_hash, action_name FROM raw.granted_lists',
    'SELECT DISTINCT service_namespace, list_hash, action_name FROM raw.granted_lists',
  );
  const lists = await rowsOf(engine.query(NAMES_OF_LISTS, []));
  for (const [hash, names] of lists as [string, string][]) expect(listHash(names.split(' '))).toBe(hash);
});

test('witnesses are those who may do everything, with the services that they are denied', async () => {
  const deniedAny = `SELECT account_id, owner_arn FROM raw.policy_statements
    WHERE policy_type <> 'trust' AND (effect IS NULL OR (effect = 'Deny' AND (actions IS NULL OR list_bool_or(list_transform(actions, a -> NOT regexp_matches(a, '^[^*?:]+:'))))))`;
  const denied = `SELECT h.account_id, h.principal_arn, list_sort(list_distinct(flatten(list(list_transform(s.actions, a -> lower(split_part(a, ':', 1))))))) AS services
    FROM (${HOLDS}) h JOIN raw.policy_statements s ON s.account_id = h.account_id AND s.owner_arn = h.owner_arn WHERE s.effect = 'Deny' AND s.policy_type <> 'trust' GROUP BY ALL`;
  await expectSame(
    'SELECT account_id, principal_id, generated_at, denied_services FROM raw.witnesses',
    `SELECT p.account_id, p.principal_id, p.generated_at, coalesce(d.services, []) FROM raw.principals p
      LEFT JOIN (${denied}) d ON d.account_id = p.account_id AND d.principal_arn = p.principal_arn
      WHERE p.status = 'exported'
        AND (p.account_id, p.principal_arn) IN (SELECT (h.account_id, h.principal_arn) FROM (${HOLDS}) h JOIN (${ALLOWS_ALL}) USING (account_id, owner_arn))
        AND (p.account_id, p.principal_arn) NOT IN (SELECT (h.account_id, h.principal_arn) FROM (${HOLDS}) h JOIN (${deniedAny}) USING (account_id, owner_arn))`,
  );
});

const daysSince = (from: string) => `floor(date_diff('millisecond', ${from}, generated_at) / 86400000.0)`;
const bandOf = (days: string) => {
  const bands = [...EVIDENCE_BANDS].reverse().map((from) => `WHEN ${days} >= ${from} THEN ${from}`);
  return `CASE ${bands.join(' ')} WHEN ${days} < 0 THEN 0 END`;
};
const PRINCIPAL_BAND = bandOf(daysSince('created_at'));
const ACTION_BAND = bandOf(
  `(CASE WHEN created_at IS NOT NULL AND tracked_since IS NOT NULL THEN ${daysSince('greatest(created_at, tracked_since)')} END)`,
);
const TRACKED = 'raw.actions r USING (service_namespace, action_name)';

/** By band and by `subject`: principals, services and actions of the measured principals, each by its own band. */
function countsBy(subject: string, condition: string): string {
  const nothing = { principals: '0', services: '0, 0', actions: '0, 0' };
  const half = (band: string, counts: typeof nothing, from: string) =>
    `SELECT ${subject}, ${band} AS band, ${counts.principals} AS p, ${counts.services}, ${counts.actions} FROM ${from} WHERE ${condition} GROUP BY ALL`;
  const pair = 'count(*), count(last_accessed_at)';
  const halves = [
    half(
      PRINCIPAL_BAND,
      { ...nothing, principals: 'count(*)' },
      "(SELECT * FROM raw.principals WHERE status = 'exported')",
    ),
    half(PRINCIPAL_BAND, { ...nothing, services: pair }, `raw.service_last_accessed JOIN ${MEASURED}`),
    half(ACTION_BAND, { ...nothing, actions: pair }, `raw.action_last_accessed JOIN ${MEASURED} LEFT JOIN ${TRACKED}`),
  ];
  const names = subject.split(', ');
  const columns = [...names, 'band', 'p', 's', 'su', 'a', 'au'].join(', ');
  return `SELECT ${subject}, band, sum(p), sum(s), sum(su), sum(a), sum(au) FROM (${halves.join(' UNION ALL ')}) t(${columns}) GROUP BY ${subject}, band`;
}

const COUNTED =
  'evidence_days_from, principals, services_granted, services_accessed, actions_tracked, actions_accessed';

test.each([
  ['account_counts', 'account_id', 'true'],
  ['account_permission_set_counts', 'account_id, permission_set_name', 'permission_set_name IS NOT NULL'],
])('%s count by band of evidence', (fact, subject, condition) =>
  expectSame(`SELECT ${subject}, ${COUNTED} FROM raw.${fact}`, countsBy(subject, condition)),
);

test('account_service_counts count by band of evidence', () => {
  const subject = 'account_id, service_namespace';
  const services = `SELECT ${subject}, ${PRINCIPAL_BAND}, count(*), count(last_accessed_at), 0, 0 FROM raw.service_last_accessed JOIN ${MEASURED} GROUP BY ALL`;
  const actions = `SELECT ${subject}, ${ACTION_BAND}, 0, 0, count(*), count(last_accessed_at) FROM raw.action_last_accessed JOIN ${MEASURED} LEFT JOIN ${TRACKED} GROUP BY ALL`;
  const counted = 'principals_granted, principals_accessed, actions_tracked, actions_accessed';
  return expectSame(
    `SELECT ${subject}, evidence_days_from, ${counted} FROM raw.account_service_counts`,
    `SELECT ${subject}, band, sum(p), sum(pu), sum(a), sum(au) FROM (${services} UNION ALL ${actions}) t(${subject}, band, p, pu, a, au) GROUP BY ${subject}, band`,
  );
});

test('policy_statements hold every statement of every document in force, whoever was measured', () => {
  const documents = [
    ['policy_arn', "'policy'", "'managed'", 'policy_name', 'document', 'policies'],
    ['owner_arn', 'owner_type', "'inline'", 'policy_name', 'document', 'inline_policies'],
    [
      'principal_arn',
      "'role'",
      "'trust'",
      'NULL',
      'assume_role_policy_document',
      "principals WHERE principal_type = 'role'",
    ],
  ].map(([arn, type, kind, name, document, from]) => {
    return `SELECT account_id, ${arn}, ${type}, ${kind}, ${name}, json_array_length(${document}, '$.Statement') FROM raw.${from}`;
  });
  const owner = 'account_id, owner_arn, owner_type, policy_type, policy_name';
  return expectSame(
    `SELECT ${owner}, count(statement_index) FROM raw.policy_statements WHERE problem IS NULL GROUP BY ALL`,
    documents.join(' UNION ALL '),
  );
});

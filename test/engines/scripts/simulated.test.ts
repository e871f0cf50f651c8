/** apply.sh asks the simulated IAM again: real reports, in pages, of jobs that take their time. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { type Simulation, startSimulation } from '../../../src/simulation/simulation.js';
import { indexOf, proposed } from '../../propose/proposing.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { type Clients, startClients } from './clients.js';

/** A role of the simulation with three actions of a service: two of them used, of which the lake knows one. */
interface Case {
  readonly arn: string;
  readonly id: string;
  readonly service: string;
  readonly kept: string;
  readonly used: string;
  readonly unused: string;
}

const TRUST = '{"Version":"2012-10-17","Statement":[]}';

let simulation: Simulation;
let clients: Clients;
let found: Case;

beforeAll(async () => {
  simulation = await startSimulation({
    accounts: 1,
    principalsPerAccount: 40,
    specialCases: false,
    jobMs: [900, 1500],
  });
  found = caseIn(simulation);
  clients = await startClients(found.arn.split(':')[4] as string);
  for (const name of ['GenerateServiceLastAccessedDetails', 'GetServiceLastAccessedDetails']) {
    clients.front.handlers.set(`iam:${name}`, async ({ headers, body }) => {
      const key = String(simulation.env.AWS_ACCESS_KEY_ID);
      const authorization = String(headers.authorization).replace(/Credential=[^/]+/, `Credential=${key}`);
      const sent = { authorization, 'content-type': String(headers['content-type']) };
      const answer = await fetch(simulation.url, { method: 'POST', headers: sent, body });
      return { status: answer.status, type: 'text/xml', body: await answer.text() };
    });
  }
  const role = `--role-name=${found.arn.split('/').at(-1)}`;
  await clients.aws('iam', 'create-role', role, `--assume-role-policy-document=${TRUST}`);
  await clients.aws('iam', 'put-role-policy', role, '--policy-name=own', `--policy-document=${textOf(found)}`);
});

afterAll(async () => {
  await clients?.stop();
  await simulation?.stop();
});

it('refuses while the report knows a use of what goes, and goes on where it knows none', async () => {
  const stale = await scriptOf('stale', [found.used, found.unused]);
  const refused = await clients.bash(stale, ['--force']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`${found.arn} used ${found.service}:${found.used} on 20`);
  const fresh = await scriptOf('fresh', [found.unused]);
  expect(await clients.bash(fresh, ['--dry-run', '--force'])).toMatchObject({ code: 0, stderr: '' });
  const failed = { name: 'job-failed' } as const;
  simulation.faults.add(failed);
  expect((await clients.bash(fresh, ['--force'])).stderr).toContain('its report ended with status FAILED');
});

/** apply.sh of a proposal that takes these actions out, of a lake that knows no use of them. */
async function scriptOf(name: string, unused: readonly string[]): Promise<string> {
  const out = join(clients.folder, name);
  const engine = await duckdbEngine(await writeLake(`${out}-lake`, lakeOf(found, unused)));
  await proposed(engine, out, { dates: ['2026-07-01'] });
  await engine.close();
  const [entry] = indexOf(out).documents;
  expect(entry).toMatchObject({ actions_leave_text: unused.length });
  const path = join(out, entry?.id as string, 'apply.sh');
  writeFileSync(path, readFileSync(path, 'utf8').replace('2026-07-31', '2999-12-31'));
  expect(readdirSync(join(path, '..'))).toContain('apply.permissions.json');
  return path;
}

function caseIn({ truth }: Simulation): Case {
  for (const { row, actions } of truth().accounts.flatMap(({ principals }) => principals)) {
    if (row.principal_type !== 'role' || row.is_service_linked || row.path !== '/') continue;
    for (const service of ['s3', 'ec2', 'dynamodb', 'lambda', 'sqs', 'logs', 'rds']) {
      const own = actions().filter((one) => one.service_namespace === service);
      const isPlain = ({ action_name }: { action_name: string }) => /^(Create|Delete|Update|List)/.test(action_name);
      const used = own.filter((one) => one.last_accessed_at !== null && isPlain(one));
      const unused = own.filter((one) => one.last_accessed_at === null && isPlain(one));
      const [kept, stale, never] = [used[0]?.action_name, used[1]?.action_name, unused[0]?.action_name];
      if (kept === undefined || stale === undefined || never === undefined) continue;
      return { arn: row.principal_arn, id: row.principal_id, service, kept, used: stale, unused: never };
    }
  }
  throw new Error('The simulation holds no such role');
}

function textOf({ service, kept, used, unused }: Case): string {
  const Action = [kept, used, unused].map((name) => `${service}:${name}`);
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}

function lakeOf(one: Case, unused: readonly string[]): string {
  const account = one.arn.split(':')[4];
  const row = (name: string) =>
    `r1 | ${one.arn} | ${one.service} | ${name} | ${unused.includes(name) ? '-' : '2026-06-20'}`;
  const names = [one.kept, one.used, one.unused];
  return `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | status
r1 | ${account} | exported
[principals]
run_id | principal_arn | principal_id | created_at | inline_policy_names
r1 | ${one.arn} | ${one.id} | 2024-01-01 | own
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
r1 | ${one.arn} | ${one.service} | 2026-06-20
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${names.map(row).join('\n')}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
${names.map((name) => `r1 | ${one.service} | ${name} | Write | true`).join('\n')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
r1 | ${account} | ${one.arn} | role | own | ${textOf(one)}
`;
}

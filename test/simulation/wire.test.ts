/** Bodies have the structure of those that AWS sends, as the fixtures hold them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finished, generate, type Keys, start, type World } from './clients.js';

let world: World;
let keys: Keys;

beforeAll(async () => {
  world = await start();
  keys = await world.assume();
});
afterAll(() => world.simulation.stop());

function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/wire-samples/${path}`, import.meta.url), 'utf8');
}

/** The children of each element in their order, a line for each kind: `Error: Type Code Message`. */
function outline(xml: string): Set<string> {
  const lines = new Set<string>();
  const open: { name: string; children: string[] }[] = [{ name: '', children: [] }];
  for (const [, close, name = '', empty] of xml.matchAll(/<(\/?)([\w]+)[^>]*?(\/?)>/g)) {
    if (close) {
      const element = open.pop();
      if (element && element.children.length > 0) lines.add(`${element.name}: ${element.children.join(' ')}`);
      continue;
    }
    const children = open.at(-1)?.children ?? [];
    if (name !== 'member' || children.at(-1) !== 'member') children.push(name);
    if (!empty) open.push({ name, children: [] });
  }
  return lines;
}

/** Namespace, type and code: what a client decides on. */
function verdict(xml: string): (string | undefined)[] {
  return [/xmlns="(.*?)"/, /<Type>(.*?)</, /<Code>(.*?)</].map((expression) => expression.exec(xml)?.[1]);
}

function iam(query: string, as = keys): Promise<string> {
  return world.raw(as, 'iam', `Version=2010-05-08&Action=${query}`);
}

function arnOf(name: string): string {
  return encodeURIComponent(world.principal(name).row.principal_arn);
}

test('a job that begins', async () => {
  const body = await iam(`GenerateServiceLastAccessedDetails&Arn=${arnOf('denied')}`);
  expect(outline(body)).toEqual(outline(fixture('iam/generate.response.xml')));
});

test('a job in progress', async () => {
  const slow = await start({ jobMs: [60_000, 60_000] });
  const session = await slow.assume();
  const jobId = await generate(slow.iam(session), slow.principal('denied').row.principal_arn);
  const body = await slow.raw(session, 'iam', `Version=2010-05-08&Action=GetServiceLastAccessedDetails&JobId=${jobId}`);
  expect(outline(body)).toEqual(outline(fixture('iam/get.in-progress.response.xml')));
  await slow.simulation.stop();
});

test.each([
  ['no-policies', 'iam/get.completed.no-policies.response.xml', ''],
  ['busy-administrator', 'iam/get.completed.page1.response.xml', '&MaxItems=3'],
])('a report on %s', async (name, path, more) => {
  const jobId = await generate(world.iam(keys), world.principal(name).row.principal_arn);
  await finished(world.iam(keys), jobId);
  const result = (xml: string) => [...outline(xml)].filter((line) => line.startsWith('GetServiceLastAccessedDetails'));
  const body = await iam(`GetServiceLastAccessedDetails&JobId=${jobId}${more}`);
  expect(result(body)).toEqual(result(fixture(path)));
});

test('a whole report holds each kind of service and action that the sample holds', async () => {
  const jobId = await generate(world.iam(keys), world.principal('busy-administrator').row.principal_arn);
  await finished(world.iam(keys), jobId);
  const whole = await iam(`GetServiceLastAccessedDetails&JobId=${jobId}&MaxItems=1000`);
  const idle = await generate(world.iam(keys), world.principal('idle-administrator').row.principal_arn);
  await finished(world.iam(keys), idle);
  const unused = await iam(`GetServiceLastAccessedDetails&JobId=${idle}&MaxItems=1000`);
  const sample = outline(fixture('iam/get.completed.action-level.response.xml'));
  const seen = new Set([...outline(whole), ...outline(unused)]);
  // A service that was used by untracked actions alone: the sample has none.
  seen.delete(
    'member: LastAuthenticated LastAuthenticatedEntity LastAuthenticatedRegion ServiceName ServiceNamespace TotalAuthenticatedEntities',
  );
  expect(seen).toEqual(sample);
});

test('users and roles in detail', async () => {
  const body = await iam('GetAccountAuthorizationDetails&Filter.member.1=Role&Filter.member.2=User&MaxItems=1000');
  const seen = outline(body);
  const roles = [...outline(fixture('iam/gaad.response.xml'))].filter((line) =>
    /RoleName|RoleLastUsed:|Boundary:|Tags:|PolicyArn/.test(line),
  );
  expect(roles.length).toBeGreaterThan(4);
  const withBoundary = (line: string) => line.includes('RoleName') && line.includes('PermissionsBoundary');
  expect([...seen].filter(withBoundary)).toEqual(roles.filter(withBoundary));
  expect(roles.filter((line) => !seen.has(line))).toEqual([]);
  expect(seen).toContain('member: Path UserName UserId Arn CreateDate GroupList AttachedManagedPolicies Tags');
});

test.each([
  ['err.NoSuchEntity.arn.404.xml', 'GenerateServiceLastAccessedDetails&Arn=arn:aws:iam::ACCOUNT:role/gone'],
  ['err.NoSuchEntity.job.404.xml', 'GetServiceLastAccessedDetails&JobId=2eb6c2b8-7b4c-3xmp-3c13-03b72c8cdfdc'],
  ['err.AccessDenied.403.xml', 'ListRoles'],
  [
    'err.ValidationError.400.xml',
    'GetServiceLastAccessedDetails&JobId=2eb6c2b8-7b4c-3xmp-3c13-03b72c8cdfdc&MaxItems=1001',
  ],
])('the error of %s', async (path, query) => {
  const body = await iam(query.replace('ACCOUNT', world.special.row.account_id));
  expect(outline(body)).toEqual(outline(fixture(`iam/${path}`)));
  expect(verdict(body)).toEqual(verdict(fixture(`iam/${path}`)));
});

test.each([
  ['throttle', 'iam/err.Throttling.400.xml'],
  ['internal-error', 'iam/err.ServiceFailure.500.xml'],
  ['unavailable', 'iam/err.ServiceUnavailable.503.xml'],
  ['session-expired', 'iam/err.ExpiredToken.403.xml'],
] as const)('the error of the fault %s', async (name, path) => {
  const session = await world.assume();
  world.simulation.faults.add({ name, action: 'GetAccountSummary', count: 1 });
  const body = await iam('GetAccountSummary', session);
  world.simulation.faults.clear();
  expect(outline(body)).toEqual(outline(fixture(path)));
  expect(verdict(body)).toEqual(verdict(fixture(path)));
});

test('a job that failed', async () => {
  world.simulation.faults.add({ name: 'job-failed' });
  const jobId = await generate(world.iam(keys), world.principal('denied').row.principal_arn);
  await finished(world.iam(keys), jobId);
  world.simulation.faults.clear();
  const body = await iam(`GetServiceLastAccessedDetails&JobId=${jobId}`);
  expect(outline(body)).toEqual(outline(fixture('iam/get.failed.response.MODELLED-NOT-SEEN.xml')));
});

test('STS: the caller, a role that is not given, a Region that is off', async () => {
  const sts = (query: string) => world.raw(world.hubKeys, 'sts', `Version=2011-06-15&Action=${query}`);
  expect(outline(await sts('GetCallerIdentity'))).toEqual(outline(fixture('sts/get-caller-identity.response.xml')));
  const assume = 'AssumeRole&RoleSessionName=run&RoleArn=arn:aws:iam::123456789012:role/AccessLakeReader';
  const denied = await sts(assume);
  expect([outline(denied), verdict(denied)]).toEqual([
    outline(fixture('sts/err.AccessDenied.403.xml')),
    verdict(fixture('sts/err.AccessDenied.403.xml')),
  ]);
  world.simulation.faults.add({ name: 'region-disabled' });
  expect(verdict(await sts(assume))).toEqual(verdict(fixture('sts/err.RegionDisabled.403.xml')));
  world.simulation.faults.clear();
  const parts = [...outline(fixture('sts/assume-role.response.xml'))].filter((line) =>
    /^(AssumedRoleUser|Credentials):/.test(line),
  );
  const given = await sts(assume.replace('123456789012', world.special.row.account_id));
  expect(parts.filter((line) => !outline(given).has(line))).toEqual([]);
});

/** Names of fields, through lists and objects. */
function fields(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? [fields(value[0])] : [];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fields(inner)]));
}

test.each([
  ['DescribeOrganization', 'DescribeOrganization.response.json', () => ({})],
  ['ListAccounts', 'ListAccounts.response.json', () => ({ MaxResults: 20 })],
  ['ListParents', 'ListParents.response.json', () => ({ ChildId: world.special.row.account_id })],
  [
    'ListOrganizationalUnitsForParent',
    'ListOrganizationalUnitsForParent.response.json',
    () => ({ ParentId: world.management.row.ou_id }),
  ],
  ['ListAccounts', 'err.AccessDenied.400.json', () => ({}), 'organizations-denied'],
  ['ListAccounts', 'err.NotInUse.400.json', () => ({}), 'organizations-not-in-use'],
] as const)(
  'Organizations: %s as %s',
  async (target, path, input, fault?: 'organizations-denied' | 'organizations-not-in-use') => {
    if (fault) world.simulation.faults.add({ name: fault });
    const body = JSON.parse(await world.raw(world.hubKeys, 'organizations', { target, json: input() }));
    world.simulation.faults.clear();
    expect(fields(body)).toEqual(fields(JSON.parse(fixture(`organizations/${path}`))));
    expect(body.__type).toBe(JSON.parse(fixture(`organizations/${path}`)).__type);
  },
);

test('a request of megabytes is refused before it is held', async () => {
  const body = 'x'.repeat(2 ** 20 + 1);
  const response = await fetch(world.simulation.url, { method: 'POST', body });
  expect(response.status).toBe(413);
});

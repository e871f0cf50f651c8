/** The example organization holds the cases that it is there to show, and its story. */

import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/model/days.js';
import { BUNDLES } from '../../src/simulation/example/bundles.js';
import { settingsOf } from '../../src/simulation/options.js';
import { type Truth, type TruthPrincipal, truthOf } from '../../src/simulation/truth.js';
import type { Holder, Principal } from '../../src/simulation/world/entities.js';
import type { Statement } from '../../src/simulation/world/policies/grants.js';
import { World } from '../../src/simulation/world/world.js';
import { TODAY } from './clients.js';

function worldAt(at: number, storyEndsAt = TODAY): World {
  return new World(settingsOf({ organization: 'example', clock: () => at, storyEndsAt }));
}

const worlds = [182, 91, 0].map((days) => worldAt(TODAY - days * DAY_MS)) as [World, World, World];
const audits = worlds.map(truthOf) as [Truth, Truth, Truth];
const [first, second, third] = audits;

function all(truth: Truth): TruthPrincipal[] {
  return truth.accounts.flatMap(({ principals }) => principals);
}

function named(name: string, account: string, truth = third): TruthPrincipal {
  const { principals = [] } = truth.accounts.find(({ row }) => row.account_name === account) ?? {};
  return principals.find(
    ({ row }) => row.principal_name === name || row.permission_set_name === name,
  ) as TruthPrincipal;
}

function isThere(name: string, account: string): boolean[] {
  return audits.map((truth) => named(name, account, truth) !== undefined);
}

function usedActions(principal: TruthPrincipal): string[] {
  return principal
    .actions()
    .filter(({ last_accessed_at }) => last_accessed_at !== null)
    .map(({ action_name }) => action_name);
}

function usedServices(principal: TruthPrincipal): string[] {
  return principal
    .services()
    .filter(({ last_accessed_at }) => last_accessed_at !== null)
    .map(({ service_namespace }) => service_namespace);
}

function holdersOf(world: World): Principal[] {
  const states = world.organization.accounts.map(({ id }) => world.state(id));
  return states.flatMap(({ users, roles }) => [...users, ...roles]);
}

test('PaymentAppTestRole reads three settings of buckets, of which one is not tracked, and never did what else it may', () => {
  const role = named('PaymentAppTestRole', 'payments-staging');
  expect(usedActions(role)).toEqual(['GetBucketLogging', 'GetBucketPolicy']);
  const names = role.actions().map(({ action_name }) => action_name);
  expect(names).toEqual([
    'CreateAccessPoint',
    'CreateBucket',
    'GetBucketLogging',
    'GetBucketPolicy',
    'PutBucketPolicy',
  ]);
  const account = third.accounts.find(({ row }) => row.account_name === 'payments-staging');
  const policy = account?.inlinePolicies.find(({ policy_name }) => policy_name === 'PaymentAppTestPolicy');
  expect(JSON.parse(policy?.document ?? '').Statement.Action).toContain('s3:GetBucketTagging');
});

test('an administrator of a pipeline uses six services', () => {
  const role = named('github-actions-deploy', 'platform-ci');
  expect(role.row.services_granted).toBe(457);
  expect(usedServices(role)).toEqual(['cloudformation', 'ecr', 'ecs', 'iam', 'lambda', 's3']);
});

test('a vendor that never came, a Region that tells nothing, a policy with one active holder', () => {
  expect(usedServices(named('CloudCostVendorRole', 'payments-prod'))).toEqual([]);
  const mexico = named('storefront-checkout-mx', 'storefront-prod');
  expect([mexico.row.services_granted, usedServices(mexico), mexico.row.role_last_used_at]).toEqual([4, [], null]);
  const [policy] = third.accounts.flatMap(({ policies }) =>
    policies.filter(
      ({ policy_name, attachment_count }) => policy_name === 'payments-data-access' && (attachment_count ?? 0) > 1,
    ),
  );
  const holders = all(third).filter(({ row }) => row.attached_policy_arns?.includes(policy?.policy_arn as string));
  expect(holders.map((one) => [one.row.principal_name, usedServices(one).length > 0])).toEqual([
    ['payments-api', true],
    ['payments-reconciler', false],
    ['payments-worker-legacy', false],
  ]);
});

test('the scanner touches every service that it is granted and that can be read, in every open account', () => {
  const scanners = all(third).filter(({ row }) => row.principal_name === 'SecurityScanner');
  expect(scanners.length).toBe(12);
  const { services_granted = 0, services_accessed = 0 } = scanners[0]?.row ?? {};
  expect(services_accessed).toBe(services_granted);
  expect(services_granted).toBeGreaterThan(60);
});

test('a permission set is used in one account and not in the other', () => {
  const use = (account: string) => usedServices(named('DataScientist', account)).length > 0;
  expect([use('data-platform-staging'), use('data-platform-prod')]).toEqual([true, false]);
});

test('the story: cleaned up, grown, an assignment that came and went, and new administrators', () => {
  expect(isThere('hackathon-2025-admin', 'sandbox-research')).toEqual([true, false, false]);
  expect(isThere('IncidentResponse', 'payments-prod')).toEqual([false, true, false]);
  const granted = (name: string, account: string) =>
    audits.map((truth) => named(name, account, truth).row.services_granted);
  expect(granted('maria.ortega', 'storefront-prod')).toEqual([3, 3, 457]);
  expect(granted('storefront-web-deployer', 'storefront-prod')).toEqual([3, 3, 457]);
  const [before, , after = 0] = granted('airflow-scheduler', 'data-platform-prod');
  expect(before).toBe(4);
  expect(after).toBeGreaterThan(400);
  const bedrock = audits.map((truth) =>
    usedServices(named('fraud-scoring', 'payments-prod', truth)).includes('bedrock'),
  );
  expect(bedrock).toEqual([false, false, true]);
  const lastUse = (days: number) =>
    named('dba-oncall', 'payments-prod', audits[days] as Truth).row.role_last_used_at as number;
  expect(third.asOf - lastUse(2)).toBeGreaterThan(90 * DAY_MS);
  expect(first.asOf - lastUse(0)).toBeLessThan(10 * DAY_MS);
});

test('the story is the same on every day of a quarter, and any day before or after has its place', () => {
  const names = (world: World) => holdersOf(world).map(({ arn, id, createdAt }) => [arn, id, createdAt].join());
  const quarter = Math.floor(TODAY / DAY_MS / 91) * 91 * DAY_MS;
  const days = [0, 1, 45, 90].map((day) => quarter + day * DAY_MS);
  const told = days.map((day) => names(worldAt(day, day)));
  expect(new Set(told.map((one) => one.join('\n'))).size).toBe(1);
  for (const day of days) expect(names(worldAt(day - 91 * DAY_MS, day))).toEqual(names(worlds[1]));
  expect(names(worldAt(TODAY - 3000 * DAY_MS)).length).toBeGreaterThan(0);
});

test('a policy was edited yesterday, on every day, and keeps five versions', () => {
  for (const world of worlds) {
    const states = world.organization.accounts.map(({ id }) => world.state(id));
    const policies = states.flatMap(({ localPolicies }) => localPolicies);
    const [edited] = policies.filter(({ name }) => name === 'release-pipeline-deploy');
    expect(edited?.versions.length).toBe(5);
    expect(world.asOf - (edited?.versions[0].createdAt ?? 0)).toBeLessThan(DAY_MS);
    const numbers = edited?.versions.map(({ versionId }) => Number(versionId.slice(1))) ?? [];
    expect(numbers.map((number) => (numbers[0] as number) - number)).toEqual([0, 1, 2, 3, 4]);
  }
});

interface Written {
  readonly owner: string;
  readonly document: string;
}

/** Every document of the account's own, old versions too. */
function written(world: World): Written[] {
  const states = world.organization.accounts.map(({ id }) => world.state(id));
  return states.flatMap(({ users, roles, groups, localPolicies }) => {
    const holders: Holder[] = [...users, ...roles, ...groups];
    const inline = holders.flatMap(({ arn, inline }) => inline.map(({ document }) => ({ owner: arn, document })));
    const managed = localPolicies.flatMap(({ arn, versions }) =>
      versions.map(({ document }) => ({ owner: arn, document })),
    );
    return [...inline, ...managed];
  });
}

function statementsOf({ document }: Written): Statement[] {
  return [JSON.parse(document).Statement].flat();
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

test('every pattern of a policy and of a use names an action that there is', () => {
  const [, , world] = worlds;
  const patterns = new Set(
    written(world).flatMap((one) =>
      statementsOf(one).flatMap(({ Action, NotAction }) => [...list(Action), ...list(NotAction)]),
    ),
  );
  for (const { habit } of holdersOf(world))
    for (const use of habit.uses ?? []) for (const action of use.actions) patterns.add(action);
  expect(patterns.size).toBeGreaterThan(150);
  expect([...patterns].filter((pattern) => world.patterns.matches(pattern).length === 0)).toEqual([]);
});

test("everybody works in bundles: more than forty, each of calls that there are, and each somebody's", () => {
  const bundles = Object.entries(BUNDLES);
  expect(bundles.length).toBeGreaterThanOrEqual(40);
  const calls = bundles.flatMap(([, actions]): readonly string[] => actions);
  expect(calls.filter((action) => !worlds[2].catalog.names.has(action))).toEqual([]);
  const done = worlds
    .flatMap(holdersOf)
    .map(({ habit }) => new Set((habit.uses ?? []).flatMap(({ actions }) => actions)));
  const unused = bundles.filter(([, actions]) => !done.some((own) => actions.every((action) => own.has(action))));
  expect(unused.map(([name]) => name)).toEqual([]);
});

test.each([
  ['ecr:PutImage', 'ecr:UploadLayerPart'],
  ['ecr:PutImage', 'ecr:GetAuthorizationToken'],
  ['ecr:PutImage', 'ecr:BatchGetImage'],
  ['cloudformation:ExecuteChangeSet', 'cloudformation:CreateChangeSet'],
  ['ecs:UpdateService', 'ecs:DescribeServices'],
  ['athena:StartQueryExecution', 'athena:GetQueryResults'],
  ['athena:StartQueryExecution', 'glue:GetTable'],
  ['secretsmanager:PutSecretValue', 'secretsmanager:GetSecretValue'],
  ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
  ['kinesis:GetRecords', 'kinesis:GetShardIterator'],
  ['redshift-data:ExecuteStatement', 'redshift-data:GetStatementResult'],
  ['redshift-data:ExecuteStatement', 'redshift:GetClusterCredentials'],
  ['ec2:RunInstances', 'ec2:DescribeSubnets'],
  ['ssm:StartSession', 'ssm:TerminateSession'],
  ['iam:GenerateServiceLastAccessedDetails', 'iam:GetServiceLastAccessedDetails'],
  ['organizations:ListRoots', 'organizations:ListAccounts'],
])('who calls %s calls %s', (one, other) => {
  const habits = worlds.flatMap(holdersOf).map(({ habit }) => (habit.uses ?? []).flatMap(({ actions }) => actions));
  const those = habits.filter((actions) => actions.includes(one));
  expect(those.length).toBeGreaterThan(0);
  expect(those.filter((actions) => !actions.includes(other))).toEqual([]);
});

test('nobody does what nothing grants', () => {
  const [, , world] = worlds;
  const { actionNames, services, tracked } = world.catalog;
  const trackedNames = new Set(
    services.flatMap(({ namespace, first, end }) =>
      actionNames.slice(first, end).flatMap((name, at) => (tracked[first + at] ? [`${namespace}:${name}`] : [])),
    ),
  );
  const wrong = holdersOf(world).flatMap((principal) => {
    const report = world.report(principal, world.asOf);
    const granted = new Set(
      report.flatMap(({ service, actions }) => [...actions].map((id) => `${service.namespace}:${actionNames[id]}`)),
    );
    const done = new Set((principal.habit.uses ?? []).flatMap(({ actions }) => actions));
    return [...done]
      .filter((name) => trackedNames.has(name) && !granted.has(name))
      .map((name) => [principal.name, name]);
  });
  expect(wrong).toEqual([]);
});

test('whoever does something is granted the service of it', () => {
  const [, , world] = worlds;
  const wrong = holdersOf(world).flatMap((principal) => {
    const granted = new Set(world.report(principal, world.asOf).map(({ service }) => service.namespace));
    const patterns = (principal.habit.uses ?? [])
      .flatMap(({ actions }) => actions)
      .filter((one) => !one.startsWith('*'));
    return patterns
      .filter((pattern) => !granted.has(pattern.split(':')[0] as string))
      .map((pattern) => [principal.name, pattern]);
  });
  expect(wrong).toEqual([]);
});

test('policies are written as teams write them, within the limits of IAM', () => {
  const [, , world] = worlds;
  const documents = written(world);
  const statements = documents.flatMap(statementsOf);
  const has = (what: (statement: Statement) => unknown) => statements.some(what);
  expect({
    sid: has(({ Sid }) => Sid),
    condition: has(({ Condition }) => Condition),
    notAction: has(({ Effect, NotAction }) => Effect === 'Allow' && NotAction),
    deny: has(({ Effect }) => Effect === 'Deny'),
    resources: has(({ Resource }) => Array.isArray(Resource)),
    oneAction: has(({ Action }) => typeof Action === 'string'),
    oneStatement: documents.some(({ document }) => !Array.isArray(JSON.parse(document).Statement)),
    inName: has(({ Action }) => list(Action).some((action) => /:.*\*./.test(action))),
    duplicates: has(({ Action }) => new Set(list(Action)).size < list(Action).length),
    boundary: holdersOf(world).some(({ boundary }) => boundary),
    externalId: has(({ Condition }) => JSON.stringify(Condition ?? '').includes('sts:ExternalId')),
  }).toEqual({
    sid: true,
    condition: true,
    notAction: true,
    deny: true,
    resources: true,
    oneAction: true,
    oneStatement: true,
    inName: true,
    duplicates: true,
    boundary: true,
    externalId: true,
  });
  const tooLong = documents.filter(
    ({ owner, document }) => document.length > (owner.includes(':policy/') ? 6144 : 2048),
  );
  expect(tooLong.filter(({ owner }) => !owner.includes(':role/'))).toEqual([]);
});

test('names are those that people give, and accounts beyond the twelve are plain', () => {
  const world = new World(
    settingsOf({ organization: 'example', clock: () => TODAY, accounts: 14, principalsPerAccount: 40 }),
  );
  const truth = truthOf(world);
  const texts = truth.accounts.flatMap(({ row, principals, policies }) => [
    row.account_name as string,
    row.ou_path_names as string,
    ...principals.flatMap((one) => [one.row.principal_name, one.row.path, ...Object.values(one.row.tags ?? {})]),
    ...policies.map(({ policy_name }) => policy_name),
  ]);
  expect(texts.length).toBeGreaterThan(400);
  expect(texts.filter((text) => !/^[\w/.@-]+$/.test(text))).toEqual([]);
  expect(truth.accounts.filter(({ row }) => row.account_state !== 'ACTIVE').map(({ row }) => row.account_name)).toEqual(
    ['legacy-crm'],
  );
});

test('what happened once is past: the second audit knows a principal that the third does not', () => {
  const ids = (truth: Truth) => new Set(all(truth).map(({ row }) => row.principal_id));
  expect([...ids(second)].filter((id) => !ids(third).has(id)).length).toBe(1);
});

/** The reads that other tools make one by one: together they say what one listing of all details says. */
import {
  CreateRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAccountAliasesCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesGrantingServiceAccessCommand,
  paginateGetGroup,
  paginateListAccessKeys,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupPolicies,
  paginateListGroups,
  paginateListGroupsForUser,
  paginateListPolicies,
  paginateListPolicyVersions,
  paginateListRolePolicies,
  paginateListRoles,
  paginateListUserPolicies,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { CreateAccountCommand } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure, finished, generate, start, type World } from './clients.js';

let world: World;
let iam: IAMClient;
let details: GetAccountAuthorizationDetailsResponse;

beforeAll(async () => {
  world = await start({ openReads: true, limits: { rate: 1e6, burst: 1e6 } });
  iam = await world.member();
  details = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
});
afterAll(() => world.simulation.stop());

const small = () => ({ client: iam, pageSize: 2 });

/** All members of a list, page by page. */
async function all<P, T>(pages: AsyncIterable<P>, membersOf: (page: P) => T[] | undefined): Promise<T[]> {
  const members: T[] = [];
  for await (const page of pages) members.push(...(membersOf(page) ?? []));
  return members;
}

function byName<T extends object>(members: readonly T[] | undefined, name: keyof T): T[] {
  return [...(members ?? [])].sort((a, b) => (String(a[name]) < String(b[name]) ? -1 : 1));
}

const inline = (page: { PolicyNames?: string[] | undefined }) => page.PolicyNames;

test('of roles', async () => {
  const names = await all(paginateListRoles(small(), {}), ({ Roles }) => Roles?.map(({ RoleName }) => RoleName));
  expect(names).toEqual(details.RoleDetailList?.map(({ RoleName }) => RoleName));
  for (const detail of details.RoleDetailList ?? []) {
    const RoleName = detail.RoleName as string;
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const { MaxSessionDuration, ...role } = Role ?? {};
    const attached = await all(
      paginateListAttachedRolePolicies(small(), { RoleName }),
      (page) => page.AttachedPolicies,
    );
    const policies = await all(paginateListRolePolicies(small(), { RoleName }), inline);
    const documents = policies.map(async (PolicyName) => {
      const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return { PolicyName, PolicyDocument: policy.PolicyDocument };
    });
    const { InstanceProfileList, ...known } = detail;
    expect({
      Tags: [],
      ...role,
      AttachedManagedPolicies: byName(attached, 'PolicyName'),
      RolePolicyList: await Promise.all(documents),
    }).toEqual({
      ...known,
      AttachedManagedPolicies: byName(detail.AttachedManagedPolicies, 'PolicyName'),
      RolePolicyList: byName(detail.RolePolicyList, 'PolicyName'),
    });
  }
});

test('of users', async () => {
  const names = await all(paginateListUsers(small(), {}), ({ Users }) => Users?.map(({ UserName }) => UserName));
  expect(names).toEqual(details.UserDetailList?.map(({ UserName }) => UserName));
  const keys = [];
  for (const detail of details.UserDetailList ?? []) {
    const UserName = detail.UserName as string;
    const { User } = await iam.send(new GetUserCommand({ UserName }));
    const { PasswordLastUsed, ...user } = User ?? {};
    const attached = await all(
      paginateListAttachedUserPolicies(small(), { UserName }),
      (page) => page.AttachedPolicies,
    );
    const groups = await all(paginateListGroupsForUser(small(), { UserName }), (page) => page.Groups);
    const policies = await all(paginateListUserPolicies(small(), { UserName }), inline);
    const documents = policies.map(async (PolicyName) => {
      const policy = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
      return { PolicyName, PolicyDocument: policy.PolicyDocument };
    });
    keys.push(...(await all(paginateListAccessKeys(small(), { UserName }), (page) => page.AccessKeyMetadata)));
    expect({
      Tags: [],
      ...user,
      GroupList: groups.map(({ GroupName }) => GroupName),
      AttachedManagedPolicies: byName(attached, 'PolicyName'),
      UserPolicyList: await Promise.all(documents),
    }).toEqual({
      UserPolicyList: [],
      ...detail,
      AttachedManagedPolicies: byName(detail.AttachedManagedPolicies, 'PolicyName'),
    });
  }
  expect(keys.length).toBeGreaterThan(2);
  expect(new Set(keys.map(({ AccessKeyId }) => AccessKeyId)).size).toBe(keys.length);
});

test('of groups and their members', async () => {
  const groups = await all(paginateListGroups(small(), {}), (page) => page.Groups);
  expect(groups.map(({ GroupName }) => GroupName)).toEqual(details.GroupDetailList?.map(({ GroupName }) => GroupName));
  for (const detail of details.GroupDetailList ?? []) {
    const GroupName = detail.GroupName as string;
    const members = await all(paginateGetGroup(small(), { GroupName }), ({ Users }) => Users);
    const holders = details.UserDetailList?.filter(({ GroupList }) => GroupList?.includes(GroupName));
    expect(members.map(({ Arn }) => Arn)).toEqual(holders?.map(({ Arn }) => Arn));
    const attached = await all(paginateListAttachedGroupPolicies(small(), { GroupName }), (p) => p.AttachedPolicies);
    expect(attached).toEqual(detail.AttachedManagedPolicies);
    const [PolicyName] = await all(paginateListGroupPolicies(small(), { GroupName }), inline);
    const policy = PolicyName && (await iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName })));
    expect(policy ? policy.PolicyDocument : undefined).toBe(detail.GroupPolicyList?.[0]?.PolicyDocument);
  }
});

test('of managed policies, their versions and who holds them', async () => {
  const policies = await all(paginateListPolicies(small(), {}), (page) => page.Policies);
  const withoutVersions = (details.Policies ?? []).map(({ PolicyVersionList, ...policy }) => policy);
  expect(policies).toEqual(byName(withoutVersions, 'PolicyName'));
  for (const { Arn, PolicyVersionList = [], AttachmentCount } of details.Policies ?? []) {
    const PolicyArn = Arn as string;
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy).toEqual(policies.find((policy) => policy.Arn === Arn));
    const versions = await all(paginateListPolicyVersions(small(), { PolicyArn }), (page) => page.Versions);
    expect(versions).toEqual(PolicyVersionList.map(({ Document, ...version }) => version));
    const VersionId = versions.at(-1)?.VersionId as string;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    expect(PolicyVersion).toEqual(PolicyVersionList.at(-1));
    const input = { PolicyArn, PolicyUsageFilter: 'PermissionsPolicy' } as const;
    const holders = await iam.send(new ListEntitiesForPolicyCommand(input));
    const count = [holders.PolicyGroups, holders.PolicyRoles, holders.PolicyUsers].flat().length;
    expect(count).toBe(AttachmentCount);
  }
  const local = await all(
    paginateListPolicies(small(), { Scope: 'Local', OnlyAttached: true }),
    (page) => page.Policies,
  );
  expect(local.map(({ Arn }) => Arn?.includes(':aws:policy'))).toEqual(local.map(() => false));
  expect(local.length).toBeGreaterThan(1);
});

test('a report on a policy and on a group is of those who hold it, the last user first', async () => {
  const groupArn = details.GroupDetailList?.find(({ GroupName }) => GroupName === 'Administrators')?.Arn as string;
  for (const arn of ['arn:aws:iam::aws:policy/AdministratorAccess', groupArn]) {
    const jobId = await generate(iam, arn);
    const { ServicesLastAccessed = [] } = await finished(iam, jobId, { MaxItems: 1000 });
    const used = ServicesLastAccessed.find(({ TotalAuthenticatedEntities = 0 }) => TotalAuthenticatedEntities > 0);
    const input = { JobId: jobId, ServiceNamespace: used?.ServiceNamespace };
    const answer = await iam.send(new GetServiceLastAccessedDetailsWithEntitiesCommand(input));
    const [first, ...others] = answer.EntityDetailsList ?? [];
    expect([first?.EntityInfo?.Arn, first?.LastAuthenticated]).toEqual([
      used?.LastAuthenticatedEntity,
      used?.LastAuthenticated,
    ]);
    const times = [first, ...others].map((entity) => entity?.LastAuthenticated?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const holds = (name: string | undefined) => world.principal(name as string).row;
    const holdsIt = (row: ReturnType<typeof holds>) =>
      row.attached_policy_arns?.includes(arn) || row.group_names?.includes('Administrators');
    expect([first, ...others].every((entity) => holdsIt(holds(entity?.EntityInfo?.Name)))).toBe(true);
  }
});

test('the policies that grant a service, each looked at alone', async () => {
  const Arn = world.principal('denied').row.principal_arn;
  const input = { Arn, ServiceNamespaces: ['sqs', 's3', 'sqs'] };
  const { PoliciesGrantingServiceAccess } = await iam.send(new ListPoliciesGrantingServiceAccessCommand(input));
  const mixed = { PolicyName: 'mixed', PolicyType: 'INLINE', EntityType: 'ROLE', EntityName: 'denied' };
  expect(PoliciesGrantingServiceAccess).toEqual([
    { ServiceNamespace: 'sqs', Policies: [mixed] },
    { ServiceNamespace: 's3', Policies: [] },
  ]);
  const unknown = new ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces: ['nothing'] });
  expect((await failure(iam.send(unknown))).message).toBe('Invalid service namespace: [nothing]');
});

test('a name that is not there, and a session that asks who it is', async () => {
  const gone = await failure(iam.send(new GetRoleCommand({ RoleName: 'gone' })));
  const message = 'The role with name gone cannot be found.';
  expect(gone).toEqual({ code: 'NoSuchEntity', status: 404, message });
  expect((await failure(iam.send(new GetUserCommand({})))).code).toBe('ValidationError');
  const { User } = await world.iam().send(new GetUserCommand({}));
  expect(User?.Arn).toBe(world.truth.callerArn);
  const { AccountAliases } = await world.iam().send(new ListAccountAliasesCommand({}));
  expect(AccountAliases).toEqual(['management']);
});

test('what is not simulated says so, and is no denial', async () => {
  const create = new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: '{}' });
  const told = { code: 'NotImplemented', status: 501 };
  expect(await failure(iam.send(create))).toMatchObject({
    ...told,
    message: expect.stringContaining('does not answer iam:CreateRole'),
  });
  const account = new CreateAccountCommand({ AccountName: 'x', Email: 'x@example.com' });
  expect(await failure(world.organizations().send(account))).toMatchObject(told);
  const other = await world.raw(world.hubKeys, 'ec2', 'Action=DescribeInstances&Version=2016-11-15');
  expect(other).toContain('<Code>NotImplemented</Code>');
});

import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  GetAccountSummaryCommand,
  type IAMClient,
  ListUsersCommand,
  paginateListUsers,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start, type World } from './clients.js';

let world: World;
let iam: IAMClient;

beforeAll(async () => {
  world = await start({ principalsPerAccount: 30 });
  iam = await world.member();
});
afterAll(() => world.simulation.stop());

async function pages(
  MaxItems: number,
  Filter?: ('User' | 'Role' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy')[],
) {
  const seen: GetAccountAuthorizationDetailsResponse[] = [];
  for (let Marker: string | undefined; seen.length === 0 || Marker; Marker = seen.at(-1)?.Marker) {
    const input = { MaxItems, ...(Marker ? { Marker } : {}), ...(Filter ? { Filter } : {}) };
    seen.push(await iam.send(new GetAccountAuthorizationDetailsCommand(input)));
  }
  return seen;
}

function size(page: GetAccountAuthorizationDetailsResponse): number {
  const lists = [page.UserDetailList, page.RoleDetailList, page.GroupDetailList, page.Policies];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

function document(text: string | undefined): string {
  return decodeURIComponent(text as string);
}

function common(detail: UserDetail | RoleDetail) {
  return {
    principal_arn: detail.Arn,
    path: detail.Path,
    created_at: detail.CreateDate?.getTime(),
    permissions_boundary_arn: detail.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    attached_policy_arns: detail.AttachedManagedPolicies?.map(({ PolicyArn }) => PolicyArn),
    tags: Object.fromEntries((detail.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
}

test('the details of users and roles equal the truth, hostile texts to the last character', async () => {
  const [page] = await pages(1000);
  const users = (page?.UserDetailList ?? []).map((user) => ({
    ...common(user),
    principal_id: user.UserId,
    principal_name: user.UserName,
    inline_policy_names: (user.UserPolicyList ?? []).map(({ PolicyName }) => PolicyName),
    group_names: user.GroupList,
  }));
  const roles = (page?.RoleDetailList ?? []).map((role) => ({
    ...common(role),
    principal_id: role.RoleId,
    principal_name: role.RoleName,
    inline_policy_names: role.RolePolicyList?.map(({ PolicyName }) => PolicyName),
    group_names: null,
    assume_role_policy_document: document(role.AssumeRolePolicyDocument),
    role_last_used_at: role.RoleLastUsed?.LastUsedDate?.getTime() ?? null,
    role_last_used_region: role.RoleLastUsed?.Region ?? null,
  }));
  const rows = world.special.principals.map(({ row }) => row);
  expect(users.length).toBeGreaterThan(8);
  expect(users).toEqual(
    rows.filter((row) => row.principal_type === 'user').map((row) => expect.objectContaining(pickAs(users, row))),
  );
  expect(roles.length).toBeGreaterThan(30);
  expect(roles).toEqual(
    rows.filter((row) => row.principal_type === 'role').map((row) => expect.objectContaining(pickAs(roles, row))),
  );
});

/** The columns of a row that the answers have. */
function pickAs(answers: readonly object[], row: object): object {
  const names = Object.keys(answers[0] as object);
  return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}

test('groups, policies and inline policies equal the truth', async () => {
  const [page] = await pages(1000);
  const policies = (page?.Policies ?? []).map((policy) => ({
    account_id: world.special.row.account_id,
    policy_arn: policy.Arn,
    policy_id: policy.PolicyId,
    policy_name: policy.PolicyName,
    path: policy.Path,
    is_aws_managed: policy.Arn?.startsWith('arn:aws:iam::aws:'),
    default_version_id: policy.DefaultVersionId,
    document: document(policy.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document),
    created_at: policy.CreateDate?.getTime(),
    updated_at: policy.UpdateDate?.getTime(),
    attachment_count: policy.AttachmentCount,
    permissions_boundary_usage_count: policy.PermissionsBoundaryUsageCount,
  }));
  expect(policies).toEqual(world.special.policies);
  const versions = (page?.Policies ?? []).flatMap(({ Arn, PolicyVersionList = [] }) =>
    PolicyVersionList.map((version) => ({
      account_id: world.special.row.account_id,
      policy_arn: Arn,
      version_id: version.VersionId,
      is_default: version.IsDefaultVersion,
      created_at: version.CreateDate?.getTime(),
    })),
  );
  expect(versions.some(({ is_default }) => is_default === false)).toBe(true);
  expect(versions).toEqual(world.special.policyVersions);
  expect(page?.GroupDetailList?.map(({ Arn, GroupId }) => [Arn, GroupId])).toEqual(
    world.special.groups.map(({ group_arn, group_id }) => [group_arn, group_id]),
  );
  const inline = [
    ...(page?.UserDetailList ?? []).flatMap(({ Arn, UserPolicyList = [] }) =>
      UserPolicyList.map((policy) => ({ Arn, ...policy })),
    ),
    ...(page?.RoleDetailList ?? []).flatMap(({ Arn, RolePolicyList = [] }) =>
      RolePolicyList.map((policy) => ({ Arn, ...policy })),
    ),
    ...(page?.GroupDetailList ?? []).flatMap(({ Arn, GroupPolicyList = [] }) =>
      GroupPolicyList.map((policy) => ({ Arn, ...policy })),
    ),
  ].map(({ Arn, PolicyName, PolicyDocument }) => [Arn, PolicyName, document(PolicyDocument)]);
  expect(inline.length).toBeGreaterThan(20);
  expect(inline).toEqual(world.special.inlinePolicies.map((row) => [row.owner_arn, row.policy_name, row.document]));
});

test('every kind shares the budget of a page, in one order, and no page size loses anything', async () => {
  const [whole] = await pages(1000);
  const small = await pages(7);
  expect(small.slice(0, -1).map(size)).toEqual(Array(small.length - 1).fill(7));
  expect(small.some((page) => page.UserDetailList?.length && page.RoleDetailList?.length)).toBe(true);
  expect(small.flatMap((page) => page.RoleDetailList ?? [])).toEqual(whole?.RoleDetailList);
  expect(small.flatMap((page) => page.Policies ?? [])).toEqual(whole?.Policies);
});

test('a filter leaves the other kinds out; without MaxItems a page holds 100', async () => {
  const [page] = await pages(1000, ['Role', 'User']);
  expect([page?.GroupDetailList, page?.Policies]).toEqual([undefined, undefined]);
  const wide = await start({ principalsPerAccount: 120, accounts: 2 });
  const answer = await (await wide.member()).send(new GetAccountAuthorizationDetailsCommand({}));
  expect([size(answer), answer.IsTruncated]).toEqual([100, true]);
  await wide.simulation.stop();
});

test('documents are percent-encoded as RFC 3986 says', async () => {
  const [page] = await pages(1000);
  const encoded = (page?.RoleDetailList ?? []).map(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument).join('');
  expect(encoded).toMatch(/^[A-Za-z0-9\-._~%]+$/);
});

test('ListUsers has the passwords, page by page, and the summary counts what is listed', async () => {
  const users = [];
  for await (const page of paginateListUsers({ client: iam, pageSize: 3 }, {})) users.push(...(page.Users ?? []));
  const rows = world.special.principals.map(({ row }) => row).filter((row) => row.principal_type === 'user');
  expect(rows.some((row) => row.password_last_used_at !== null)).toBe(true);
  expect(users.map(({ Arn, PasswordLastUsed }) => [Arn, PasswordLastUsed?.getTime() ?? null])).toEqual(
    rows.map((row) => [row.principal_arn, row.password_last_used_at]),
  );
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
  const roles = world.special.principals.length - rows.length;
  expect(SummaryMap).toMatchObject({ Users: rows.length, Roles: roles, Groups: 3, Policies: 6 });
});

test('ListUsers keeps to a path', async () => {
  const { Users } = await iam.send(new ListUsersCommand({ PathPrefix: '/nowhere/' }));
  expect(Users).toEqual([]);
});

test('for other clients tags hold no character that XML 1.0 cannot', async () => {
  const asked = 'Action=GetAccountAuthorizationDetails&Version=2010-05-08&MaxItems=1000';
  const forbidden = /&#x(?!9;|A;|D;)[01]?[0-9A-F];/g;
  const bodyOf = async (at: World) => at.raw(await at.assume(), 'iam', asked);
  const other = await start({ principalsPerAccount: 30, validXml: true });
  expect((await bodyOf(world)).match(forbidden)?.length).toBeGreaterThan(3);
  expect((await bodyOf(other)).match(forbidden)).toBe(null);
  await other.simulation.stop();
});

import {
  type Account,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure, start, type World } from './clients.js';

let world: World;

beforeAll(async () => {
  world = await start({ accounts: 45, principalsPerAccount: 2 });
});
afterAll(() => world.simulation.stop());

async function accountPages(client: OrganizationsClient, MaxResults?: number): Promise<Account[][]> {
  const pages: Account[][] = [];
  let NextToken: string | undefined;
  do {
    const answer = await client.send(
      new ListAccountsCommand({ ...(NextToken ? { NextToken } : {}), ...(MaxResults ? { MaxResults } : {}) }),
    );
    pages.push(answer.Accounts ?? []);
    NextToken = answer.NextToken;
  } while (NextToken);
  return pages;
}

test('accounts come in pages of at most 20, one of them empty although more follow', async () => {
  const pages = await accountPages(world.organizations());
  expect(pages.map(({ length }) => length)).toEqual([20, 0, 20, 5]);
  const ids = pages.flat().map(({ Id }) => Id);
  expect([...ids].sort()).toEqual(world.truth.accounts.map(({ row }) => row.account_id));
  expect(ids).not.toEqual([...ids].sort());
  expect((await accountPages(world.organizations(), 7)).flat()).toEqual(pages.flat());
});

test('an account says its name, state, time and place as the truth does', async () => {
  const accounts = (await accountPages(world.organizations())).flat();
  const seen = accounts.map(({ Id, Name, State, JoinedTimestamp, Paths, Email }) => ({
    account_id: Id,
    account_name: Name,
    account_state: State,
    joined_at: JoinedTimestamp?.getTime(),
    ou_path: Paths?.[0]?.split('/').slice(1, -2).join('/'),
    email: Email,
  }));
  const byId = (a: { account_id: string | undefined }, b: { account_id: string | undefined }) =>
    (a.account_id ?? '') < (b.account_id ?? '') ? -1 : 1;
  const rows = world.truth.accounts.map(({ row }) => ({
    account_id: row.account_id,
    account_name: row.account_name,
    account_state: row.account_state,
    joined_at: row.joined_at,
    ou_path: row.ou_path,
    email: row.email,
  }));
  expect(seen.sort(byId)).toEqual(rows);
  const states = new Set(accounts.map(({ State, Status }) => `${State} ${Status}`));
  expect([...states].sort()).toEqual([
    'ACTIVE ACTIVE',
    'CLOSED SUSPENDED',
    'PENDING_CLOSURE PENDING_CLOSURE',
    'SUSPENDED SUSPENDED',
  ]);
});

test('tags of an account come in pages, with keys that no name of the language spoils', async () => {
  const client = world.organizations();
  let most = 0;
  for (const { row } of world.truth.accounts) {
    const found: [string | undefined, string | undefined][] = [];
    let NextToken: string | undefined;
    do {
      const page = { ResourceId: row.account_id, ...(NextToken ? { NextToken } : {}) };
      const answer = await client.send(new ListTagsForResourceCommand(page));
      found.push(...(answer.Tags ?? []).map(({ Key, Value }) => [Key, Value] as [string, string]));
      NextToken = answer.NextToken;
    } while (NextToken);
    expect(found).toEqual(Object.entries(row.tags ?? {}));
    most = Math.max(most, found.length);
  }
  expect(most).toBeGreaterThan(20);
  const unknown = client.send(new ListTagsForResourceCommand({ ResourceId: '999999999999' }));
  expect((await failure(unknown)).code).toBe('TargetNotFoundException');
});

test('the tree gives the same places as the paths', async () => {
  const client = world.organizations();
  const { Roots } = await client.send(new ListRootsCommand({}));
  const walk = async (id: string, path: string, names: string): Promise<string[][]> => {
    const { OrganizationalUnits = [] } = await client.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: id }),
    );
    const below = OrganizationalUnits.map((unit) =>
      walk(unit.Id as string, `${path}/${unit.Id}`, `${names}/${unit.Name}`),
    );
    return [[id, path, names], ...(await Promise.all(below)).flat()];
  };
  const units = await walk(Roots?.[0]?.Id as string, Roots?.[0]?.Id as string, Roots?.[0]?.Name as string);
  expect(Math.max(...units.map(([, path = '']) => path.split('/').length))).toBe(5);
  for (const { row } of world.truth.accounts) {
    const { Parents } = await client.send(new ListParentsCommand({ ChildId: row.account_id }));
    expect(units).toContainEqual([Parents?.[0]?.Id, row.ou_path, row.ou_path_names]);
    expect(Parents?.[0]?.Id).toBe(row.ou_id);
  }
  const [, deep] = units;
  const { OrganizationalUnit } = await client.send(
    new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: deep?.[0] }),
  );
  expect(OrganizationalUnit?.Path).toContain(deep?.[1]);
});

test('the organization names its management account, which has no member role', async () => {
  const { Organization } = await world.organizations().send(new DescribeOrganizationCommand({}));
  expect([Organization?.Id, Organization?.MasterAccountId]).toEqual([
    world.truth.organizationId,
    world.truth.managementAccountId,
  ]);
  expect(world.truth.accounts.filter(({ hasMemberRole }) => !hasMemberRole)).toEqual([world.management]);
  expect((await failure(world.assume(world.management))).code).toBe('AccessDenied');
});

test('a member may not read the organization; a bad token, a bad size and an unknown parent are refused', async () => {
  const member = world.organizations(await world.assume());
  expect(await failure(member.send(new ListAccountsCommand({})))).toMatchObject({
    code: 'AccessDeniedException',
    status: 400,
  });
  const client = world.organizations();
  expect((await failure(client.send(new ListAccountsCommand({ NextToken: 'x' })))).code).toBe('InvalidInputException');
  expect((await failure(client.send(new ListAccountsCommand({ MaxResults: 21 })))).code).toBe('InvalidInputException');
  expect((await failure(client.send(new ListOrganizationalUnitsForParentCommand({ ParentId: 'r-none' })))).code).toBe(
    'ParentNotFoundException',
  );
  expect((await failure(client.send(new ListParentsCommand({ ChildId: '999999999999' })))).code).toBe(
    'ChildNotFoundException',
  );
});

test('documented limits throttle a burst where they are asked for', async () => {
  const limited = await start({ organizationsLimits: true });
  const calls = Array.from({ length: 20 }, () => limited.organizations().send(new DescribeOrganizationCommand({})));
  const settled = await Promise.allSettled(calls);
  const codes = settled.map((one) => (one.status === 'rejected' ? one.reason.name : 'ok'));
  expect(new Set(codes)).toEqual(new Set(['ok', 'TooManyRequestsException']));
  await limited.simulation.stop();
});

test('a delegated administrator is a member that may call', async () => {
  const delegated = await start({ hub: 'delegated' });
  expect(delegated.truth.callerAccountId).not.toBe(delegated.truth.managementAccountId);
  expect((await accountPages(delegated.organizations())).flat()).toHaveLength(6);
  await delegated.simulation.stop();
});

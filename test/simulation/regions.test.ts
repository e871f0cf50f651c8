/** account:ListRegions over the wire: no client of Account Management is installed. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { REGION_FAULTS } from '../../src/simulation/region-faults.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { type Keys, start, type World } from './clients.js';

interface Answer {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: {
    readonly Regions?: readonly { readonly RegionName: string; readonly RegionOptStatus: string }[];
    readonly NextToken?: string;
    readonly message?: string;
  };
}

let world: World;
let keys: Keys;

beforeAll(async () => {
  world = await start();
  keys = await world.assume();
});
afterAll(() => world.simulation.stop());
afterEach(() => world.simulation.faults.clear());

async function listRegions(input: object = {}, as = keys, path = '/listRegions'): Promise<Answer> {
  const credential = `${as.accessKeyId}/20261125/us-east-1/account/aws4_request`;
  const response = await fetch(`${world.simulation.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00`,
      'content-type': 'application/json',
      ...(as.sessionToken ? { 'x-amz-security-token': as.sessionToken } : {}),
    },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as Answer['body'];
  return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body };
}

async function all(input: object = {}, as = keys) {
  const regions = [];
  for (let more: object | undefined = {}; more; ) {
    const { body } = await listRegions({ ...input, ...more }, as);
    regions.push(...(body.Regions ?? []));
    more = body.NextToken === undefined ? undefined : { NextToken: body.NextToken };
  }
  return regions.map(({ RegionName, RegionOptStatus }) => [RegionName, RegionOptStatus]);
}

const truthOf = ({ regions }: TruthAccount) => regions.map(({ region, opt_status }) => [region, opt_status]);

test('every Region of the account, by name, in pages of any size', async () => {
  expect(await all()).toEqual(truthOf(world.special));
  expect(await all({ MaxResults: 7 })).toEqual(truthOf(world.special));
  expect((await listRegions({ MaxResults: 7 })).body.Regions).toHaveLength(7);
  expect(await all({}, world.hubKeys)).toEqual(truthOf(world.management));
  expect(truthOf(world.special)).not.toEqual(truthOf(world.management));
});

test('those of some statuses', async () => {
  const RegionOptStatusContains = ['ENABLED', 'ENABLING', 'DISABLING'];
  const wanted = truthOf(world.special).filter(([, status]) => RegionOptStatusContains.includes(status as string));
  expect(await all({ RegionOptStatusContains, MaxResults: 1 })).toEqual(wanted);
  expect(wanted.length).toBeGreaterThan(0);
});

test('statuses of every kind, and each Region in which someone works is enabled', async () => {
  const large = await start({ accounts: 60 });
  const statuses = large.truth.accounts.flatMap(({ regions }) => regions.map(({ opt_status }) => opt_status));
  const kinds = ['DISABLED', 'DISABLING', 'ENABLED', 'ENABLED_BY_DEFAULT', 'ENABLING'];
  expect([...new Set(statuses)].sort()).toEqual(kinds);
  for (const { principals, regions } of large.truth.accounts) {
    const enabled = regions.filter(({ opt_status }) => opt_status.startsWith('ENABLED')).map(({ region }) => region);
    const used = principals.map(({ row }) => row.role_last_used_region).filter((region) => region !== null);
    expect(enabled).toEqual(expect.arrayContaining(used));
  }
  await large.simulation.stop();
});

describe('a refusal', () => {
  test('by a session policy, in the words of AWS', async () => {
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: ['iam:ListUsers'], Resource: '*' }] });
    const account = world.special.row.account_id;
    const who = `User: arn:aws:sts::${account}:assumed-role/AccessLakeReader/run-1`;
    expect(await listRegions({}, await world.assume(world.special, { Policy }))).toEqual({
      status: 403,
      errorType: 'AccessDeniedException',
      body: {
        message: `${who} is not authorized to perform: account:ListRegions on resource: arn:aws:account::${account}:account because no session policy allows the account:ListRegions action`,
      },
    });
  });

  test('of an account that is named: trusted access is off, and the management account may not name itself', async () => {
    const [management, member] = [world.management, world.special].map(({ row }) => row.account_id);
    const named = async (AccountId: string | undefined) => {
      const { status, errorType, body } = await listRegions({ AccountId }, world.hubKeys);
      return [status, errorType, /\((.*)\)$/.exec(body.message ?? '')?.[1]];
    };
    const alone =
      'The management account can only be managed using the standalone context from the management account.';
    const untrusted = 'Your organization must first enable trusted access with AWS Account Management.';
    expect(await named(management)).toEqual([403, 'AccessDeniedException', alone]);
    expect(await named(member)).toEqual([403, 'AccessDeniedException', untrusted]);
  });

  test.each([
    [{ NextToken: 'none' }, 400, 'ValidationException'],
    [{ MaxResults: 51 }, 400, 'ValidationException'],
  ] as const)('of %j', async (input, status, errorType) => {
    expect(await listRegions(input)).toMatchObject({ status, errorType });
  });

  test('of a key that is unknown, and of another operation', async () => {
    const unknown = await listRegions({}, { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: '' });
    expect(unknown).toMatchObject({ status: 403, errorType: 'UnrecognizedClientException' });
    const other = await listRegions({}, keys, '/getContactInformation');
    expect(other).toMatchObject({ status: 501, errorType: 'NotImplemented' });
  });
});

describe('a fault', () => {
  test.each([
    ['throttle', 429, 'TooManyRequestsException'],
    ['internal-error', 500, 'InternalServerException'],
    ['unavailable', 503, 'ServiceUnavailable'],
    ['access-denied', 403, 'AccessDeniedException'],
    ['scp-deny', 403, 'AccessDeniedException'],
    ['session-expired', 403, 'ExpiredTokenException'],
  ] as const)('%s', async (name, status, errorType) => {
    world.simulation.faults.add({ name, count: 1, action: 'account:ListRegions' });
    expect(await listRegions({}, await world.assume())).toMatchObject({ status, errorType });
    expect(await listRegions()).toMatchObject({ status: 200, errorType: null });
  });

  test('small and empty pages still hold every Region', async () => {
    world.simulation.faults.add({ name: 'small-pages', size: 5 });
    world.simulation.faults.add({ name: 'empty-page', nth: 2 });
    expect(await all()).toEqual(truthOf(world.special));
    expect((await listRegions()).body.Regions).toHaveLength(5);
  });

  test('of the list itself: none, and a status that is not known', async () => {
    expect(Object.keys(REGION_FAULTS)).toEqual(['regions-none', 'regions-unknown-words']);
    world.simulation.faults.add({ name: 'regions-none' });
    expect((await listRegions()).body).toEqual({ Regions: [] });
    world.simulation.faults.add({ name: 'regions-unknown-words' });
    const strange = await all();
    expect(strange.map(([region]) => region)).toEqual(truthOf(world.special).map(([region]) => region));
    expect(new Set(strange.map(([, status]) => status))).toEqual(new Set(['ENABLED_BY_DEFAULT', 'PAUSED']));
    expect(await all()).toEqual(truthOf(world.special));
  });
});

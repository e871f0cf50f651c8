import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, start, TODAY, type World } from './clients.js';

let world: World;

beforeAll(async () => {
  world = await start({ externalId: 'secret-of-the-hub', sessionSeconds: 900 });
});
afterAll(() => world.simulation.stop());

const ExternalId = 'secret-of-the-hub';

describe('AssumeRole', () => {
  test('gives a session of the role under the name that was asked for', async () => {
    const keys = await world.assume(world.special, { ExternalId, RoleSessionName: 'a+=,.@-b' });
    const identity = await world.sts(keys).send(new GetCallerIdentityCommand({}));
    const account = world.special.row.account_id;
    const role = world.special.principals.find(({ row }) => row.principal_name === 'AccessLakeReader');
    expect(identity).toMatchObject({
      Account: account,
      Arn: `arn:aws:sts::${account}:assumed-role/AccessLakeReader/a+=,.@-b`,
      UserId: `${role?.row.principal_id}:a+=,.@-b`,
    });
  });

  test('is a new session each time', async () => {
    const [one, other] = await Promise.all([
      world.assume(world.special, { ExternalId }),
      world.assume(world.special, { ExternalId }),
    ]);
    expect(one?.accessKeyId).not.toBe(other?.accessKeyId);
  });

  test.each([
    ['another external id', { ExternalId: 'guess' }],
    ['no external id', {}],
    ['a role that is not there', { ExternalId, RoleArn: 'arn:aws:iam::ACCOUNT:role/Other' }],
    ['an account that is not there', { ExternalId, RoleArn: 'arn:aws:iam::999999999999:role/AccessLakeReader' }],
  ])('is denied for %s', async (_, input) => {
    const RoleArn = (input as { RoleArn?: string }).RoleArn?.replace('ACCOUNT', world.special.row.account_id);
    const error = await failure(world.assume(world.special, { ...input, ...(RoleArn ? { RoleArn } : {}) }));
    const roleArn = RoleArn ?? `arn:aws:iam::${world.special.row.account_id}:role/AccessLakeReader`;
    const message = `User: ${world.truth.callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    expect(error).toEqual({ code: 'AccessDenied', status: 403, message });
  });

  test('is denied in closed and suspended accounts, and given in one whose closure is pending', async () => {
    for (const account of world.truth.accounts.filter(({ hasMemberRole }) => hasMemberRole)) {
      const outcome = await world.assume(account, { ExternalId }).then(
        () => 'assumed',
        ({ Code }) => Code,
      );
      const isOpen = ['ACTIVE', 'PENDING_CLOSURE'].includes(account.row.account_state as string);
      expect(outcome, account.row.account_state as string).toBe(isOpen ? 'assumed' : 'AccessDenied');
    }
  });

  test.each([
    [{ RoleSessionName: 'has space' }, /roleSessionName/],
    [{ DurationSeconds: 899 }, /greater than or equal to 900/],
    [{ DurationSeconds: 7200 }, /exceeds the MaxSessionDuration/],
  ])('refuses %j', async (input, words) => {
    const error = await failure(world.assume(world.special, { ExternalId, ...input }));
    expect([error.code, error.status]).toEqual(['ValidationError', 400]);
    expect(error.message).toMatch(words);
  });

  test('a session cannot assume the role again', async () => {
    const keys = await world.assume(world.special, { ExternalId });
    const RoleArn = `arn:aws:iam::${world.special.row.account_id}:role/AccessLakeReader`;
    const chained = world.sts(keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'xx', ExternalId }));
    expect((await failure(chained)).code).toBe('AccessDenied');
  });
});

test('a session ends when it said it would', async () => {
  let now = TODAY;
  const timed = await start({ wallClock: () => now, sessionSeconds: 60 });
  const RoleArn = `arn:aws:iam::${timed.special.row.account_id}:role/AccessLakeReader`;
  const { Credentials } = await timed.sts().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'xx' }));
  expect(Credentials?.Expiration).toEqual(new Date(TODAY + 60_000));
  const iam = timed.iam({
    accessKeyId: Credentials?.AccessKeyId as string,
    secretAccessKey: Credentials?.SecretAccessKey as string,
    sessionToken: Credentials?.SessionToken as string,
  });
  now = TODAY + 59_999;
  await iam.send(new GetAccountSummaryCommand({}));
  now = TODAY + 60_000;
  const error = await failure(iam.send(new GetAccountSummaryCommand({})));
  expect(error).toEqual({
    code: 'ExpiredToken',
    status: 403,
    message: 'The security token included in the request is expired',
  });
  await timed.simulation.stop();
});

test('it is known who used which action', async () => {
  const counted = await start();
  await (await counted.member()).send(new GetAccountSummaryCommand({}));
  await counted.sts().send(new GetCallerIdentityCommand({}));
  const { calls, env } = counted.simulation;
  expect(calls.seen('member')).toEqual(['iam:GetAccountSummary']);
  expect(calls.seen('hub')).toEqual(['sts:AssumeRole', 'sts:GetCallerIdentity']);
  expect(calls.sum({ action: 'iam:GetAccountSummary', accountId: counted.special.row.account_id })).toEqual({
    total: 1,
    throttled: 0,
  });
  expect(Object.keys(env).filter((name) => /ENDPOINT/.test(name))).toEqual(
    ['IAM', 'STS', 'ORGANIZATIONS', 'ACCOUNT'].map((service) => `AWS_ENDPOINT_URL_${service}`),
  );
  await counted.simulation.stop();
});

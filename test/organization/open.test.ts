/** Who may enter, and what is said to those who may not. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Account } from '../../src/model/account.js';
import { UserError } from '../../src/model/errors.js';
import { openOrganization } from '../../src/organization/open.js';
import { ACCESS, collect, memberOf, opened, simulated } from './simulated.js';

const SMALL = { accounts: 3, principalsPerAccount: 2, specialCases: false, jobMs: [1, 5] } as const;

/** Right rows are the truth's own test; here it counts who was measured. */
async function expectMeasured(accountId: string, access = ACCESS): Promise<void> {
  await opened(async (open) => {
    const { reports, outcome } = await collect(open, accountId);
    expect(outcome).toMatchObject({ status: 'exported', errorCode: null, unmeasured: [] });
    expect(reports.length).toBeGreaterThan(0);
    expect(reports).toHaveLength(outcome.principalsTotal as number);
  }, access);
}

test('the own account is entered as it is where the role cannot be assumed; another one fails and says what to deploy', () =>
  simulated(SMALL, async (simulation) => {
    const { callerAccountId } = simulation.truth();
    const member = memberOf(simulation);
    for (const account of [callerAccountId, member]) simulation.faults.add({ name: 'role-missing', account });
    await expectMeasured(callerAccountId);
    await opened(async (open) => {
      const { reports, outcome } = await collect(open, member);
      expect(reports).toEqual([]);
      expect(outcome).toMatchObject({ status: 'failed', errorCode: 'AccessDenied', principalsTotal: null });
      expect(outcome.errorMessage).toBe(
        `Cannot assume role "AccessLakeReader" in account ${member}: AccessDenied. Deploy deploy/member-role.yaml there with this role name, the caller and the same external id, or exclude the account.`,
      );
    });
  }));

test('a service control policy is told from a missing role', () =>
  simulated(SMALL, async (simulation) => {
    simulation.faults.add({ name: 'scp-deny', action: 'sts:AssumeRole', account: memberOf(simulation) });
    await opened(async (open) => {
      const { outcome } = await collect(open, memberOf(simulation));
      expect(outcome.errorCode).toBe('DeniedByServiceControlPolicy');
      expect(outcome.errorMessage).toContain('Exempt the role in that policy');
    });
  }));

test('the own account is entered as it is where a service control policy denies the role', () =>
  simulated(SMALL, async (simulation) => {
    const { callerAccountId } = simulation.truth();
    simulation.faults.add({ name: 'scp-deny', action: 'sts:AssumeRole', account: callerAccountId });
    await expectMeasured(callerAccountId);
  }));

test.each([
  ['access-denied', 'GetAccountSummary', /Allow the caller the IAM reads of ReadOwnAccount/],
  ['access-denied', 'GenerateServiceLastAccessedDetails', /Allow the caller the IAM reads of ReadOwnAccount/],
  ['scp-deny', 'ListUsers', /Exempt the caller in that policy/],
] as const)('%s of %s to the caller itself is mended by no role', (name, action, hint) =>
  simulated(SMALL, async (simulation) => {
    const { callerAccountId } = simulation.truth();
    simulation.faults.add({ name: 'role-missing', account: callerAccountId });
    simulation.faults.add({ name, action: `iam:${action}` });
    for (const roleName of ['AccessLakeReader', null]) {
      await opened(
        async (open) => {
          const { errorMessage } = (await collect(open, callerAccountId)).outcome;
          expect(errorMessage).toMatch(hint);
          expect(errorMessage).not.toMatch(/\brole\b|exclude/);
        },
        { ...ACCESS, roleName },
      );
    }
    await opened(async (open) => {
      const { errorMessage } = (await collect(open, memberOf(simulation))).outcome;
      expect(errorMessage).toMatch(/the role .*exclude the account/);
    });
  }),
);

test('the own account alone needs no role and no call to Organizations', () =>
  simulated(SMALL, async (simulation) => {
    await expectMeasured(simulation.truth().callerAccountId, { ...ACCESS, roleName: null });
    expect(simulation.calls.seen('hub').filter((action) => /^(organizations:|sts:AssumeRole)/.test(action))).toEqual(
      [],
    );
  }));

test('the own credentials are one session as long as they are the same', () =>
  simulated(SMALL, async () =>
    opened(
      async ({ organization, sessionOf }) => {
        const session = sessionOf(organization.accounts[0] as Account);
        const first = await session.current();
        expect(await session.renew(first)).toBe(first);
      },
      { ...ACCESS, roleName: null },
    ),
  ));

test('the external id opens the roles, and stands in no row and no sentence', () =>
  simulated({ ...SMALL, externalId: 'secret/of=the-hub' }, async (simulation) => {
    const member = memberOf(simulation);
    const externalId = 'secret/of=the-hub';
    const { callerAccountId } = simulation.truth();
    for (const [account, roleName] of [[member, ACCESS.roleName] as const, [callerAccountId, null] as const]) {
      await opened(
        async (open) => {
          const { reports, outcome } = await collect(open, account);
          const rows = JSON.stringify([reports, outcome]);
          expect(outcome.status).toBe('exported');
          expect(rows).toContain('sts:ExternalId');
          expect(rows).not.toContain(externalId);
        },
        { ...ACCESS, roleName, externalId },
      );
    }
    await opened(
      async (open) => {
        const { outcome } = await collect(open, member);
        expect(outcome).toMatchObject({ status: 'failed', errorCode: 'AccessDenied' });
        expect(JSON.stringify(outcome)).not.toContain('another-secret');
      },
      { ...ACCESS, externalId: 'another-secret' },
    );
  }));

async function refusal(): Promise<UserError> {
  const error = await openOrganization(ACCESS).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exit).toBe('nothing');
  return error as UserError;
}

test('a caller who may not list the organization learns what is missing and from where to run', () =>
  simulated({ ...SMALL, faults: [{ name: 'organizations-denied' }] }, async (simulation) => {
    const { message, hint } = await refusal();
    expect(message).toContain(simulation.truth().callerArn);
    expect(message).not.toContain('..');
    expect(hint).toMatch(/management account or a delegated administrator.*organizations:DescribeOrganization/);
  }));

test('an account without an organization is pointed to --this-account', () =>
  simulated({ ...SMALL, faults: [{ name: 'organizations-not-in-use' }] }, async () => {
    expect((await refusal()).hint).toContain('--this-account');
  }));

test('credentials that expire before the organization is listed are said to be expired', async () => {
  const server = createServer((request, response) => {
    const expired = {
      __type: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    };
    request.resume().on('end', () => response.writeHead(400).end(JSON.stringify(expired)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await simulated(SMALL, async () => expect((await refusal()).hint).toMatch(/expired or not valid/), {
    AWS_ENDPOINT_URL_ORGANIZATIONS: url,
  });
  server.close();
});

test('no credentials, and such as are not valid', async () => {
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_EC2_METADATA_DISABLED: 'true' };
  const files = { AWS_SHARED_CREDENTIALS_FILE: '/nowhere', AWS_CONFIG_FILE: '/nowhere', AWS_PROFILE: undefined };
  await simulated(SMALL, async () => expect((await refusal()).message).toMatch(/: no credentials found/), {
    ...none,
    ...files,
  });
  await simulated(SMALL, async () => expect((await refusal()).hint).toMatch(/expired or not valid/), {
    AWS_ACCESS_KEY_ID: 'AKIAUNKNOWNEXAMPLE00',
  });
});

test('a partition without last-accessed data is refused before any account is entered', async () => {
  const identity =
    '<Arn>arn:aws-cn:iam::123456789012:user/hub</Arn><UserId>AIDA</UserId><Account>123456789012</Account>';
  const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (text) => asked.push(String(text)));
    request.on('end', () => response.setHeader('content-type', 'text/xml').end(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const everywhere = { AWS_ENDPOINT_URL_STS: url, AWS_ENDPOINT_URL_ORGANIZATIONS: url, AWS_ENDPOINT_URL_IAM: url };
  await simulated(SMALL, async () => expect((await refusal()).message).toContain('"aws-cn"'), everywhere);
  server.close();
  expect(asked).toHaveLength(1);
});

test.each([
  ['a Region that is none', { AWS_REGION: 'eu central' }, /^Cannot use the configured AWS Region: .*eu central/],
  [
    'a configuration that cannot be read',
    { AWS_CONFIG_FILE: '/dev/null/config' },
    /^Cannot read the AWS configuration .*ENOTDIR/,
  ],
])('%s is said, and does not become us-east-1', async (_name, env, message) => {
  await simulated(
    SMALL,
    async () => {
      const error = await openOrganization(ACCESS).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toMatch(message);
    },
    { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, ...env },
  );
});

test('without a configured Region the organization is opened all the same', () =>
  simulated(SMALL, () => opened(async ({ organization }) => expect(organization.accounts.length).toBe(3)), {
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_CONFIG_FILE: '/nonexistent/config',
  }));

/** Each fault over a real socket, as the SDK meets it. */

import {
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  type IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, ListAccountsCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/model/days.js';
import type { Fault } from '../../src/simulation/faults.js';
import { failure, finished, generate, get, type Keys, start, TODAY, World } from './clients.js';

let world: World;

beforeAll(async () => {
  world = await start();
});
afterAll(() => world.simulation.stop());
afterEach(() => world.simulation.faults.clear());

function strike(fault: Fault): Fault {
  world.simulation.faults.add(fault);
  return fault;
}

function summary(iam: IAMClient) {
  return iam.send(new GetAccountSummaryCommand({}));
}

/** How a call ended: its value, the service's code, or the error of the connection or the parser. */
async function outcome(call: Promise<object>): Promise<string> {
  return call.then(
    (answer) =>
      Object.keys(answer)
        .filter((key) => key !== '$metadata')
        .join() || 'nothing',
    (error) => error.Code ?? error.code ?? error.name,
  );
}

describe('an answer that is an error', () => {
  test.each([
    ['throttle', 'Throttling', 400],
    ['internal-error', 'ServiceFailure', 500],
    ['unavailable', 'ServiceUnavailable', 503],
    ['access-denied', 'AccessDenied', 403],
  ] as const)('%s', async (name, code, status) => {
    const iam = await world.member();
    strike({ name, count: 1 });
    expect(await failure(summary(iam))).toMatchObject({ code, status });
    expect(await outcome(summary(iam))).toBe('SummaryMap');
  });

  test('an explicit deny of a service control policy says so, for AssumeRole too', async () => {
    const iam = await world.member();
    strike({ name: 'scp-deny' });
    const [denied, assumed] = [await failure(summary(iam)), await failure(world.assume())];
    expect(denied.message).toMatch(
      /^User: arn:aws:sts::.* is not authorized to perform: iam:GetAccountSummary on resource: \* with an explicit deny in a service control policy$/,
    );
    expect(assumed.message).toMatch(
      /perform: sts:AssumeRole on resource: arn:aws:iam::.*:role\/AccessLakeReader with an explicit deny in a service control policy$/,
    );
  });

  test('a missing role is denied in its account alone', async () => {
    const [special, other] = [
      world.special,
      world.truth.accounts.find(
        (account) => account !== world.special && account.hasMemberRole && account.row.account_state === 'ACTIVE',
      ),
    ];
    strike({ name: 'role-missing', account: special.row.account_id });
    expect((await failure(world.assume(special))).code).toBe('AccessDenied');
    if (other) expect((await world.assume(other)).accessKeyId).toMatch(/^ASIA/);
  });

  test('the SDK gets over a burst that is shorter than its patience', async () => {
    const iam = world.iam(await world.assume(), 4);
    const fault = strike({ name: 'internal-error', count: 3 });
    expect(await outcome(summary(iam))).toBe('SummaryMap');
    expect(world.simulation.faults.struck(fault)).toBe(3);
  });

  test('Organizations throttles in its own words', async () => {
    strike({ name: 'throttle', action: 'organizations:*' });
    const error = await failure(world.organizations().send(new DescribeOrganizationCommand({})));
    expect(error).toMatchObject({ code: 'TooManyRequestsException', status: 400 });
  });
});

describe('a session', () => {
  test('that expires is expired for good, and a new one works', async () => {
    const iam = await world.member();
    strike({ name: 'session-expired', nth: 2 });
    expect(await outcome(summary(iam))).toBe('SummaryMap');
    expect([await outcome(summary(iam)), await outcome(summary(iam))]).toEqual(['ExpiredToken', 'ExpiredToken']);
    expect(await outcome(summary(await world.member()))).toBe('SummaryMap');
  });

  test('that is revoked is denied, as are all of its account until then', async () => {
    const [one, other] = [await world.member(), await world.member()];
    strike({ name: 'session-revoked' });
    expect((await failure(summary(one))).message).toContain('with an explicit deny in an identity-based policy');
    expect([await outcome(summary(other)), await outcome(summary(await world.member()))]).toEqual([
      'AccessDenied',
      'SummaryMap',
    ]);
  });

  test('of a role that is removed is void, and the role cannot be assumed again', async () => {
    const other = await start({ accounts: 3, principalsPerAccount: 2, faults: [{ name: 'role-removed' }] });
    const iam = await other.member();
    expect(await outcome(summary(iam))).toBe('InvalidClientTokenId');
    expect(await outcome(other.assume())).toBe('AccessDenied');
    await other.simulation.stop();
  });

  test('of the hub is left alone', async () => {
    strike({ name: 'session-expired' });
    expect(await outcome(summary(world.iam()))).toBe('SummaryMap');
  });
});

describe('a clock that is off', () => {
  test.each([600_000, -600_000])(
    'by %i ms refuses the signature, and the SDK corrects itself by the Date header',
    async (ms) => {
      const skewed = await start({
        accounts: 2,
        principalsPerAccount: 2,
        wallClock: Date.now,
        faults: [{ name: 'clock-off', ms, action: 'iam:*' }],
      });
      const keys = await skewed.assume();
      const error = await failure(summary(skewed.iam(keys)));
      expect([error.code, error.status]).toEqual(['SignatureDoesNotMatch', 403]);
      expect(error.message).toMatch(ms > 0 ? /^Signature expired: / : /^Signature not yet current: /);
      const patient = skewed.iam(keys, 3);
      expect(await outcome(summary(patient))).toBe('SummaryMap');
      expect(Math.abs(patient.config.systemClockOffset - ms)).toBeLessThan(60_000);
      await skewed.simulation.stop();
    },
  );
});

describe('an answer that does not arrive as it should', () => {
  test('reset and cut-reset break the connection', async () => {
    const iam = await world.member();
    strike({ name: 'reset' });
    expect(await outcome(summary(iam))).toBe('ECONNRESET');
    strike({ name: 'cut-reset', at: 0.3 });
    expect(await outcome(summary(iam))).toBe('ECONNRESET');
  });

  test.each([0.05, 0.5, 0.98])('cut at %d of the body is no XML, though the status is 200', async (at) => {
    const iam = await world.member();
    strike({ name: 'cut', at });
    const error = await summary(iam).then(
      () => null,
      (reason) => reason,
    );
    expect(error?.$metadata.httpStatusCode).toBe(200);
  });

  test('a page of a proxy and an empty body have no fields', async () => {
    const iam = await world.member();
    strike({ name: 'html' });
    strike({ name: 'empty', nth: 2 });
    const seen = [await outcome(summary(iam)), await outcome(summary(iam))];
    expect(seen.every((one) => one !== 'SummaryMap')).toBe(true);
    expect(await outcome(summary(iam))).toBe('SummaryMap');
  });

  test.each([0.5, 2])('a length of %d times the body is told before it', async (at) => {
    const iam = await world.member();
    strike({ name: 'wrong-length', at });
    expect(await outcome(summary(iam))).not.toBe('SummaryMap');
    expect(await outcome(summary(iam))).toBe('SummaryMap');
  });

  test('hang and trickle outlast a time-out that throws', async () => {
    const keys = await world.assume();
    const iam = world.iam(keys);
    iam.config.requestHandler = new NodeHttpHandler({ requestTimeout: 150, throwOnRequestTimeout: true });
    strike({ name: 'hang' });
    expect(await outcome(summary(iam))).toBe('ETIMEDOUT');
    strike({ name: 'trickle', ms: 1 });
    const begun = await fetchStart(keys);
    expect(begun).toMatch(/^<GetAcc/);
  });

  /** The first bytes of an answer, and no more. */
  async function fetchStart({ accessKeyId, sessionToken }: Keys): Promise<string> {
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261125/us-east-1/iam/aws4_request, Signature=0`;
    const headers = { authorization, 'x-amz-security-token': sessionToken as string };
    const response = await fetch(world.simulation.url, { method: 'POST', headers, body: 'Action=GetAccountSummary' });
    let text = '';
    for await (const chunk of response.body ?? []) {
      expect(chunk.length).toBeLessThan(200);
      text += Buffer.from(chunk).toString();
      if (text.length > 6) break;
    }
    return text;
  }
});

describe('pages', () => {
  async function userPages(iam: IAMClient, most = 50): Promise<(string | undefined)[][]> {
    const pages: (string | undefined)[][] = [];
    for (let Marker: string | undefined; (pages.length === 0 || Marker) && pages.length < most; ) {
      const answer = await iam.send(new ListUsersCommand({ MaxItems: 4, ...(Marker ? { Marker } : {}) }));
      pages.push((answer.Users ?? []).map(({ UserName }) => UserName));
      expect(answer.IsTruncated).toBe(answer.Marker !== undefined);
      Marker = answer.Marker;
    }
    return pages;
  }

  test('small, empty and doubled ones still hold everything', async () => {
    const iam = await world.member();
    const whole = (await userPages(iam)).flat();
    strike({ name: 'small-pages', size: 2 });
    expect((await userPages(iam)).map(({ length }) => length)).toEqual([
      ...Array(Math.floor(whole.length / 2)).fill(2),
      ...(whole.length % 2 ? [1] : []),
    ]);
    world.simulation.faults.clear();
    strike({ name: 'empty-page', nth: 2 });
    const gapped = await userPages(iam);
    expect([gapped[1], gapped.flat()]).toEqual([[], whole]);
    strike({ name: 'duplicate-page', nth: 2 });
    const doubled = await userPages(iam);
    expect(doubled[1]).toEqual(doubled[2]);
    expect([...new Set(doubled.flat())]).toEqual(whole);
  });

  test('a page that repeats has the same marker, a marker that never ends a new one each time', async () => {
    const iam = await world.member();
    strike({ name: 'repeat-page' });
    const repeated = await userPages(iam, 6);
    expect(new Set(repeated.map((page) => page.join())).size).toBe(1);
    world.simulation.faults.clear();
    strike({ name: 'endless-marker' });
    const endless = await userPages(iam, 20);
    expect(endless).toHaveLength(20);
    expect(endless.at(-1)).toEqual([]);
  });

  test('of a report and of the accounts are struck as well', async () => {
    const iam = await world.member();
    const jobId = await generate(iam, world.principal('busy-administrator').row.principal_arn);
    await finished(iam, jobId, { MaxItems: 1000 });
    strike({ name: 'small-pages', size: 5, action: 'GetServiceLastAccessedDetails' });
    const { ServicesLastAccessed, IsTruncated } = await get(iam, jobId, { MaxItems: 1000 });
    expect([ServicesLastAccessed?.length, IsTruncated]).toEqual([5, true]);
    strike({ name: 'empty-page', action: 'ListAccounts' });
    const { Accounts, NextToken } = await world.organizations().send(new ListAccountsCommand({}));
    expect([Accounts, NextToken]).toEqual([[], expect.any(String)]);
  });

  test('a listing can lack principals that the summary counts', async () => {
    const iam = await world.member();
    strike({ name: 'listing-incomplete', at: 0.3 });
    const { UserDetailList = [], RoleDetailList = [] } = await iam.send(
      new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }),
    );
    const { SummaryMap } = await summary(iam);
    expect(UserDetailList.length + RoleDetailList.length).toBeLessThan(
      (SummaryMap?.Users ?? 0) + (SummaryMap?.Roles ?? 0),
    );
  });

  test('accounts without Paths and State', async () => {
    strike({ name: 'no-paths' });
    strike({ name: 'no-state' });
    const { Accounts = [] } = await world.organizations().send(new ListAccountsCommand({}));
    expect(Accounts.map(({ Paths, State, Status }) => [Paths, State, typeof Status])).toEqual(
      Accounts.map(() => [undefined, undefined, 'string']),
    );
  });
});

describe('a job', () => {
  test('that never ends stays in progress, one that fails says why, one that is lost is not there', async () => {
    const iam = await world.member();
    const arn = world.principal('denied').row.principal_arn;
    strike({ name: 'job-never-ends', count: 1 });
    strike({ name: 'job-failed', nth: 2, count: 1 });
    strike({ name: 'job-lost', count: 1 });
    const [endless, failed, lost] = [await generate(iam, arn), await generate(iam, arn), await generate(iam, arn)];
    const answer = await finished(iam, failed);
    expect([answer.JobStatus, answer.Error?.Code, answer.ServicesLastAccessed]).toEqual([
      'FAILED',
      'ServiceFailure',
      undefined,
    ]);
    expect(await outcome(get(iam, lost))).toBe('NoSuchEntity');
    expect((await get(iam, endless)).JobStatus).toBe('IN_PROGRESS');
    expect((await finished(iam, await generate(iam, arn))).JobStatus).toBe('COMPLETED');
  });

  test('that fails once for each principal is done the second time', async () => {
    const iam = await world.member();
    strike({ name: 'job-failed', count: 1, per: 'principal' });
    for (const name of ['denied', 'no-policies']) {
      const arn = world.principal(name).row.principal_arn;
      const statuses = [await finished(iam, await generate(iam, arn)), await finished(iam, await generate(iam, arn))];
      expect(statuses.map(({ JobStatus }) => JobStatus)).toEqual(['FAILED', 'COMPLETED']);
      expect(world.simulation.calls.generated(arn)).toBeGreaterThanOrEqual(2);
    }
  });

  test('that is slow takes longer', async () => {
    const iam = await world.member();
    strike({ name: 'job-slow', ms: 300, count: 1 });
    const { JobCreationDate, JobCompletionDate } = await finished(
      iam,
      await generate(iam, world.principal('denied').row.principal_arn),
    );
    expect((JobCompletionDate?.getTime() ?? 0) - (JobCreationDate?.getTime() ?? 0)).toBeGreaterThanOrEqual(300);
  });
});

describe('between listing and report', () => {
  async function changed(name: Fault['name'], principal: string) {
    const other = await start({ accounts: 3, principalsPerAccount: 2 });
    const before = other.principal(principal).row;
    other.simulation.faults.add({ name, principal: before.principal_arn });
    const iam = await other.member();
    const jobId = await generate(iam, before.principal_arn).catch(({ Code }) => Code as string);
    const { RoleDetailList = [] } = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
    const after = new World(other.simulation);
    const now = after.special.principals.find(({ row }) =>
      [before.principal_id, before.principal_arn].some((id) => id === row.principal_id || id === row.principal_arn),
    );
    await other.simulation.stop();
    const listed = RoleDetailList.find(({ RoleId }) => RoleId === now?.row.principal_id);
    return { before, jobId, now: now?.row, listedArn: listed?.Arn };
  }

  test('a principal can be deleted', async () => {
    const { jobId, now } = await changed('principal-deleted', 'denied');
    expect([jobId, now]).toEqual(['NoSuchEntity', undefined]);
  });

  test('a principal can be renamed: the same id under another ARN', async () => {
    const { before, jobId, now, listedArn } = await changed('principal-renamed', 'denied');
    expect(jobId).toBe('NoSuchEntity');
    expect([now?.principal_id, now?.principal_arn]).toEqual([before.principal_id, `${before.principal_arn}.renamed`]);
    expect(listedArn).toBe(now?.principal_arn);
  });

  test('a principal can be recreated: another id under the same ARN, unused', async () => {
    const { before, jobId, now, listedArn } = await changed('principal-recreated', 'busy-administrator');
    expect(jobId).toMatch(/^[0-9a-f-]{36}$/);
    expect([now?.principal_arn, now?.services_accessed, listedArn]).toEqual([
      before.principal_arn,
      0,
      before.principal_arn,
    ]);
    expect(now?.principal_id).not.toBe(before.principal_id);
    expect(now?.created_at).toBeGreaterThan(TODAY - DAY_MS);
  });
});

test('a fault strikes where it is addressed: action, account, principal, n-th call, count', async () => {
  const iam = await world.member();
  strike({ name: 'throttle', action: 'iam:GetAccount*', account: world.special.row.account_id, nth: 2, count: 2 });
  const seen = [];
  for (let call = 0; call < 5; call++) seen.push(await outcome(summary(iam)));
  expect(seen).toEqual(['SummaryMap', 'Throttling', 'Throttling', 'SummaryMap', 'SummaryMap']);
  strike({ name: 'throttle', principal: 'denied' });
  expect(await outcome(generate(iam, world.principal('no-policies').row.principal_arn).then((id) => ({ id })))).toBe(
    'id',
  );
  expect(await outcome(generate(iam, world.principal('denied').row.principal_arn).then((id) => ({ id })))).toBe(
    'Throttling',
  );
  expect(await outcome(world.sts().send(new GetCallerIdentityCommand({})))).toBe('UserId,Account,Arn');
});

test('a fault of some probability strikes the same calls for the same seed', async () => {
  const struck = async (seed: number) => {
    const other = await start({
      seed,
      accounts: 2,
      principalsPerAccount: 2,
      faults: [{ name: 'throttle', probability: 0.5, count: Number.POSITIVE_INFINITY, action: 'iam:*' }],
    });
    const iam = await other.member();
    const seen: string[] = [];
    for (let call = 0; call < 24; call++) seen.push(await outcome(summary(iam)));
    await other.simulation.stop();
    return seen.join();
  };
  const [one, same, another] = [await struck(1), await struck(1), await struck(7)];
  expect(one).toBe(same);
  expect(one).not.toBe(another);
  expect(new Set(one.split(','))).toEqual(new Set(['SummaryMap', 'Throttling']));
});

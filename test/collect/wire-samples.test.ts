/** Bodies as AWS sends them, through the real client and the collector. */
import { expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.js';
import { CannedIam, type Respond } from './canned-iam.js';
import { collected } from './collected.js';
import { bytes, jobXml, roleArn, rolesXml, sample, summaryXml, usersXml } from './iam-xml.js';

const iam = new CannedIam();

type Reply = readonly [body: string, status?: number];

/** Answers to each action in turn, the last one again and again. */
function script(replies: Readonly<Record<string, readonly Reply[]>>): Respond {
  const next = new Map<string, number>();
  return (params) => {
    const action = params.get('Action') ?? '';
    const at = next.get(action) ?? 0;
    next.set(action, at + 1);
    const [body, status = 200] = replies[action]?.[at] ?? replies[action]?.at(-1) ?? ['', 500];
    return { status, body: bytes(body) };
  };
}

const oneRole = {
  GetAccountSummary: [[summaryXml(0, 1)]],
  GetAccountAuthorizationDetails: [[rolesXml(['app/DataLoader'])]],
  ListUsers: [[usersXml()]],
  GenerateServiceLastAccessedDetails: [[jobXml('2eb6c2b8-7b4c-3xmp-3c13-03b72c8cdfdc')]],
} as const satisfies Record<string, readonly Reply[]>;

/** What the collector makes of these answers to GetServiceLastAccessedDetails. */
function reportOf(...pages: Reply[]) {
  return collected(iam.account(script({ ...oneRole, GetServiceLastAccessedDetails: pages })));
}

const completed = 'get.completed.action-level.response.xml';

test('a completed report is its rows, used, unused and untracked', async () => {
  const { measured, outcome } = await reportOf([sample(completed)]);
  expect(outcome).toMatchObject({ status: 'exported', principalsTotal: 1, unmeasured: [] });
  const loader = roleArn('app/DataLoader');
  const unused = { last_accessed_at: null, last_accessed_region: null, last_accessed_entity_arn: null };
  const kms = { service_namespace: 'kms', service_name: 'AWS Key Management Service' };
  const sqs = { service_namespace: 'sqs', service_name: 'Amazon SQS' };
  const used = { last_accessed_at: Date.UTC(2026, 8, 26, 11, 24), last_accessed_region: 'eu-central-1' };
  expect(measured[0]?.services).toEqual([
    { ...kms, ...unused, total_authenticated_entities: 0, actions_tracked: 1, actions_accessed: 0 },
    {
      service_namespace: 's3',
      service_name: 'Amazon S3',
      ...used,
      last_accessed_entity_arn: loader,
      total_authenticated_entities: 1,
      actions_tracked: 2,
      actions_accessed: 1,
    },
    { ...sqs, ...unused, total_authenticated_entities: 0, actions_tracked: 0, actions_accessed: 0 },
  ]);
  const list = { last_accessed_at: Date.UTC(2026, 8, 25, 8, 2, 11), last_accessed_region: 'us-east-1' };
  expect(measured[0]?.actions).toEqual([
    { service_namespace: 'kms', action_name: 'ListKeys', ...unused },
    { service_namespace: 's3', action_name: 'CreateBucket', ...unused },
    { service_namespace: 's3', action_name: 'ListAllMyBuckets', ...list, last_accessed_entity_arn: loader },
  ]);
  expect(measured[0]?.principal).toMatchObject({
    status: 'exported',
    job_id: '2eb6c2b8-7b4c-3xmp-3c13-03b72c8cdfdc',
    generated_at: Date.parse('2026-09-27T18:12:59.368Z'),
    services_granted: 3,
    services_accessed: 1,
    actions_tracked: 3,
    actions_accessed: 1,
  });
});

test('a page that is truncated is followed by the next', async () => {
  const page1 = sample('get.completed.page1.response.xml').replace('SERVICE_LEVEL', 'ACTION_LEVEL');
  const { measured } = await reportOf([page1], [sample(completed)]);
  const namespaces = measured[0]?.services.map((row) => row.service_namespace);
  expect(namespaces).toEqual(['access-analyzer', 'kms', 's3', 'sqs']);
});

test('a report of services without their actions is no report', async () => {
  const { measured, outcome } = await reportOf([sample(completed).replace('ACTION_LEVEL', 'SERVICE_LEVEL')]);
  expect(measured).toEqual([]);
  expect(outcome.unmeasured).toMatchObject([{ status: 'failed', error_code: 'InvalidAnswer' }]);
});

test('a job in progress is asked for again', async () => {
  const { measured } = await reportOf([sample('get.in-progress.response.xml')], [sample(completed)]);
  expect(measured[0]?.services).toHaveLength(3);
});

test('no policies is a report without rows', async () => {
  const { measured, outcome } = await reportOf([sample('get.completed.no-policies.response.xml')]);
  expect(outcome.unmeasured).toEqual([]);
  expect(measured[0]).toMatchObject({
    services: [],
    actions: [],
    principal: { status: 'exported', services_granted: 0 },
  });
});

test('a failed job is generated again once, and failed then', async () => {
  const failed: Reply = [sample('get.failed.response.MODELLED-NOT-SEEN.xml')];
  expect((await reportOf(failed, [sample(completed)])).measured).toHaveLength(1);
  const { measured, outcome } = await reportOf(failed);
  expect(measured).toEqual([]);
  expect(outcome.unmeasured).toMatchObject([
    { status: 'failed', error_code: 'ServiceFailure', services_granted: null },
  ]);
  expect(iam.calls.get('GenerateServiceLastAccessedDetails')).toBe(2);
});

test.each([
  ['err.Throttling.400.xml', 400, 'Throttling'],
  ['err.ServiceFailure.500.xml', 500, 'ServiceFailure'],
  ['err.ServiceUnavailable.503.xml', 503, 'ServiceUnavailable'],
  ['err.NoSuchEntity.job.404.xml', 404, 'NoSuchEntity'],
  ['err.ExpiredToken.403.xml', 403, 'ExpiredToken'],
] as const)('%s passes, or is the reason when it stays', async (name, status, code) => {
  const error: Reply = [sample(name), status];
  expect((await reportOf(error, [sample(completed)])).measured).toHaveLength(1);
  const { measured, outcome } = await reportOf(error);
  expect(measured).toEqual([]);
  expect(outcome.unmeasured).toMatchObject([{ status: 'failed', error_code: code, actions_tracked: null }]);
});

test('credentials of the caller that stay expired end the collection, which can go on when they are valid', async () => {
  const expired: Reply = [sample('err.ExpiredToken.403.xml'), 403];
  for (const action of ['GetAccountAuthorizationDetails', 'GetServiceLastAccessedDetails']) {
    const { current } = iam.account(script({ ...oneRole, [action]: [expired] }));
    const error = await collected({ current, renew: current }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exit: 'nothing', hint: expect.stringContaining('log in again') });
  }
  const { current } = iam.account(
    script({ ...oneRole, GetServiceLastAccessedDetails: [expired, [sample(completed)]] }),
  );
  expect((await collected({ current, renew: current })).measured).toHaveLength(1);
});

test.each([
  ['err.AccessDenied.403.xml', 403, 'AccessDenied'],
  ['err.InvalidInput.400.xml', 400, 'InvalidInput'],
  ['err.ValidationError.400.xml', 400, 'ValidationError'],
] as const)('%s is the reason at once', async (name, status, code) => {
  const { outcome } = await reportOf([sample(name), status]);
  expect(outcome.unmeasured).toMatchObject([{ status: 'failed', error_code: code }]);
  expect(iam.calls.get('GetServiceLastAccessedDetails')).toBe(1);
});

test('an ARN that is gone, and listed no more, was deleted', async () => {
  const gone: Reply = [sample('err.NoSuchEntity.arn.404.xml'), 404];
  const listing = {
    ...oneRole,
    GetAccountAuthorizationDetails: [[rolesXml(['app/DataLoader'])], [rolesXml([])]],
    GenerateServiceLastAccessedDetails: [gone],
  } as const;
  const counts = [[summaryXml(0, 1)], [summaryXml(0, 1)], [summaryXml(0, 0)]] as const;
  const { outcome } = await collected(iam.account(script({ ...listing, GetAccountSummary: counts })));
  expect(outcome).toMatchObject({ status: 'exported', unmeasured: [{ status: 'deleted', error_code: 'Deleted' }] });
  const { outcome: doubtful } = await collected(iam.account(script(listing)));
  expect(doubtful).toMatchObject({
    status: 'failed',
    errorCode: 'ListingIncomplete',
    unmeasured: [{ status: 'failed' }],
  });
});

test('a user whom the list of users lacks is no user without a password', async () => {
  const listing = { ...oneRole, GetAccountSummary: [[summaryXml(1, 2)]], ListUsers: [[usersXml()]] } as const;
  const details = sample('gaad.response.xml').replace(
    /<IsTruncated>true[\s\S]*?<\/Marker>/,
    '<IsTruncated>false</IsTruncated>',
  );
  const { outcome } = await collected(iam.account(script({ ...listing, GetAccountAuthorizationDetails: [[details]] })));
  expect(outcome).toMatchObject({ status: 'failed', errorCode: 'InvalidAnswer', principalsTotal: null });
});

test('a second listing that lacks what every entry has fails the account, not the run', async () => {
  const mangled = rolesXml(['app/DataLoader']).replace(/<Arn>.*?<\/Arn>/, '');
  const listing = { ...oneRole, GetAccountAuthorizationDetails: [[rolesXml(['app/DataLoader'])], [mangled]] } as const;
  const pages = { GetServiceLastAccessedDetails: [[sample(completed)]] } as const;
  const { measured, outcome } = await collected(iam.account(script({ ...listing, ...pages })));
  expect(measured).toHaveLength(1);
  expect(outcome).toMatchObject({ status: 'failed', errorCode: 'InvalidAnswer', unmeasured: [] });
});

test('a listing over two pages has users, roles, attachments, tags and documents', async () => {
  const pages: Reply[] = [[sample('gaad.response.xml')], [rolesXml(['last'])]];
  const user =
    '<member><Path>/</Path><UserName>Alice</UserName><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Arn>arn:aws:iam::123456789012:user/Alice</Arn><CreateDate>2024-10-14T18:32:24Z</CreateDate><PasswordLastUsed>2026-09-01T06:00:00Z</PasswordLastUsed></member>';
  const { measured } = await collected(
    iam.account(
      script({
        ...oneRole,
        GetAccountSummary: [[summaryXml(1, 3)]],
        GetAccountAuthorizationDetails: [...pages, ...pages],
        ListUsers: [[usersXml(user)]],
        GenerateServiceLastAccessedDetails: Array.from({ length: 9 }, (_, at) => [
          jobXml(`2eb6c2b8-7b4c-3xmp-3c13-03b72c8cdf0${at}`),
        ]),
        GetServiceLastAccessedDetails: [[sample('get.completed.no-policies.response.xml')]],
      }),
    ),
  );
  const rows = Object.fromEntries(measured.map(({ principal }) => [principal.principal_name, principal]));
  expect(Object.keys(rows).sort()).toEqual(['Alice', 'DataLoader', 'Unused', 'last']);
  expect(rows.Alice).toMatchObject({ group_names: ['Admins'], password_last_used_at: Date.UTC(2026, 8, 1, 6) });
  expect(rows.DataLoader).toMatchObject({
    path: '/app/',
    role_last_used_at: Date.UTC(2026, 8, 25, 8, 2, 11),
    role_last_used_region: 'eu-central-1',
    permissions_boundary_arn: 'arn:aws:iam::123456789012:policy/boundary',
    attached_policy_arns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    tags: { team: 'data' },
    assume_role_policy_document: expect.stringContaining('"Service":"ec2.amazonaws.com"'),
  });
  expect(rows.Unused).toMatchObject({ role_last_used_at: null, tags: {}, assume_role_policy_document: '{}' });
});

test.each([
  ['a blank between its members', (body: string) => body.replace('</member>\n    </Services', '</member> </Services')],
  ['a use whose time is lost', (body: string) => body.replaceAll('LastAuthenticated>', 'LastAuthenticatfd>')],
  ['an empty number', (body: string) => body.replace(/(Entities>)\d+/, '$1')],
  ['two lists', (body: string) => body.replace('<TrackedActionsLastAccessed>', '<TrackedActionsLastAccessed/>$&')],
] as const)('a report with %s, which the parser takes for what it does not hold, is no report', async (_, mangled) => {
  const body = mangled(sample(completed));
  expect(body).not.toBe(sample(completed));
  const { measured, outcome } = await reportOf([body]);
  expect(measured).toEqual([]);
  expect(outcome.unmeasured).toMatchObject([{ status: 'failed', error_code: 'InvalidAnswer' }]);
  expect((await reportOf([body], [sample(completed)])).measured[0]?.services).toHaveLength(3);
});

test.each(['<Code></Code>', '<Code><a>1</a></Code>', ''])(
  'an error with %s for a code is told by another name',
  async (code) => {
    const body = sample('err.ValidationError.400.xml').replace(/<Code>.*<\/Code>/, code);
    const { outcome } = await reportOf([body, 400]);
    expect(outcome.unmeasured).toMatchObject([{ status: 'failed', error_code: expect.stringMatching(/^\w+$/) }]);
  },
);

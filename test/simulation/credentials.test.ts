/** Credential reports and service-specific credentials, as the SDK meets them; the report is read as an export reads it. */
import {
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListServiceSpecificCredentialsCommand,
  type ListServiceSpecificCredentialsResponse,
  type ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CredentialRecord } from '../../src/evidence/credentials/record.js';
import { checkOrigin, readReport } from '../../src/evidence/credentials/report.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { failure, start, TODAY, type World } from './clients.js';
import { rowsOf, textOf, truthRows } from './credential-rows.js';

const HOUR_MS = 3_600_000;
let world: World;

beforeAll(async () => {
  world = await start({ principalsPerAccount: 40, limits: { rate: 1e6, burst: 1e6 } });
});
afterAll(() => world.simulation.stop());

/** A client in the account: of its member role, of the hub in the hub's. */
function clientOf(account: TruthAccount): Promise<IAMClient> | IAMClient {
  return account.hasMemberRole ? world.member(account) : world.iam();
}

function open(): TruthAccount[] {
  return world.truth.accounts.filter(({ row }) => ['ACTIVE', 'PENDING_CLOSURE'].includes(row.account_state ?? ''));
}

async function generate(iam: IAMClient) {
  const { State, Description } = await iam.send(new GenerateCredentialReportCommand({}));
  return [State, Description];
}

const get = (iam: IAMClient) => iam.send(new GetCredentialReportCommand({}));

async function reported(iam: IAMClient): Promise<CredentialRecord[]> {
  const text = await textOf(iam);
  const { records, unread } = readReport(text);
  expect(unread).toEqual([]);
  return [...records];
}

describe('the life of a report', () => {
  test('none, in progress, there for four hours as it was, expired, and made again', async () => {
    let now = TODAY;
    const other = await start({ clock: () => now, jobMs: [500, 500] });
    const iam = other.iam();
    expect(await failure(get(iam))).toMatchObject({ code: 'ReportNotPresent', status: 410 });
    const started = 'No report exists. Starting a new report generation task';
    expect(await generate(iam)).toEqual(['STARTED', started]);
    expect(await generate(iam)).toEqual(['INPROGRESS', undefined]);
    expect(await failure(get(iam))).toMatchObject({ code: 'ReportInProgress', status: 404 });
    const text = await textOf(iam);
    expect(await generate(iam)).toEqual(['COMPLETE', undefined]);
    now += 4 * HOUR_MS - 1000;
    const { GeneratedTime, ReportFormat } = await get(iam);
    expect([await textOf(iam), GeneratedTime?.getTime(), ReportFormat]).toEqual([text, TODAY, 'text/csv']);
    now += 2000;
    expect(await failure(get(iam))).toMatchObject({ code: 'ReportExpired', status: 410 });
    expect(await generate(iam)).toEqual(['STARTED', expect.any(String)]);
    expect(await failure(get(iam))).toMatchObject({ code: 'ReportInProgress', status: 404 });
    expect(await textOf(iam)).toBe(text);
    await other.simulation.stop();
  });

  test('is that of its account alone, whichever session asks', async () => {
    const [one, same, other] = [await world.member(), await world.member(), world.iam()];
    const text = await textOf(one);
    expect(await textOf(same)).toBe(text);
    expect(await textOf(other)).not.toBe(text);
  });

  test('errors have no message, as recorded', async () => {
    const fresh = await start();
    const body = await fresh.raw(await fresh.assume(), 'iam', 'Version=2010-05-08&Action=GetCredentialReport');
    expect(body).toContain('<Error><Type>Sender</Type><Code>ReportNotPresent</Code></Error>');
    await fresh.simulation.stop();
  });

  test('a user who was made again since is the earlier one in it', async () => {
    const fresh = await start();
    const user = fresh.special.principals.find(({ row }) => row.principal_type === 'user')?.row;
    const iam = await fresh.member();
    const before = await reported(iam);
    fresh.simulation.faults.add({ name: 'principal-recreated', principal: user?.principal_arn as string });
    await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: user?.principal_arn }));
    const after = fresh.simulation.truth().accounts.find(({ row }) => row.account_id === user?.account_id);
    const now = after?.credentials.credentials.find(({ principal_arn }) => principal_arn === user?.principal_arn);
    const record = (await reported(iam)).find(({ arn }) => arn === user?.principal_arn);
    expect(record).toEqual(before.find(({ arn }) => arn === user?.principal_arn));
    expect(record?.createdAt).toBe(user?.created_at);
    expect(now?.created_at).toBeGreaterThan(user?.created_at as number);
    await fresh.simulation.stop();
  });
});

describe('what a report says', () => {
  test('is the truth, of root and of each user, hostile names included', async () => {
    for (const account of open()) {
      const records = await reported(await clientOf(account));
      expect(rowsOf(records)).toEqual(truthRows(account));
      checkOrigin({ records, unread: [] }, TODAY, { accountId: account.row.account_id, askedAt: TODAY });
    }
    const names = world.special.principals.map(({ row }) => row.principal_name);
    expect(names).toContain('+plus=equals,comma.dot@at_under-dash');
  });

  test('has 22 columns, root first, users without regard to case, and no last newline', async () => {
    const lines = (await textOf(await world.member())).split('\n');
    expect(lines[0]?.split(',')).toHaveLength(22);
    expect(lines[1]).toMatch(/^<root_account>,arn:aws:iam::\d{12}:root,/);
    const names = lines
      .slice(2)
      .map((line) => (/^(?:"([^"]*)"|([^,]*))/.exec(line)?.slice(1).join('') ?? '').toLowerCase());
    expect(names).toEqual(names.toSorted());
    expect(names.at(-1)).not.toBe('');
  });

  test('of root is what GetAccountSummary says', async () => {
    for (const account of open()) {
      const iam = await clientOf(account);
      const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
      const root = (await reported(iam)).find(({ isRoot }) => isRoot) as CredentialRecord;
      expect({
        AccountPasswordPresent: Number(root.password.state === 'not_supported'),
        AccountAccessKeysPresent: Number(root.keys.length > 0),
        AccountMFAEnabled: Number(root.hasMfa),
      }).toEqual({
        AccountPasswordPresent: SummaryMap?.AccountPasswordPresent,
        AccountAccessKeysPresent: SummaryMap?.AccountAccessKeysPresent,
        AccountMFAEnabled: SummaryMap?.AccountMFAEnabled,
      });
    }
  });
});

test('keys are those that ListAccessKeys lists', async () => {
  const other = await start({ openReads: true, principalsPerAccount: 40, limits: { rate: 1e6, burst: 1e6 } });
  const iam = await other.member();
  const keys = other.special.credentials.accessKeys.filter(({ principal_id }) => principal_id !== null);
  for (const { principal_arn } of keys) {
    const UserName = principal_arn.slice(principal_arn.lastIndexOf('/') + 1);
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
    const own = keys.filter((key) => key.principal_arn === principal_arn);
    expect(AccessKeyMetadata.map(({ Status, CreateDate }) => [Status === 'Active', CreateDate?.getTime()])).toEqual(
      own.map(({ is_active, last_rotated_at }) => [is_active, last_rotated_at]),
    );
  }
  expect(keys.length).toBeGreaterThan(5);
  await other.simulation.stop();
});

describe('service-specific credentials', () => {
  async function listed(iam: IAMClient, MaxItems: number): Promise<ServiceSpecificCredentialMetadata[]> {
    const all: ServiceSpecificCredentialMetadata[] = [];
    let more: { readonly Marker?: string } | undefined = {};
    while (more) {
      const command = new ListServiceSpecificCredentialsCommand({ AllUsers: true, MaxItems, ...more });
      const page: ListServiceSpecificCredentialsResponse = await iam.send(command);
      expect(page.IsTruncated).toBe(page.Marker !== undefined);
      expect(page.ServiceSpecificCredentials?.length).toBeLessThanOrEqual(MaxItems);
      all.push(...(page.ServiceSpecificCredentials ?? []));
      more = page.Marker === undefined ? undefined : { Marker: page.Marker };
    }
    return all;
  }

  test('of all users come in pages', async () => {
    const found = [];
    for (const account of open()) {
      const all = await listed(await clientOf(account), 1);
      const name = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
      expect(
        all.map((one) => [one.ServiceSpecificCredentialId, one.UserName, one.ServiceName, one.Status, ...times(one)]),
      ).toEqual(
        account.credentials.serviceCredentials.map((row) => [
          ...[row.credential_id, name(row.principal_arn), row.service, row.status, row.created_at, row.expires_at],
        ]),
      );
      found.push(...all);
    }
    expect(found.length).toBeGreaterThan(5);
  });

  const times = (one: { CreateDate?: Date | undefined; ExpirationDate?: Date | undefined }) => [
    one.CreateDate?.getTime(),
    one.ExpirationDate?.getTime() ?? null,
  ];

  test('of one user, of one service, of the caller; not of one and of all', async () => {
    const account = open().find(
      ({ hasMemberRole, credentials }) => hasMemberRole && credentials.serviceCredentials.length,
    );
    const iam = await clientOf(account as TruthAccount);
    const [first] = await listed(iam, 100);
    const { UserName, ServiceName } = first ?? {};
    const list = async (input: object) => iam.send(new ListServiceSpecificCredentialsCommand(input));
    expect((await list({ UserName, ServiceName })).ServiceSpecificCredentials).toEqual([first]);
    expect((await list({ UserName, ServiceName: 'none.amazonaws.com' })).ServiceSpecificCredentials).toEqual([]);
    expect((await list({})).ServiceSpecificCredentials).toEqual([]);
    expect((await failure(list({ UserName: 'gone' }))).code).toBe('NoSuchEntity');
    expect((await failure(list({ UserName, AllUsers: true }))).code).toBe('ValidationError');
  });
});

test.each(['GenerateCredentialReport', 'GetCredentialReport', 'ListServiceSpecificCredentials'])(
  'a session policy without iam:%s refuses it in the words of AWS',
  async (operation) => {
    const actions = ['iam:GenerateCredentialReport', 'iam:GetCredentialReport', 'iam:ListServiceSpecificCredentials'];
    const Action = actions.filter((action) => action !== `iam:${operation}`);
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
    const iam = world.iam(await world.assume(world.special, { Policy }));
    const commands: Readonly<Record<string, () => Promise<unknown>>> = {
      GenerateCredentialReport: () => generate(iam),
      GetCredentialReport: () => get(iam),
      ListServiceSpecificCredentials: () => iam.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true })),
    };
    const arn = `arn:aws:sts::${world.special.row.account_id}:assumed-role/AccessLakeReader/run-1`;
    expect(await failure((commands[operation] as () => Promise<unknown>)())).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${arn} is not authorized to perform: iam:${operation} on resource: * because no session policy allows the iam:${operation} action`,
    });
  },
);

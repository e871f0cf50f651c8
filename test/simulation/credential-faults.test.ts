/** Each fault of the credential report, as the reader of an export takes it. */
import { GenerateCredentialReportCommand, GetCredentialReportCommand, type IAMClient } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CredentialReport, checkOrigin, readReport } from '../../src/evidence/credentials/report.js';
import { SourceFailed } from '../../src/evidence/source.js';
import { CREDENTIAL_FAULTS } from '../../src/simulation/credential-faults.js';
import type { Fault, FaultName } from '../../src/simulation/faults.js';
import { failure, start, TODAY, type World } from './clients.js';
import { type Held, rowsOf, textOf, truthRows } from './credential-rows.js';

const tried = new Set<FaultName>();
let world: World;
let iam: IAMClient;

beforeAll(async () => {
  world = await start({ accounts: 3, principalsPerAccount: 60 });
  iam = await world.member();
});
afterAll(() => world.simulation.stop());
afterEach(() => world.simulation.faults.clear());

function strike(fault: Fault, of = world): Fault {
  tried.add(fault.name);
  of.simulation.faults.add(fault);
  return fault;
}

/** The report that the fault makes of the right one, read. */
async function underFault(name: FaultName): Promise<CredentialReport> {
  const fault = strike({ name });
  const text = await textOf(iam);
  expect(world.simulation.faults.struck(fault)).toBe(1);
  return readReport(text);
}

/** Why the report is no evidence at all. */
async function refusedAs(name: FaultName): Promise<string> {
  const fault = strike({ name });
  await textOf(iam);
  world.simulation.faults.add(fault);
  const { Content, GeneratedTime } = await iam.send(new GetCredentialReportCommand({}));
  try {
    const report = readReport(Buffer.from(Content ?? []).toString());
    const origin = { accountId: world.special.row.account_id, askedAt: TODAY };
    checkOrigin(report, GeneratedTime?.getTime() ?? Number.NaN, origin);
    return 'taken';
  } catch (error) {
    if (!(error instanceof SourceFailed)) throw error;
    return error.code;
  }
}

const truth = () => truthRows(world.special);

describe('a report that says the same in another way', () => {
  test.each(['credentials-reordered', 'credentials-in-quotes', 'credentials-crlf', 'credentials-upper-case'] as const)(
    '%s',
    async (name) => {
      const right = await textOf(iam);
      const { records, unread } = await underFault(name);
      expect([rowsOf(records), unread]).toEqual([truth(), []]);
      strike({ name });
      expect(await textOf(iam)).not.toBe(right);
    },
  );
});

describe('a report that says more or less', () => {
  test('with further columns it tells of further keys', async () => {
    const { records, unread } = await underFault('credentials-more-columns');
    const told = truth().map((row) => ({ ...row, has_more_credentials: row.keys[1]?.is_active ?? false }));
    expect([rowsOf(records), unread]).toEqual([told, []]);
    expect(new Set(told.map((row) => row.has_more_credentials))).toEqual(new Set([true, false]));
  });

  test('what its missing columns would say is not told', async () => {
    const { records, unread } = await underFault('credentials-fewer-columns');
    const untold = { has_mfa: null, certificates_active: null, has_more_credentials: null };
    const keys = (row: Held) => row.keys.map((key) => ({ ...key, last_used_region: null }));
    expect([rowsOf(records), unread]).toEqual([truth().map((row) => ({ ...row, ...untold, keys: keys(row) })), []]);
  });

  test('an unknown word is not told, and never false', async () => {
    const rows = rowsOf((await underFault('credentials-unknown-words')).records);
    expect(rows.map(({ principal_arn }) => principal_arn)).toEqual(truth().map(({ principal_arn }) => principal_arn));
    expect(new Set(rows.map(({ has_mfa }) => has_mfa))).toEqual(new Set([null]));
    expect(new Set(rows.flatMap(({ keys }) => keys.map(({ is_active }) => is_active)))).toEqual(new Set([null]));
    const states = rows.filter(({ is_root }) => !is_root).map(({ password_state }) => password_state);
    expect(new Set<string>(states)).toEqual(new Set(['unknown']));
  });

  test('rows with bare commas in their names are not read, the others are', async () => {
    const { records, unread } = await underFault('credentials-bare-commas');
    const isPlain = ({ principal_arn }: Held) => !principal_arn.includes(',');
    expect(rowsOf(records)).toEqual(truth().filter(isPlain));
    expect(unread).toHaveLength(truth().length - records.length);
    expect(unread.length).toBeGreaterThan(0);
  });

  test('of a report that is cut the last row is not read', async () => {
    const { records, unread } = await underFault('credentials-cut');
    expect([records.length, unread.length]).toEqual([truth().length - 1, 1]);
    const read = new Set(records.map(({ arn }) => arn));
    expect(rowsOf(records)).toEqual(truth().filter(({ principal_arn }) => read.has(principal_arn)));
  });

  test('a user who is missing has no row, and one who was another is at another time', async () => {
    const missing = rowsOf((await underFault('credentials-user-missing')).records);
    const known = new Set(missing.map(({ principal_arn }) => principal_arn));
    expect(missing).toEqual(truth().filter(({ principal_arn }) => known.has(principal_arn)));
    expect(missing.length).toBeLessThan(truth().length);
    const again = rowsOf((await underFault('credentials-user-again')).records);
    const others = again.filter((row, at) => row.created_at !== truth()[at]?.created_at);
    expect(others.map(({ is_root }) => is_root)).toEqual([false]);
    expect(again.map(({ principal_arn }) => principal_arn)).toEqual(truth().map(({ principal_arn }) => principal_arn));
  });
});

test.each([
  ['credentials-of-another', 'ReportOfAnotherAccount'],
  ['credentials-of-before', 'ReportOutOfDate'],
  ['credentials-no-keys', 'ReportUnreadable'],
  ['credentials-no-csv', 'ReportUnreadable'],
] as const)('%s is no evidence: %s', async (name, code) => {
  expect(await refusedAs(name)).toBe(code);
  world.simulation.faults.clear();
  const { records } = readReport(await textOf(iam));
  expect(rowsOf(records)).toEqual(truth());
});

describe('asking for a report', () => {
  const generate = (client: IAMClient) => client.send(new GenerateCredentialReportCommand({}));
  const get = (client: IAMClient) => client.send(new GetCredentialReportCommand({}));

  test('without capacity nothing begins, until there is some', async () => {
    const other = await start({ accounts: 2 });
    strike({ name: 'credentials-no-capacity' }, other);
    const message = 'No more capacity to launch new report generation tasks';
    for (let call = 0; call < 3; call++) {
      expect(await failure(generate(other.iam()))).toEqual({ code: 'LimitExceeded', status: 409, message });
      expect((await failure(get(other.iam()))).code).toBe('ReportNotPresent');
    }
    expect((await generate(other.iam())).State).toBe('STARTED');
    await other.simulation.stop();
  });

  test('one that never gets ready stays in progress, one that is slow takes longer', async () => {
    const other = await start({ accounts: 3 });
    strike({ name: 'credentials-never-ready', account: other.special.row.account_id }, other);
    strike({ name: 'credentials-slow', account: other.management.row.account_id, ms: 700 }, other);
    const [endless, slow] = [await other.member(), other.iam()];
    const begun = performance.now();
    await generate(endless);
    await textOf(slow);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(700);
    expect((await generate(endless)).State).toBe('INPROGRESS');
    expect((await failure(get(endless))).code).toBe('ReportInProgress');
    await other.simulation.stop();
  });

  test('one that is lost or expired is there again, and a refusal is one', async () => {
    await textOf(iam);
    strike({ name: 'credentials-lost' });
    strike({ name: 'credentials-expired', nth: 2 });
    expect(await failure(get(iam))).toMatchObject({ code: 'ReportNotPresent', status: 410 });
    expect(await failure(get(iam))).toMatchObject({ code: 'ReportExpired', status: 410 });
    expect((await get(iam)).ReportFormat).toBe('text/csv');
    world.simulation.faults.add({ name: 'access-denied', action: 'iam:GetCredentialReport' });
    expect(await failure(get(iam))).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect((await generate(iam)).State).toBe('COMPLETE');
  });
});

test('every fault of the report was tried', () => {
  expect([...tried].sort()).toEqual(Object.keys(CREDENTIAL_FAULTS).sort());
});

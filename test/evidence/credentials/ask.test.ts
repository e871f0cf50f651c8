/** The source `credentials` over recorded answers, through the real client of the SDK, on a clock that does not wait. */
import { expect, test } from 'vitest';
import { Caller } from '../../../src/aws/caller.js';
import { Sessions } from '../../../src/collect/sessions.js';
import { callsIn } from '../../../src/collect/source-calls.js';
import { askSource, probeSource } from '../../../src/evidence/ask.js';
import { credentialsSource } from '../../../src/evidence/credentials/ask.js';
import type { AskContext } from '../../../src/evidence/source.js';
import type { Account } from '../../../src/model/account.js';
import type { Effects } from '../../../src/model/effects.js';
import { Interrupted } from '../../../src/model/errors.js';
import type { SourceResult } from '../../../src/model/sources.js';
import type { PrincipalRow } from '../../../src/model/tables.js';
import { CannedIam } from '../../collect/canned-iam.js';
import { errorXml, GENERATE, GET, LIST, listedXml, type Recorded, recordedXml, reportXml } from './answers.js';
import { recordedReport, recording } from './recordings.js';

const account = { id: '111122223333' } as Account;
const GENERATED = '2026-09-27T16:13:00Z'; // two hours before the samples' now
/** Without the two users whose names became one when they were replaced. */
const CSV = recordedReport('custodian-account').replaceAll(/^user07,.*\n/gm, '');
const STARTED = recordedXml(GENERATE, 'custodian-started');
const REPORT = reportXml(CSV, GENERATED);
const NO_SERVICE = listedXml([]);

/** Answers by action, in turn; the last one again and again. */
type Script = Readonly<Record<string, readonly Recorded[]>>;

const SOUND: Script = { [GENERATE]: [STARTED], [GET]: [REPORT], [LIST]: [NO_SERVICE] };

interface Asked {
  readonly result: SourceResult;
  /** ms of each wait. */
  readonly waits: readonly number[];
  readonly calls: ReadonlyMap<string, number>;
  readonly throttled: number;
}

interface Case {
  readonly listed?: Promise<readonly PrincipalRow[]>;
  readonly signal?: AbortSignal;
}

function contextOf(script: Script, waits: number[], { listed = Promise.resolve([]), signal }: Case) {
  const iam = new CannedIam();
  const session = iam.account((params) => {
    const action = params.get('Action') ?? '';
    const answers = script[action] ?? [];
    const nth = (iam.calls.get(action) ?? 1) - 1;
    return answers[Math.min(nth, answers.length - 1)] ?? errorXml(403, 'AccessDenied', 'no');
  });
  let time = 0;
  const sleep = async (ms: number, stop?: AbortSignal) => {
    stop?.throwIfAborted();
    waits.push(ms);
    time += ms;
  };
  const effects: Effects = { now: () => time, monotonic: () => time, sleep, random: () => 0.5, randomId: () => '' };
  const caller = new Caller({}, effects);
  const stop = signal ?? new AbortController().signal;
  const call = callsIn({ sessions: new Sessions(session, effects), caller, signal: stop });
  const context: AskContext = { account, partition: 'aws', call, listed, timeoutMs: 30_000, signal: stop, effects };
  return { context, iam, caller };
}

async function asked(changes: Script = {}, more: Case = {}): Promise<Asked> {
  const waits: number[] = [];
  const { context, iam, caller } = contextOf({ ...SOUND, ...changes }, waits, more);
  const result = await askSource(credentialsSource, context);
  return { result, waits, calls: iam.calls, throttled: caller.calls.throttled };
}

const rowsOf = ({ rows }: SourceResult, table: string) =>
  rows.filter((chunk) => chunk.table.name === table).flatMap((chunk) => chunk.rows as readonly object[]);

const user = (name: string, created: string) =>
  ({
    principal_id: `AIDA${name}`,
    principal_arn: `arn:aws:iam::111122223333:user/${name}`,
    principal_name: name,
    principal_type: 'user',
    created_at: Date.parse(created),
  }) as PrincipalRow;

test('a recorded report is rows of users, root and keys in three calls, and evidence from its own time back', async () => {
  const listed = Promise.resolve([user('user01', '2016-08-30T17:37:35Z'), user('user02', '2026-01-01T00:00:00Z')]);
  const { result, waits, calls } = await asked({}, { listed });
  const generatedAt = Date.parse(GENERATED);
  expect(result).toMatchObject({ status: 'collected', errorCode: null, generatedAt, mayPass: false });
  const [root, first, second] = rowsOf(result, 'credentials');
  expect(root).toMatchObject({ is_root: true, principal_id: null, password_state: 'not_supported', has_mfa: true });
  expect(first).toMatchObject({ principal_id: 'AIDAuser01', password_state: 'enabled', generated_at: generatedAt });
  expect(second, 'a user made again under its name').toMatchObject({ principal_id: null });
  const keys = rowsOf(result, 'access_keys').slice(0, 2);
  expect(keys).toMatchObject([
    { slot: 1, principal_id: 'AIDAuser01', is_active: true, last_used_at: null },
    { slot: 2, last_used_service: 'ec2', last_used_region: 'us-east-1' },
  ]);
  expect(waits).toEqual([]);
  expect(Object.fromEntries(calls)).toEqual({ [GENERATE]: 1, [GET]: 1, [LIST]: 1 });
});

test('the report is begun before everything, and read when the users are listed', async () => {
  const order: string[] = [];
  const listed = Promise.resolve().then(() => {
    order.push('listed');
    return [];
  });
  const { context, iam } = contextOf(SOUND, [], {
    listed: listed.then(() => [...order, ...iam.calls.keys()] as never),
  });
  expect((await askSource(credentialsSource, { ...context, listed })).status).toBe('collected');
  expect([...iam.calls.keys()]).toEqual([GENERATE, LIST, GET]);
});

test('recorded credentials for one service come in pages, with the ARN of the listed user of their name', async () => {
  const pages = [
    recordedXml(LIST, 'custodian-service-credentials-1'),
    recordedXml(LIST, 'custodian-service-credentials-2'),
  ];
  const listed = Promise.resolve([user('user30', '2020-01-01T00:00:00Z')]);
  const { result, calls } = await asked({ [LIST]: pages }, { listed });
  const rows = rowsOf(result, 'service_credentials');
  const expected = [1, 2].flatMap(
    (page) => recording(`custodian-service-credentials-${page}`).answer.ServiceSpecificCredentials ?? [],
  );
  expect(rows).toHaveLength(expected.length);
  expect(rows[0]).toEqual({
    account_id: account.id,
    credential_id: 'ACCACKCEVSQ6C2EXAMPLE',
    principal_arn: 'arn:aws:iam::111122223333:user/user30',
    service: 'codecommit.amazonaws.com',
    status: 'Active',
    created_at: Date.parse('2023-06-15T11:45:30Z'),
    expires_at: null,
  });
  expect(rows).toContainEqual(expect.objectContaining({ principal_arn: null }));
  expect(calls.get(LIST)).toBe(2);
});

const IN_PROGRESS = recordedXml(GET, 'custodian-in-progress');
const NOT_PRESENT = recordedXml(GET, 'custodian-not-present');
const EXPIRED = errorXml(410, 'ReportExpired', '');
const NO_CAPACITY = errorXml(409, 'LimitExceeded', 'No more capacity');

test('a report in progress is waited for, twice as long each time', async () => {
  const { result, waits, calls } = await asked({ [GET]: [IN_PROGRESS, IN_PROGRESS, IN_PROGRESS, REPORT] });
  expect(result.status).toBe('collected');
  expect(waits).toEqual([2000, 4000, 8000]);
  expect(calls.get(GENERATE)).toBe(1);
});

test.each([
  ['not present', NOT_PRESENT],
  ['expired', EXPIRED],
])('a report that is %s by then is begun again', async (_what, gone) => {
  const { result, calls } = await asked({ [GET]: [gone, REPORT] });
  expect(result.status).toBe('collected');
  expect(Object.fromEntries(calls)).toEqual({ [GENERATE]: 2, [GET]: 2, [LIST]: 1 });
});

test('one that never gets ready fails by name once the time of a job is up', async () => {
  const { result, waits } = await asked({ [GET]: [IN_PROGRESS] });
  expect(result).toMatchObject({ status: 'failed', errorCode: 'ReportTimedOut', mayPass: false, rows: [] });
  expect(result.errorMessage).toBe(
    'Cannot read the credential report of account 111122223333: it was not ready within 30 s.',
  );
  expect(waits).toEqual([2000, 4000, 8000, 16_000]);
});

test('no capacity is waited for, is no throttling, and may pass', async () => {
  const passed = await asked({ [GENERATE]: [NO_CAPACITY, NO_CAPACITY, STARTED] });
  expect(passed.result.status).toBe('collected');
  expect(passed.throttled).toBe(0);
  expect(passed.waits).toEqual([2000, 4000]);
  const never = await asked({ [GENERATE]: [NO_CAPACITY] });
  expect(never.result).toMatchObject({ status: 'failed', errorCode: 'LimitExceeded', mayPass: true });
});

test.each([GENERATE, GET])('a refusal of %s names the right', async (action) => {
  const { result } = await asked({ [action]: [errorXml(403, 'AccessDenied', 'no')] });
  expect(result).toMatchObject({ status: 'refused', errorCode: 'AccessDenied', mayPass: false, rows: [] });
  expect(result.errorMessage).toBe(
    `Cannot read the credential report of account 111122223333 (iam:${action}): AccessDenied. Update the role from deploy/member-role.yaml, or leave credentials out of --collect.`,
  );
});

test('where credentials for one service are refused, the report counts, and the rest is missing', async () => {
  const { result } = await asked({ [LIST]: [errorXml(403, 'AccessDenied', 'no')] });
  expect(result).toMatchObject({ status: 'partial', errorCode: 'AccessDenied', mayPass: false });
  expect(result.errorMessage).toContain(
    'Cannot read the service-specific credentials of account 111122223333 (iam:List',
  );
  expect(rowsOf(result, 'credentials').length).toBeGreaterThan(0);
  const busy = await asked({ [LIST]: [errorXml(400, 'Throttling', 'Rate exceeded')] });
  expect(busy.result).toMatchObject({ status: 'partial', errorCode: 'Throttling', mayPass: true });
});

test.each([
  [
    'of another account',
    reportXml(CSV.replaceAll('111122223333', '999999999999'), GENERATED),
    'ReportOfAnotherAccount',
  ],
  ['of more than a day ago', reportXml(CSV, '2026-09-26T16:00:00Z'), 'ReportOutOfDate'],
  ['without a time', reportXml(CSV, undefined), 'ReportOutOfDate'],
  ['that is no CSV', reportXml('<html>"', GENERATED), 'ReportUnreadable'],
  ['of a heading alone', reportXml(CSV.split('\n')[0] ?? '', GENERATED), 'ReportUnreadable'],
])('a report %s is refused by name', async (_what, report, errorCode) => {
  const { result } = await asked({ [GET]: [report] });
  expect(result).toMatchObject({ status: 'failed', errorCode, generatedAt: null, rows: [] });
});

test('a row that cannot be believed makes the rest partial', async () => {
  const [heading, root, ...users] = CSV.split('\n');
  const { result } = await asked({ [GET]: [reportXml([heading, root, 'broken', ...users].join('\n'), GENERATED)] });
  expect(result).toMatchObject({ status: 'partial', errorCode: 'RowsUnreadable', mayPass: false });
  expect(result.errorMessage).toContain('Cannot read 1 row of the credential report of account 111122223333: line 3: ');
});

test('a stop ends the waiting', async () => {
  const stop = new AbortController();
  const listed = Promise.resolve([]).then((none) => {
    stop.abort(new Interrupted('stopped'));
    return none;
  });
  await expect(asked({ [GET]: [IN_PROGRESS] }, { listed, signal: stop.signal })).rejects.toThrow(Interrupted);
});

test('a probe reads what there is, asks for one credential, and begins no report', async () => {
  for (const answer of [REPORT, NOT_PRESENT, IN_PROGRESS]) {
    const { context, iam } = contextOf({ ...SOUND, [GET]: [answer] }, [], {});
    expect(await probeSource(credentialsSource, context)).toBeUndefined();
    expect(Object.fromEntries(iam.calls)).toEqual({ [GET]: 1, [LIST]: 1 });
  }
  const { context } = contextOf({ ...SOUND, [LIST]: [errorXml(403, 'AccessDenied', 'no')] }, [], {});
  expect(await probeSource(credentialsSource, context)).toMatchObject({ status: 'refused', errorCode: 'AccessDenied' });
});

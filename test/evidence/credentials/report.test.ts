import { expect, test } from 'vitest';
import type { CredentialRecord } from '../../../src/evidence/credentials/record.js';
import { checkOrigin, readReport } from '../../../src/evidence/credentials/report.js';
import { recordedReport, recording } from './recordings.js';

const ACCOUNT = '111122223333';
const at = (time: string) => Date.parse(time);
const HEADING = recordedReport('custodian-account').split('\n')[0] as string;
const NO_PASSWORD = ['false', 'N/A', 'N/A', 'N/A', 'false'];
const NO_KEY = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
const NO_CERTIFICATE = ['false', 'N/A'];

/** A row of a user without anything, its values changed by column. */
function row(changes: Readonly<Record<string, string>> = {}, heading = HEADING): string {
  const { user = 'maria' } = changes;
  const first = [user, `arn:aws:iam::${ACCOUNT}:user/${user}`, '2024-02-29T10:00:00+00:00', ...NO_PASSWORD];
  const plain = [...first, ...NO_KEY, ...NO_KEY, ...NO_CERTIFICATE, ...NO_CERTIFICATE];
  const values = new Map(HEADING.split(',').map((column, at) => [column, plain[at] as string]));
  return heading
    .split(',')
    .map((column) => changes[column] ?? values.get(column) ?? 'N/A')
    .join(',');
}

function read(changes: Readonly<Record<string, string>> = {}, heading = HEADING) {
  return readReport(`${heading}\n${row(changes, heading)}`);
}

function one(changes: Readonly<Record<string, string>> = {}, heading = HEADING): CredentialRecord {
  const { records, unread } = read(changes, heading);
  expect(unread).toEqual([]);
  return records[0] as CredentialRecord;
}

test('a recorded user has a password that needs another and two keys, one never used', () => {
  const { records } = readReport(recordedReport('custodian-account'));
  expect(records.find(({ arn }) => arn.endsWith('user/user01'))).toEqual({
    arn: 'arn:aws:iam::111122223333:user/user01',
    accountId: ACCOUNT,
    isRoot: false,
    createdAt: at('2016-08-30T17:37:35Z'),
    password: {
      state: 'enabled',
      lastUsedAt: at('2016-11-16T14:10:34Z'),
      lastChangedAt: at('2016-08-30T18:24:44Z'),
      nextRotationAt: at('2016-11-28T18:24:44Z'),
    },
    hasMfa: false,
    keys: [
      {
        slot: 1,
        isActive: true,
        lastRotatedAt: at('2016-10-11T15:27:35Z'),
        lastUsedAt: null,
        lastUsedRegion: null,
        lastUsedService: null,
      },
      {
        slot: 2,
        isActive: true,
        lastRotatedAt: at('2016-08-30T19:05:50Z'),
        lastUsedAt: at('2016-10-20T20:27:00Z'),
        lastUsedRegion: 'us-east-1',
        lastUsedService: 'ec2',
      },
    ],
    certificatesActive: 0,
    hasMore: null,
  });
});

test('two recorded rows of one ARN say nothing of their user, and do not touch the others', () => {
  const { records, unread } = readReport(recordedReport('custodian-account'));
  expect(unread).toEqual([9, 10].map((line) => ({ line, reason: 'another row has its ARN' })));
  expect(records).toHaveLength(19);
});

test.each([
  ['custodian-account', 19, 2],
  ['custodian-multi-delete', 1, 0],
  ['custodian-multi-delete-noop', 2, 0],
  ['custodian-reverse-filter', 1, 0],
  ['custodian-delete-options', 1, 0],
  ['custodian-unused-keys', 8, 0],
  ['cloudmapper-demo', 3, 0],
])('%s: %i rows are read, %i are not', (name, records, unread) => {
  const report = readReport(recordedReport(name));
  expect([report.records.length, report.unread.length]).toEqual([records, unread]);
});

test('the recorded root has an inactive key that keeps its rotation, and a certificate', () => {
  const { records } = readReport(recordedReport('custodian-unused-keys'));
  expect(records.filter(({ isRoot }) => isRoot)).toMatchObject([
    {
      arn: 'arn:aws:iam::444455556666:root',
      password: { state: 'not_supported', lastUsedAt: at('2016-11-25T14:19:48Z'), lastChangedAt: null },
      hasMfa: false,
      keys: [
        { slot: 1, isActive: true, lastUsedAt: at('2015-07-04T15:09:00Z'), lastUsedService: 's3' },
        { slot: 2, isActive: false, lastRotatedAt: at('2007-10-13T16:49:50Z'), lastUsedAt: null },
      ],
      certificatesActive: 1,
    },
  ]);
});

test('the recorded report with TRUE and FALSE says the same as one with true and false', () => {
  const loud = recordedReport('custodian-reverse-filter');
  expect(loud).toContain('TRUE');
  const [record] = readReport(loud).records;
  expect(record).toMatchObject({ hasMfa: false, certificatesActive: 0, password: { state: 'none' } });
  expect(record?.keys.map(({ isActive }) => isActive)).toEqual([true, true]);
  expect(readReport(loud.replaceAll('TRUE', 'true').replaceAll('FALSE', 'False')).records).toEqual([record]);
});

test('a root without a password says so', () => {
  const root = { arn: `arn:aws:iam::${ACCOUNT}:root`, user: '<root_account>' };
  expect(one(root)).toMatchObject({ isRoot: true, password: { state: 'none' }, keys: [] });
  expect(one({ ...root, password_enabled: 'not_supported' }).password.state).toBe('not_supported');
});

test('columns may come in another order, and unknown ones between them', () => {
  const heading = ['new_thing', ...HEADING.split(',').reverse()].join(',');
  const changes = { password_enabled: 'true', access_key_2_active: 'true' };
  expect(one(changes, heading)).toEqual(one(changes));
});

test('a column that is missing is null, and never false', () => {
  const without = (pattern: RegExp) =>
    HEADING.split(',')
      .filter((column) => !pattern.test(column))
      .join(',');
  const key = { access_key_1_active: 'true', access_key_1_last_used_region: 'eu-west-1' };
  const record = one(key, without(/^mfa|^cert|region$|service$|next_rotation$/));
  expect(record).toMatchObject({ hasMfa: null, certificatesActive: null, hasMore: null });
  expect(record.keys).toMatchObject([{ slot: 1, isActive: true, lastUsedRegion: null }]);
});

test.each([
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'access_key_1_active',
  'access_key_2_last_used_date',
])('without the column %s nothing is said of anybody', (column) => {
  const text = `${HEADING.replace(column, 'other')}\n${row()}`;
  expect(() => readReport(text)).toThrow(`it has no column ${column}`);
});

test('a word that is not known is null, and never false', () => {
  const words = {
    mfa_active: 'maybe',
    password_enabled: 'external',
    access_key_1_active: 'suspended',
    cert_2_active: '',
  };
  const record = one(words);
  expect(record).toMatchObject({ hasMfa: null, certificatesActive: null, password: { state: 'unknown' } });
  expect(record.keys).toMatchObject([{ slot: 1, isActive: null }]);
});

test.each([
  ['no ARN', { arn: 'maria' }, 'it has no ARN of a user or of root'],
  ['the ARN of a role', { arn: `arn:aws:iam::${ACCOUNT}:role/x` }, 'it has no ARN of a user or of root'],
  ['no time of creation', { user_creation_time: 'N/A' }, 'it does not say when its user was created'],
  ['30 February', { password_last_used: '2024-02-30T00:00:00+00:00' }, 'password_last_used is no time'],
  [
    'another zone',
    { access_key_1_last_used_date: '2024-02-28T00:00:00+02:00' },
    'access_key_1_last_used_date is no time',
  ],
  ['a new word', { access_key_2_last_used_date: 'recently' }, 'access_key_2_last_used_date is no time'],
  ['nothing', { password_last_used: '' }, 'password_last_used is no time'],
])('a row with %s is unread: nothing is known of its user', (_what, changes, reason) => {
  expect(read(changes)).toEqual({ records: [], unread: [{ line: 2, reason }] });
});

test('times end with Z or +00:00, with or without fractions', () => {
  for (const end of ['Z', '+00:00', '.123Z']) {
    const { password } = one({ password_enabled: 'true', password_last_used: `2024-02-29T23:59:59${end}` });
    expect(password.lastUsedAt).toBe(at('2024-02-29T23:59:59Z'));
  }
});

test.each(['N/A', 'no_information'])('%s is no use that the report knows of', (word) => {
  const record = one({ password_enabled: 'true', password_last_used: word, access_key_1_active: 'true' });
  expect([record.password, record.keys[0]]).toMatchObject([
    { state: 'enabled', lastUsedAt: null },
    { lastUsedAt: null },
  ]);
});

test('a name with commas and quotes is one value', () => {
  const arn = `arn:aws:iam::${ACCOUNT}:user/team,data/a,b`;
  expect(one({ user: '"a,b"', arn: `"${arn}"` }).arn).toBe(arn);
  const unquoted = readReport(`${HEADING}\n${row({ user: 'a,b' })}\n${row()}`);
  expect(unquoted.unread).toEqual([{ line: 2, reason: '24 values under 22 columns' }]);
  expect(unquoted.records.map((record) => record.arn)).toEqual([`arn:aws:iam::${ACCOUNT}:user/maria`]);
});

test('CRLF, a mark of the byte order and no last line break change nothing', () => {
  const text = `${HEADING}\n${row()}\n${row({ user: 'omar' })}`;
  const forms = [`${text}\n`, text.replaceAll('\n', '\r\n'), `\uFEFF${text}\r\n`];
  for (const form of forms) expect(readReport(form)).toEqual(readReport(text));
});

test('a row that is cut says nothing of its user', () => {
  const text = `${HEADING}\n${row()}\n${row({ user: 'omar' }).slice(0, 90)}`;
  expect(readReport(text)).toMatchObject({ records: [{ isRoot: false }], unread: [{ line: 3 }] });
});

test('who has more credentials than the report shows, by the 23rd column or by empty slots', () => {
  const more = (changes: Readonly<Record<string, string>>, isTold = false) =>
    one(changes, isTold ? `${HEADING},additional_credentials_info` : HEADING).hasMore;
  const keys = { access_key_1_active: 'true', access_key_2_active: 'true' };
  expect([more({}), more({ access_key_1_active: 'true' }), more(keys)]).toEqual([false, false, null]);
  expect(more({ cert_1_active: 'true', cert_2_last_rotated: '2024-01-01T00:00:00+00:00' })).toBeNull();
  const told = (text: string) => more({ ...keys, additional_credentials_info: text }, true);
  expect(['', 'N/A', '0', '1', '2; use ListAccessKeys', 'some'].map(told)).toEqual([
    false,
    false,
    false,
    true,
    true,
    null,
  ]);
});

test.each(['', '\n', 'a,"b', '<html>Sign in</html>', `${HEADING},arn`])('%j is no report', (text) => {
  expect(() => readReport(text)).toThrow(expect.objectContaining({ code: 'ReportUnreadable' }));
});

test('a report must be of the account, and of the day before it was asked for', () => {
  const check = (generatedAt: number, askedAt: number, accountId = ACCOUNT) =>
    checkOrigin(read(), generatedAt, { accountId, askedAt });
  const now = at('2026-12-07T12:00:00Z');
  const hours = (n: number) => now - n * 3_600_000;
  for (const generatedAt of [now, hours(4), hours(24), hours(-0.5)]) check(generatedAt, now);
  expect(() => check(now, now, '999999999999')).toThrow('it is of account 111122223333');
  const outOfDate = expect.objectContaining({ code: 'ReportOutOfDate' });
  for (const generatedAt of [hours(26), hours(-2), Number.NaN])
    expect(() => check(generatedAt, now)).toThrow(outOfDate);
});

test('a recorded report of the year 2116 is not believed', () => {
  const { GeneratedTime = '' } = recording('custodian-far-future').answer;
  const report = readReport(recordedReport('custodian-far-future'));
  const check = (askedAt: number) => checkOrigin(report, at(GeneratedTime), { accountId: '444455556666', askedAt });
  expect(() => check(at('2016-11-25T14:30:41Z'))).toThrow('it was generated 2116-11-25T14:30:42.000Z');
  check(at('2116-11-25T14:40:00Z'));
});

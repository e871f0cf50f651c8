import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/cli/options/option.js';
import * as parsers from '../../../src/cli/options/parsers.js';
import { SOURCES } from '../../../src/model/sources.js';

const now = Date.UTC(2026, 10, 25, 23, 50);

function law(parse: (text: string, now: number) => unknown, taken: Record<string, unknown>, refused: string[]): void {
  for (const [text, value] of Object.entries(taken)) {
    test(`takes ${JSON.stringify(text)}`, () => expect(parse(text, now)).toEqual(value));
  }
  test.each(refused)('refuses %j', (text) => expect(() => parse(text, now)).toThrow(Refusal));
}

function same(...texts: string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text) => [text, text]));
}

describe('destination', () => {
  law(
    parsers.destination,
    same('lake', './lake', '/data/lake', 'C:/lake', 's3://my-bucket', 's3://my-bucket/a/b c/', 'the s3 lake'),
    [
      '',
      ' ',
      'a\0b',
      's3:/bucket/x',
      's3://',
      's3://Bucket',
      's3://ab',
      'S3://my-bucket',
      'https://x/y',
      'gs://my-bucket',
    ],
  );
});

describe('account id', () => {
  law(parsers.accountId, same('000000000000', '111122223333'), [
    '',
    '11112222333',
    '1111222233334',
    '11112222333a',
    '１１１１２２２２３３３３',
  ]);
});

describe('account by ID or name', () => {
  law(parsers.account, same('111122223333', 'Payments, prod', 'a'), [
    '',
    ' ',
    '1234',
    '111122223333,444455556666',
    '111122223333, 444455556666',
  ]);
});

describe('organizational unit by ID or name', () => {
  law(parsers.ou, same('ou-ab12-11112222', 'r-ab12', 'Workloads', 'Root/Work, home'), ['', ' ', 'r-ab12,r-ab13']);
});

describe('role name', () => {
  law(parsers.roleName, same('AccessLakeReader', 'team/audit/Reader', 'a'), [
    '',
    'arn:aws:iam::111122223333:role/Reader',
    'with space',
    'a'.repeat(65),
    '/Reader',
    'Reader\n',
  ]);
});

describe('folder', () => {
  law(parsers.folder, same('./lake', '/tmp/s3:', 'lake'), ['', 's3://bucket/lake', 'gs://bucket/lake']);
});

describe('session name', () => {
  law(parsers.roleSessionName, same('access-lake', 'a@b'), ['', 'a', 'a b', 'a'.repeat(65), 'a/b']);
});

describe('external id', () => {
  law(parsers.externalId, same('ab', 'a:b/c=,.@-+_'), ['', 'a', 'a b', 'a'.repeat(1225), 'ab\n']);
});

describe('sources', () => {
  const demanded = [{ name: 'account-tags', demanded: true }];
  law(
    parsers.sources,
    {
      auto: SOURCES.map(({ name }) => ({ name, demanded: false })),
      none: [],
      'account-tags': demanded,
      ' account-tags , account-tags': demanded,
    },
    ['', ',', 'auto,none', 'account-tags,none', 'account-tags,', 'Account-Tags', 'reports'],
  );

  test('an unknown name has the nearest one as a hint', () => {
    const refusal = expect.objectContaining({
      message: '"acount-tags" is no source',
      hint: 'Did you mean "account-tags"?',
    });
    expect(() => parsers.sources('acount-tags')).toThrow(refusal);
  });
});

describe('snapshot date', () => {
  law(parsers.snapshotDate, same('2026-11-24', '2026-11-25', '2026-11-26'), [
    '2026-11-23',
    '2026-11-27',
    '2026-02-30',
    '2026-1-1',
    'today',
    '',
    '2026-11-25T00:00:00Z',
  ]);
});

describe('date of a snapshot', () => {
  law(parsers.dateOfSnapshot, same('2020-01-01', 'newest', 'first'), ['', 'previous', 'Newest', '2026-02-30']);
});

describe('percent', () => {
  law(parsers.percent, { 0: 0, 100: 100, '99.5': 99.5, '95%': 95 }, ['', '-1', '100.1', '1e2', 'all', '101', '%']);
});

describe('whole number', () => {
  law(parsers.wholeNumber(1, 1000), { 1: 1, 1000: 1000, '007': 7 }, [
    '',
    '0',
    '1001',
    '1.5',
    '-1',
    '1e2',
    '0x10',
    'many',
  ]);
});

describe('duration', () => {
  law(parsers.duration(1000, 1_800_000, '1s to 30m'), { '1s': 1000, '5m': 300_000, '30m': 1_800_000 }, [
    '',
    '0s',
    '31m',
    '5',
    '5 m',
    '1h',
    '-5m',
    '1.5m',
  ]);
});

describe('choice', () => {
  law(parsers.oneOf('arrow', 'parquetjs'), same('arrow', 'parquetjs'), ['', 'Arrow', 'csv', 'toString']);
});

describe('shard', () => {
  law(parsers.shard, { '1/1': { index: 1, of: 1 }, '3/5': { index: 3, of: 5 } }, [
    '',
    '0/5',
    '6/5',
    '1',
    '1/0',
    'a/b',
    '-1/5',
    '1/5/5',
  ]);
});

describe('plan', () => {
  law(parsers.planId, same('20261125T020426123Z-9f86d081'), ['', '../x', 'a b', 'a/b']);
});

describe('days', () => {
  law(parsers.days, { '1d': 1, '400d': 400 }, ['', '0d', '400', '1.5d', '-1d', '2w', '100000d']);
});

describe('memory', () => {
  law(parsers.memory, { '256MB': 256e6, '0.5GB': 500e6, '300mb': 300e6 }, [
    '',
    '255MB',
    '512',
    '1TB',
    '-1GB',
    '1e3MB',
    '1 GB',
    '9999999GB',
  ]);
});

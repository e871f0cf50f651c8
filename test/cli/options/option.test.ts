import { expect, test } from 'vitest';
import {
  environmentNameOf,
  flag,
  flagOf,
  list,
  option,
  readValues,
  repeated,
  unknownOption,
} from '../../../src/cli/options/option.js';
import { account, accountId, externalId, isAccountId, wholeNumber } from '../../../src/cli/options/parsers.js';
import { UserError } from '../../../src/model/errors.js';

const options = {
  keep: list('<id,…>', 'accounts', accountId),
  account: repeated('<id or name>', 'accounts', account, isAccountId),
  fault: repeated('<fault>', 'faults', (text) => text),
  accountConcurrency: option('<number>', 'accounts at a time', wholeNumber(1, 10), { fallback: 5 }),
  externalId: option('<id>', 'secret', externalId, { secret: true }),
  json: flag('JSON'),
};

function read(given: Record<string, string[]>, environment: Record<string, string> = {}) {
  return readValues(options, given, environment, 0);
}

function errorOf(work: () => unknown): UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

test('the key names flag and environment variable', () => {
  expect(flagOf('sseKmsKeyId')).toBe('--sse-kms-key-id');
  expect(environmentNameOf('sseKmsKeyId')).toBe('ACCESS_LAKE_SSE_KMS_KEY_ID');
});

test('without a value there is the default', () => {
  expect(read({})).toEqual({
    keep: [],
    account: [],
    fault: [],
    accountConcurrency: 5,
    externalId: undefined,
    json: false,
  });
});

test('the command line goes before the environment', () => {
  const environment = { ACCESS_LAKE_ACCOUNT_CONCURRENCY: '3', ACCESS_LAKE_JSON: 'yes' };
  expect(read({}, environment)).toMatchObject({ accountConcurrency: 3, json: true });
  expect(read({ accountConcurrency: ['2', '4'] }, environment)).toMatchObject({ accountConcurrency: 4 });
});

test('an option that only the command line gives has its default whatever the environment says', () => {
  const engine = option('<name>', 'engine', (text) => text, { fallback: 'duckdb', isFlagOnly: true });
  expect(readValues({ engine }, {}, { ACCESS_LAKE_ENGINE: 'athena' }, 0)).toEqual({ engine: 'duckdb' });
  expect(readValues({ engine }, { engine: ['athena'] }, {}, 0)).toEqual({ engine: 'athena' });
});

test('an empty variable is as none', () => {
  expect(read({}, { ACCESS_LAKE_ACCOUNT: '', ACCESS_LAKE_JSON: '' })).toMatchObject({ account: [], json: false });
});

test('lists repeat, split at commas, are sorted and have no doubles', () => {
  const keep = ['333322221111, 111122223333', '111122223333'];
  expect(read({ keep }).keep).toEqual(['111122223333', '333322221111']);
});

test('names and IDs are given one by one, for names hold commas', () => {
  const [first, second] = ['111122223333', '444455556666'];
  expect(read({ account: ['Payments, prod', first] }).account).toEqual(['Payments, prod', first]);
  const refused = errorOf(() => read({ account: [`${first},${second}`] }));
  expect(refused.message).toBe(`Cannot use --account "${first},${second}": several IDs in one value.`);
});

test.each([
  ['Payments, prod\nshop\r\n\n111122223333\n', ['Payments, prod', 'shop', '111122223333']],
  ['111122223333, 444455556666', ['111122223333', '444455556666']],
  ['111122223333,shop', ['111122223333,shop']],
  ['\n', []],
])('in the environment each line is a value, and commas separate IDs alone: %j', (ACCESS_LAKE_ACCOUNT, expected) => {
  expect(read({}, { ACCESS_LAKE_ACCOUNT }).account).toEqual(expected);
});

test('repeated values keep their commas and order', () => {
  expect(read({ fault: ['b,c', 'a'] }).fault).toEqual(['b,c', 'a']);
});

test('the error quotes the value and says where it came from', () => {
  const onLine = errorOf(() => read({ keep: ['12,34'] }));
  expect(onLine.message).toBe('Cannot use --keep "12,34": an account ID has 12 digits.');
  expect(onLine.exit).toBe('usage');
  const inEnvironment = errorOf(() => read({}, { ACCESS_LAKE_ACCOUNT_CONCURRENCY: 'many' }));
  expect(inEnvironment.message).toBe(
    'Cannot use ACCESS_LAKE_ACCOUNT_CONCURRENCY "many": not a whole number from 1 to 10.',
  );
});

test('a secret is never quoted', () => {
  const error = errorOf(() => read({ externalId: ['s3cret value'] }));
  expect(`${error.message} ${error.hint}`).not.toContain('s3cret');
  expect(error.message).toContain('--external-id');
});

test('an unknown option is told with the nearest name, and without what may be a secret', () => {
  const error = unknownOption('--externalid=s3cret', options, 'export');
  expect(error.message).toBe('Cannot use option "--externalid": "export" has no such option.');
  expect((error as UserError).hint).toBe('Did you mean --external-id?');
  expect(unknownOption('--external-id s3cret', options, 'export').message).not.toContain('s3cret');
  expect((unknownOption('--zzz', options, 'export') as UserError).hint).toContain('access-lake export --help');
});

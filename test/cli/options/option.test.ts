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
import { accountId, externalId, wholeNumber } from '../../../src/cli/options/parsers.js';
import { UserError } from '../../../src/model/errors.js';

const options = {
  accounts: list('<id,…>', 'accounts', accountId),
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
  expect(read({})).toEqual({ accounts: [], fault: [], accountConcurrency: 5, externalId: undefined, json: false });
});

test('the command line goes before the environment', () => {
  const environment = { ACCESS_LAKE_ACCOUNT_CONCURRENCY: '3', ACCESS_LAKE_JSON: 'yes' };
  expect(read({}, environment)).toMatchObject({ accountConcurrency: 3, json: true });
  expect(read({ accountConcurrency: ['2', '4'] }, environment)).toMatchObject({ accountConcurrency: 4 });
});

test('an empty variable is as none', () => {
  expect(read({}, { ACCESS_LAKE_ACCOUNTS: '', ACCESS_LAKE_JSON: '' })).toMatchObject({ accounts: [], json: false });
});

test('lists repeat, split at commas, are sorted and have no doubles', () => {
  const accounts = ['333322221111, 111122223333', '111122223333'];
  expect(read({ accounts }).accounts).toEqual(['111122223333', '333322221111']);
});

test('repeated values keep their commas and order', () => {
  expect(read({ fault: ['b,c', 'a'] }).fault).toEqual(['b,c', 'a']);
});

test('the error quotes the value and says where it came from', () => {
  const onLine = errorOf(() => read({ accounts: ['12,34'] }));
  expect(onLine.message).toBe('Cannot use --accounts "12,34": an account ID has 12 digits.');
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

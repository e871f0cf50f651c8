/** How asking one source ends, by what happens to its calls. */
import { expect, test } from 'vitest';
import { askSource } from '../../src/evidence/ask.js';
import { type Ask, type AskContext, CallFailed, SourceFailed } from '../../src/evidence/source.js';
import type { Account } from '../../src/model/account.js';
import { systemEffects } from '../../src/model/effects.js';
import { Interrupted } from '../../src/model/errors.js';
import type { Unpublished } from '../../src/model/schema.js';
import { groups } from '../../src/model/tables.js';
import { AccessError } from '../../src/organization/access-error.js';

const NOW = Date.UTC(2026, 11, 7);
const account = { id: '111122223333' } as Account;
const context: AskContext = {
  account,
  partition: 'aws',
  call: () => Promise.reject(new Error('no call is made')),
  listed: Promise.resolve([]),
  timeoutMs: 1000,
  signal: new AbortController().signal,
  effects: { ...systemEffects, now: () => NOW },
};
const collected = { status: 'collected', errorCode: null, errorMessage: null, generatedAt: NOW - 1 } as const;
const row = { account_id: account.id, group_name: 'g' } as Unpublished<typeof groups>;

const asked = (ask: Ask) =>
  askSource({ name: 'credentials', reads: 'the credential report', ask, probe: async () => {} }, context);

/** A source that yields a row and then fails. */
const failing = (error: unknown): Ask =>
  async function* () {
    yield { table: groups, rows: [row] };
    throw error;
  };

/** An error as the SDK throws it. */
function sdkError(name: string, message: string, httpStatusCode = 403): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode } });
}

const refused = (actor: 'role' | 'caller', message = 'no') =>
  asked(failing(new CallFailed('iam:GenerateCredentialReport', actor, sdkError('AccessDenied', message))));

test('rows and the state of a source that answered', async () => {
  const result = await asked(async function* () {
    yield { table: groups, rows: [row] };
    return collected;
  });
  const rows = [{ table: groups, rows: [row] }];
  expect(result).toEqual({ ...collected, source: 'credentials', finishedAt: NOW, rows, mayPass: false });
});

test('a refusal names the right, the place and what to do, and counts no row', async () => {
  expect(await refused('role')).toMatchObject({
    status: 'refused',
    errorCode: 'AccessDenied',
    errorMessage:
      'Cannot read the credential report of account 111122223333 (iam:GenerateCredentialReport): AccessDenied. Update the role from deploy/member-role.yaml, or leave credentials out of --collect.',
    rows: [],
    mayPass: false,
  });
  expect((await refused('caller')).errorMessage).toContain('Allow the caller that call, or leave');
  expect(await refused('role', 'with an explicit deny in a service control policy')).toMatchObject({
    status: 'refused',
    errorCode: 'DeniedByServiceControlPolicy',
  });
});

test.each([
  ['a throttled call', new CallFailed('iam:GetCredentialReport', 'role', sdkError('Throttling', 'slow')), true],
  ['a network', new CallFailed('iam:GetCredentialReport', 'role', new Error('socket hang up')), true],
  [
    'a refused request',
    new CallFailed('iam:GetCredentialReport', 'role', sdkError('ValidationError', 'no', 400)),
    false,
  ],
  ['an answer that is no evidence', new SourceFailed('ReportTooOld', 'it is of yesterday', false), false],
  ['an account that cannot be entered', new AccessError('AccessDenied', 'Cannot assume', undefined), false],
])('%s fails the source, and may pass: %s', async (_what, error, mayPass) => {
  const result = await asked(failing(error));
  expect(result).toMatchObject({ status: 'failed', generatedAt: null, rows: [], mayPass });
});

test('an interruption and a bug are no result', async () => {
  await expect(asked(failing(new Interrupted('interrupted')))).rejects.toThrow(Interrupted);
  await expect(asked(failing(new TypeError('a bug')))).rejects.toThrow(TypeError);
});

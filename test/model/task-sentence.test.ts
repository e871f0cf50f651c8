/** The sentences of tasks: each code has one, and numbers and names are as a person writes them. */
import { expect, test } from 'vitest';
import { TASK_CODES, TASK_SENTENCE_COLUMNS, taskSentence } from '../../src/model/judgement/task-sentence.js';

const NAMES = {
  account_id: '111122223333',
  account_name: 'shop',
  principal_arn: 'arn:aws:iam::111122223333:role/service-role/app',
  permission_set_name: 'Admin',
  policy_arn: 'arn:aws:iam::111122223333:policy/team/shared',
};
const COUNTS = {
  services_removable: 1,
  actions_removable: 9700,
  holders: 1234,
  holders_unmeasured: 2,
  accounts_unmeasured: 3,
};
const ROW = { ...NAMES, ...COUNTS, idle_names: '*incident*, *oncall*', last_known_use_at: '2026-03-01 10:00:00.000' };

const said = (task_code: string, subject_type: string, more: object = {}, days?: number): string => {
  const row: Record<string, unknown> = { ...ROW, task_code, subject_type, ...more };
  return taskSentence((column) => row[column], days);
};

test.each([
  [
    'DELETE_ROLE',
    'PRINCIPAL',
    'Ask its owner, then delete the role app: no use in the last 90 days is known; the last known one was on 2026-03-01.',
  ],
  ['NARROW_PRINCIPAL', 'PRINCIPAL', 'Take 1 service and 9,700 actions from the role app, which it did not use.'],
  [
    'NARROW_PERMISSION_SET',
    'PERMISSION_SET',
    'Take 1 service and 9,700 actions out of the permission set Admin, which none of its 1,234 holders used.',
  ],
  [
    'NARROW_MANAGED_POLICY',
    'MANAGED_POLICY',
    'Take 1 service and 9,700 actions out of the policy shared, which none of its 1,234 holders used.',
  ],
  ['KEEP_IDLE', 'PRINCIPAL', 'Keep the role app (idle by design: *incident*, *oncall*).'],
  ['KEEP_EXCEPTED', 'PERMISSION_SET', 'Keep the permission set Admin: it is among the exceptions.'],
  [
    'MEASURE_PERMISSION_SET',
    'PERMISSION_SET',
    'Measure first what is missing of the permission set Admin, accounts: 3, roles of the set: 2.',
  ],
  ['MEASURE_PRINCIPAL', 'PRINCIPAL', 'Measure the role app: nothing is known of it yet.'],
  ['MEASURE_ACCOUNT', 'ACCOUNT', 'Measure the account shop: nothing is known of it yet.'],
] as string[][])('%s of %s', (code, type, sentence) => {
  expect(TASK_CODES).toContain(code);
  expect(said(code as string, type as string)).toBe(sentence);
});

test('what is none, one, or not known', () => {
  const only = { services_removable: 0n, actions_removable: 1n, holders: 1n };
  expect(said('NARROW_PERMISSION_SET', 'PERMISSION_SET', only)).toBe(
    'Take 1 action out of the permission set Admin, which its only holder did not use.',
  );
  expect(said('DELETE_ROLE', 'PRINCIPAL', { last_known_use_at: null }, 400)).toBe(
    'Ask its owner, then delete the role app: no use in the last 400 days is known.',
  );
  expect(said('MEASURE_ACCOUNT', 'ACCOUNT', { account_name: null })).toContain('account 111122223333:');
  expect(said('MEASURE_PRINCIPAL', 'PRINCIPAL', { principal_arn: 'arn:aws:iam::111122223333:user/eve' })).toContain(
    'user eve:',
  );
  expect(said('OF_ANOTHER_VERSION', 'PRINCIPAL')).toBe('OF_ANOTHER_VERSION');
  expect(said('constructor', 'PRINCIPAL')).toBe('constructor');
});

test.each(TASK_CODES)('%s of a row that holds nothing', (code) => {
  expect(taskSentence((column) => (column === 'task_code' ? code : null))).not.toMatch(/undefined|NaN|null/);
});

test('no column is read that is not named', () => {
  const read = new Set<string>();
  for (const code of TASK_CODES)
    for (const type of ['PERMISSION_SET', 'MANAGED_POLICY', 'PRINCIPAL', 'ACCOUNT'])
      taskSentence((column) => {
        read.add(column);
        return { task_code: code, subject_type: type }[column as string] ?? null;
      });
  expect([...read].sort()).toEqual([...TASK_SENTENCE_COLUMNS].sort());
});

/** Which documents are assessed for the page where there are more than it could show. */
import { expect, test } from 'vitest';
import type { Subject } from '../../src/propose/subjects/subject.js';
import { sheetOf } from '../../src/report/sheet.js';
import { ofFirstTasks, usualProposals } from '../../src/report/tasks.js';

const COLUMNS = ['step', 'account_id', 'principal_arn', 'permission_set_name', 'policy_arn'];
const WORKLIST = sheetOf(COLUMNS, [
  ['DELETE', '1', 'role/gone', null, null],
  ['NARROW', null, null, 'Admin', null],
  ['NARROW', '1', null, null, 'policy/shared'],
  ['NARROW', '2', 'role/app', null, null],
  ['KEEP', '2', 'role/spare', null, null],
]);

function documentOf(kind: string, accountId: string | null, name: string, ...holders: readonly string[]): Subject {
  const arn = kind === 'managed' ? name : null;
  return { kind, accountId, name, arn, holders: holders.map((holder) => ({ arn: holder })) } as unknown as Subject;
}

const ADMIN = documentOf('permission_set', null, 'ADMIN', 'role/sso');
const SHARED = documentOf('managed', '1', 'policy/shared', 'role/other');
const ELSEWHERE = documentOf('managed', '2', 'policy/shared', 'role/other');
const INLINE = documentOf('inline', '2', 'own', 'role/app');
const OF_DELETED = documentOf('inline', '1', 'own', 'role/gone');
const OF_KEPT = documentOf('inline', '2', 'own', 'role/spare');
const ALL = [OF_KEPT, OF_DELETED, INLINE, ELSEWHERE, SHARED, ADMIN];

test('all of them, where there are no more than are asked for', async () => {
  expect(ofFirstTasks(ALL, await WORKLIST, ALL.length)).toEqual({ chosen: ALL, left: 0 });
});

test.each([
  [5, [ADMIN, SHARED, INLINE], 0],
  [2, [ADMIN, SHARED], 1],
  [1, [ADMIN], 2],
])('of more than %i those of the first tasks that narrow, in their order', async (most, chosen, left) => {
  expect(ofFirstTasks(ALL, await WORKLIST, most)).toEqual({ chosen, left });
});

test.each([
  [0, 150],
  [5_000, 150],
  [5_001, 60],
])('of %i tasks the page looks for %i smaller policies', (tasks, documents) => {
  expect(usualProposals(tasks)).toBe(documents);
});

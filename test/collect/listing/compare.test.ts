/** Whose report was it: what a later listing says of principals that were measured. */
import { expect, test } from 'vitest';
import { doubtful } from '../../../src/collect/listing/compare.js';
import type { PrincipalRow } from '../../../src/model/tables.js';

const LISTED_AT = 1_000_000;
const REPORT_AT = 1_005_000;

const row = (principal_id: string, principal_arn: string, more: Partial<PrincipalRow> = {}) =>
  ({ principal_id, principal_arn, created_at: 5000, generated_at: null, ...more }) as PrincipalRow;
const measured = (id: string, arn: string) => row(id, arn, { generated_at: REPORT_AT });
const idsOf = (rows: readonly PrincipalRow[]) => rows.map(({ principal_id }) => principal_id);

test('a principal that still has its ARN is not doubtful, nor one whose ARN nobody has', () => {
  expect(doubtful([measured('AIDA1', 'a'), measured('AIDA2', 'b')], [row('AIDA1', 'a'), row('AIDA2', 'c')])).toEqual(
    [],
  );
});

test('of two that exchanged their names both are doubtful', () => {
  const second = [row('AIDA1', 'b'), row('AIDA2', 'a')];
  expect(idsOf(doubtful([measured('AIDA1', 'a'), measured('AIDA2', 'b')], second))).toEqual(['AIDA1', 'AIDA2']);
});

test('a name that a listed principal took over makes the report under it doubtful', () => {
  const second = [row('AIDA1', 'c'), row('AIDA2', 'a')];
  expect(idsOf(doubtful([measured('AIDA1', 'a'), measured('AIDA2', 'b')], second))).toEqual(['AIDA1']);
});

test.each([
  ['before the report', LISTED_AT + 2000, ['AIDA1']],
  ['within the second after it', REPORT_AT + 1000, ['AIDA1']],
  ['later', REPORT_AT + 1001, []],
  ['at a time that IAM did not tell', null, ['AIDA1']],
] as const)('a principal created under the ARN %s', (_, created_at, ids) => {
  expect(idsOf(doubtful([measured('AIDA1', 'a')], [row('AIDA9', 'a', { created_at })]))).toEqual(ids);
});

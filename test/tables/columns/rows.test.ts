import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row, TableSchema } from '../../../src/model/schema.js';
import { ALL_TABLES, groups } from '../../../src/model/tables.js';
import { withConstants, withNulls } from '../../../src/tables/columns/complete.js';
import { columnsOf, rowsOf } from '../../../src/tables/columns/rows.js';
import { rowsOfTable } from '../arbitrary-rows.js';

describe('rows as columns', () => {
  it.each(ALL_TABLES)('$name: come back as they were', (table) => {
    fc.assert(
      fc.property(rowsOfTable(table), (rows) => {
        expect(rowsOf(table, columnsOf(table, rows as readonly Row<TableSchema>[]))).toEqual(rows);
      }),
      { numRuns: 50 },
    );
  });

  it('may lack run_id, which a constant adds', () => {
    const unpublished = columnsOf(groups, [group]);
    expect(Object.keys(unpublished.columns)).not.toContain('run_id');
    expect(rowsOf(groups, withConstants(unpublished, { run_id: 'r' }))).toEqual([{ ...group, run_id: 'r' }]);
  });

  it('a constant takes the place of a column of its name', () => {
    const renamed = withConstants(columnsOf(groups, [group, group]), { account_id: '2' });
    expect(rowsOf(groups, renamed).map((row) => row.account_id)).toEqual(['2', '2']);
  });

  it('a chunk that was written before a column was declared has nulls in it, where the column may be null', () => {
    const { rows, columns } = columnsOf(groups, [group, { ...group, created_at: 7 }]);
    const { created_at: _, inline_policy_names: __, ...known } = columns;
    const nulls = { ...group, created_at: null, inline_policy_names: null };
    expect(rowsOf(groups, withNulls(groups, { rows, columns: known }))).toEqual([nulls, nulls]);
    const { path: ___, ...broken } = columns;
    expect(Object.keys(withNulls(groups, { rows, columns: broken }).columns)).not.toContain('path');
  });

  it('a value that is missing is an error, never a null', () => {
    const { path: _, ...incomplete } = group;
    expect(() => columnsOf(groups, [group, incomplete as typeof group])).toThrow('column "path" of row 1 has no value');
    expect(() => columnsOf(groups, [{ ...group, path: null as never }])).toThrow('column "path" of row 0 has no value');
    expect(() => columnsOf(groups, [{ ...group, run_id: 'r' } as typeof group, group])).toThrow('"run_id" of row 1');
  });
});

const group = {
  account_id: '111122223333',
  group_arn: 'arn:aws:iam::111122223333:group/a',
  group_id: 'AGPA',
  group_name: 'a',
  path: '/',
  created_at: null,
  attached_policy_arns: [],
  inline_policy_names: null,
};

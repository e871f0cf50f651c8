import type { Column, Columns } from '../../model/columns.js';

/** The columns, with a column of one value for each constant (run_id, account_id, principal_arn); it replaces one of its name. */
export function withConstants(columns: Columns, constants: Readonly<Record<string, string>>): Columns {
  const constant = (value: string): Column => ({
    kind: 'codes',
    dictionary: [value],
    codes: new Int32Array(columns.rows),
  });
  const added = Object.entries(constants).map(([name, value]) => [name, constant(value)]);
  return { rows: columns.rows, columns: { ...columns.columns, ...Object.fromEntries(added) } };
}

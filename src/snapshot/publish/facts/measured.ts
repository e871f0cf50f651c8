/** Measured principals, as facts tell of them. */
import type { Codes, Column, Columns } from '../../../model/columns.js';
import { type PrincipalRow, principals } from '../../../model/tables.js';
import { rowsOf } from '../../../tables/columns/rows.js';

export interface Measured {
  readonly principalId: string;
  readonly principalType: string;
  readonly permissionSetName: string | null;
  readonly isServiceLinked: boolean;
  /** ms since 1970 in UTC; NaN: not known, as its evidence is then. */
  readonly generatedAt: number;
  readonly createdAt: number;
}

/** The measured ones of a part, by ARN: within a run one principal alone is measured under it. */
export function measuredByArn(columns: Columns): Map<string, Measured> {
  const rows = rowsOf(principals, columns).filter(({ status }) => status === 'exported');
  return new Map(rows.map((row) => [row.principal_arn, measuredOf(row)]));
}

function measuredOf(row: PrincipalRow): Measured {
  return {
    principalId: row.principal_id,
    principalType: row.principal_type,
    permissionSetName: row.permission_set_name,
    isServiceLinked: row.is_service_linked,
    generatedAt: row.generated_at ?? Number.NaN,
    createdAt: row.created_at ?? Number.NaN,
  };
}

/** Stands at a code that no row has: rows that were taken back leave theirs in the dictionary. */
const NOBODY: Measured = {
  principalId: '',
  principalType: '',
  permissionSetName: null,
  isServiceLinked: false,
  generatedAt: Number.NaN,
  createdAt: Number.NaN,
};

/** By the code of `principal_arn` in rows of a report. A part holds whole principals: a row of nobody is a bug. */
export function principalsByCode(rows: Columns, measured: ReadonlyMap<string, Measured>): Measured[] {
  const { dictionary, codes } = codesIn(rows, 'principal_arn');
  const principals = dictionary.map((arn) => measured.get(arn) ?? NOBODY);
  if (!principals.includes(NOBODY)) return principals;
  const stranger = codes.subarray(0, rows.rows).find((code) => principals[code] === NOBODY);
  if (stranger === undefined) return principals;
  throw new Error(`A part holds rows of "${dictionary[stranger]}", and not that it was measured`);
}

export function codesIn({ columns }: Columns, name: string): Codes {
  const column: Column | undefined = columns[name];
  if (column?.kind !== 'codes') throw new TypeError(`Column "${name}" holds ${column?.kind ?? 'nothing'}, not codes`);
  return column;
}

export function numbersIn({ columns }: Columns, name: string): Float64Array {
  const column: Column | undefined = columns[name];
  if (column?.kind !== 'numbers')
    throw new TypeError(`Column "${name}" holds ${column?.kind ?? 'nothing'}, not numbers`);
  return column.numbers;
}

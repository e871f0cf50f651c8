/** `action_uses` and `service_uses`: the rows that have a time, with who the principal is. */
import type { Codes, Column, Columns } from '../../../model/columns.js';
import { filterRows } from '../../../tables/columns/select-rows.js';
import { codesIn, type Measured, numbersIn, principalsByCode } from './measured.js';

/** Of rows of service_last_accessed or action_last_accessed. */
export function usesOf(rows: Columns, measured: ReadonlyMap<string, Measured>): Columns {
  const times = numbersIn(rows, 'last_accessed_at');
  const used = filterRows(rows, (row) => !Number.isNaN(times[row]));
  return { rows: used.rows, columns: { ...used.columns, ...identityOf(used, principalsByCode(used, measured)) } };
}

function identityOf(uses: Columns, principals: readonly Measured[]): Record<string, Column> {
  const { codes } = codesIn(uses, 'principal_arn');
  const isServiceLinked = Float64Array.from(codes, (code) => Number(principals[code]?.isServiceLinked));
  return {
    principal_id: texts(codes, principals, ({ principalId }) => principalId),
    principal_type: texts(codes, principals, ({ principalType }) => principalType),
    permission_set_name: texts(codes, principals, ({ permissionSetName }) => permissionSetName),
    is_service_linked: { kind: 'numbers', numbers: isServiceLinked },
  };
}

function texts(
  codes: Int32Array,
  principals: readonly Measured[],
  textOf: (principal: Measured) => string | null,
): Codes {
  const all = principals.map(textOf);
  const isKnown = all.map((text) => text !== null);
  return {
    kind: 'codes',
    dictionary: all.map((text) => text ?? ''),
    codes: Int32Array.from(codes, (code) => (isKnown[code] ? code : -1)),
  };
}

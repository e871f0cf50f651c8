/** Who the principal of a row of a report is. */
import type { Codes, Column, Columns } from '../../../model/columns.js';
import { codesIn, type Measured } from './measured.js';

/** Columns that tell the principal of each row from others of its ARN; `principals` by the code of `principal_arn`. */
export function identityOf(rows: Columns, principals: readonly Measured[]): Record<string, Column> {
  const { codes } = codesIn(rows, 'principal_arn');
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

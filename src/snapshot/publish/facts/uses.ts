/** `action_uses` and `service_uses`: the rows that have a time, with who the principal is. */
import type { Columns } from '../../../model/columns.js';
import { filterRows } from '../../../tables/columns/select-rows.js';
import { identityOf } from './identity.js';
import { type Measured, numbersIn, principalsByCode } from './measured.js';

/** Of rows of service_last_accessed or action_last_accessed. */
export function usesOf(rows: Columns, measured: ReadonlyMap<string, Measured>): Columns {
  const times = numbersIn(rows, 'last_accessed_at');
  const used = filterRows(rows, (row) => !Number.isNaN(times[row]));
  return { rows: used.rows, columns: { ...used.columns, ...identityOf(used, principalsByCode(used, measured)) } };
}

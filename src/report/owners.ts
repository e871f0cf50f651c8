/** Who answers for each user and role, as the worklist names it. */
import { allRows } from '../query/engine/all-rows.js';
import type { Cell, QueryEngine, QueryOptions } from '../query/engine/engine.js';
import { bind } from '../query/question/bind.js';
import { readReportStatement } from '../query/question/questions.js';
import type { Given } from '../query/question/values.js';
import type { Sheet } from './payload.js';
import { sheetOf, textsOf } from './sheet.js';

/** The sheet of principals gains `owner` and `owner_from`; null where nobody is named, and of accounts. */
export async function withOwners(
  engine: QueryEngine,
  principals: Sheet,
  given: Given,
  options: QueryOptions,
): Promise<Sheet> {
  const { sql, parameters } = bind(readReportStatement('principal_owners'), given);
  const owners = new Map<string, readonly Cell[]>();
  for (const [account, id, owner, from] of await allRows(engine, sql, parameters, options)) {
    if (owner !== null) owners.set(`${account} ${id}`, [owner ?? null, from ?? null]);
  }
  const [account, id] = [textsOf(principals.columns.account_id), textsOf(principals.columns.principal_id)];
  const rows = Array.from(
    { length: principals.rows },
    (_, row) => owners.get(`${account(row)} ${id(row)}`) ?? [null, null],
  );
  const { columns } = await sheetOf(['owner', 'owner_from'], rows);
  return { ...principals, columns: { ...principals.columns, ...columns } };
}

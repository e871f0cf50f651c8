/** What the models say of users and roles, and of what they are granted. */
import type { JudgedDates } from '../../../src/query/models.js';
import type { AnswerRow } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';
import type { Named } from '../reasons/oracle/uses.js';
import { modelRows } from './by-models.js';

/** Names a user or role, or what it is granted: without a service the principal itself, without an action the service. */
export function keyOf(accountId: unknown, principalId: unknown, { service, action }: Named): string {
  return [accountId, principalId, `${service ?? '*'}:${action ?? '*'}`.toLowerCase()].join(' ');
}

/** Each row of the models, by {@link keyOf}. */
export async function judgedRows(engine: MemoryEngine, dates: JudgedDates): Promise<Map<string, AnswerRow>> {
  const rows = [
    ...(await modelRows(engine, 'SELECT * FROM judged_principals', dates)).map(asItself),
    ...(await modelRows(engine, 'SELECT * FROM judged_items', dates)),
  ];
  const named = rows.map((row) => {
    const [service, action] = [row.service_namespace, row.action_key].map((cell) => (cell ? String(cell) : null));
    return [
      keyOf(row.account_id, row.principal_id, { service: service ?? null, action: action ?? null }),
      row,
    ] as const;
  });
  const byKey = new Map(named);
  if (byKey.size < named.length) throw new Error(`${named.length - byKey.size} rows are there twice`);
  return byKey;
}

/** A principal is no grant. */
function asItself({ known_days: _, ...row }: AnswerRow): AnswerRow {
  return row;
}

/** What the models and the oracle say of users and roles, and of what they are granted. */
import { REASONS } from '../../../src/model/judgement/reasons.js';
import type { JudgedDates } from '../../../src/query/engine/engine.js';
import type { AnswerRow } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';
import { reasonsAgainst } from '../reasons/oracle/against.js';
import type { Asked } from '../reasons/oracle/asked.js';
import { grantedItems, subjectsOf } from '../reasons/oracle/universe.js';
import type { Named } from '../reasons/oracle/uses.js';
import { modelRows, saidAt } from './by-models.js';

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

export function saidByModels(rows: ReadonlyMap<string, AnswerRow>, days: number): Map<string, string> {
  return new Map([...rows].map(([key, row]) => [key, saidAt(days, row)]));
}

export function saidByOracle(asked: Asked): Map<string, string> {
  const said = new Map<string, string>();
  for (const subject of subjectsOf(asked)) {
    if (subject.kind !== 'principal') continue;
    for (const named of grantedItems(asked, subject)) {
      const { codes, grantAge } = reasonsAgainst(asked, { subject, ...named });
      const withheld = REASONS.find(({ code }) => codes.has(code))?.code ?? 'nothing';
      said.set(keyOf(subject.accountId, subject.principalId, named), `${withheld}, ${grantAge ?? '-'}`);
    }
  }
  return said;
}

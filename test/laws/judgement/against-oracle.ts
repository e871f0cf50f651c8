/** What the fragments say of every user, role and service of a lake, held against the oracle. */
import { REASONS } from '../../../src/model/judgement/reasons.js';
import type { MemoryEngine } from '../memory-engine.js';
import { judgementsOf } from '../reasons/judgements.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import type { Item, Question } from '../reasons/oracle/question.js';
import type { Lake } from '../world/lake.js';
import { allBySql, keyOfItem, type Said, type Statements } from './by-sql.js';
import { grantsOf } from './tasks-by-rows.js';

/** Sentences about where they differ; the engine shows the lake. */
export async function againstOracle(
  engine: MemoryEngine,
  lake: Lake,
  question: Question,
  statements?: Statements,
): Promise<string[]> {
  const bySql = await allBySql(engine, question, statements);
  const asked = ask(historyOf(lake), question);
  const grants = new Map<string, ReturnType<typeof grantsOf>>();
  const isGranted = (row: Item): boolean => {
    const name = JSON.stringify(row.subject);
    const own = grants.get(name) ?? grantsOf(asked, row.subject);
    grants.set(name, own);
    return own(row);
  };
  const byOracle = new Map(
    [...judgementsOf(lake, question)].flatMap((row) => {
      const key = keyOfItem(row);
      return key === null || !isGranted(row) ? [] : [[key, row] as const];
    }),
  );
  return [...new Set([...bySql.keys(), ...byOracle.keys()])].flatMap((key) => {
    const [sql, oracle] = [wordsOf(bySql.get(key)), wordsOf(byOracle.get(key))];
    if (sql === oracle) return [];
    return [`${question.date} ${question.days} ${key}: SQL says ${sql}; the oracle ${oracle}`];
  });
}

/** Undefined: there is no row. The age is read of what may go. */
function wordsOf(said: Said | undefined): string {
  if (said === undefined) return 'no row';
  const codes = REASONS.filter(({ bit }) => (said.bits & bit) > 0).map(({ code }) => code);
  return codes.join(' ') || `nothing, and the age of the grant ${said.grantAge}`;
}

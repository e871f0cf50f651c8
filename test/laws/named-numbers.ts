/** The table of named numbers in docs/judgement.md, and what its statements give on a lake. */
import { readFileSync } from 'node:fs';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { withQuestions } from '../../src/query/question/in-sql.js';
import { rowsOf } from './claims.js';

const table =
  readFileSync(new URL('../../docs/judgement.md', import.meta.url), 'utf8').split('## Named numbers')[1] ?? '';
export const namedNumbers = table
  .split('\n')
  .map((line) => line.split(' | '))
  .filter((cells) => cells.length === 4 && cells[0]?.startsWith('| `'))
  .map(([name = '', , , statements = '']) => ({
    name: name.slice('| `'.length, -1),
    statements: [...statements.matchAll(/`([^`]+)`/g)].map(([, sql]) => String(sql)),
  }));
/** The number that a statement gives; what counts nothing and what sums nothing are the same. */
export async function numberOf(engine: QueryEngine, statement: string): Promise<number> {
  const sql = withQuestions(statement, await snapshotDates(engine));
  const [row] = await rowsOf(await engine.query(sql, []));
  return Number(Object.values(row ?? {})[0] ?? 0);
}

/** Reads a derived table, which not every lake has. */
export function isOfDerived(statement: string): boolean {
  return / FROM (bi_|raw\.derived_|trends)/.test(statement);
}

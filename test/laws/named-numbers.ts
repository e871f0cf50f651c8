/** The table of named numbers in docs/judgement.md, and what its statements give on a lake. */
import { readFileSync } from 'node:fs';
import type { QueryEngine } from '../../src/query/engine.js';
import { bind, inlined } from '../../src/query/question/bind.js';
import { snapshotDates, withDates } from '../../src/query/question/dates.js';
import { findQuestion } from '../../src/query/question/find.js';
import { readQuestions } from '../../src/query/question/questions.js';
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
/** As a person asks them. */
const questions = new Map(readQuestions().map(({ asked, name }) => [asked, name]));

/** The number that a statement gives; what counts nothing and what sums nothing are the same. */
export async function numberOf(engine: QueryEngine, statement: string): Promise<number> {
  const dates = await snapshotDates(engine);
  const sql = statement.replaceAll(/ FROM (?:"([^"]+)"|(\w+))/g, (whole, form: string | undefined, plain: string) => {
    const name = questions.get(form ?? plain);
    if (name === undefined) return whole;
    const question = findQuestion(name);
    return ` FROM (${inlined(bind(question, withDates(question, {}, dates)))}) AS answer`;
  });
  const [row] = await rowsOf(await engine.query(sql, []));
  return Number(Object.values(row ?? {})[0] ?? 0);
}

/** Reads a derived table, which not every lake has. */
export function isOfDerived(statement: string): boolean {
  return / FROM (bi_|raw\.derived_|trends)/.test(statement);
}

/** What the fragments say of a case, held against what was worked out by hand: all codes, none more. */
import { REASONS } from '../../../src/model/judgement/reasons.js';
import { withFacts } from '../facts.js';
import type { MemoryEngine } from '../memory-engine.js';
import { type HandCase, lakeOfCase } from '../reasons/cases.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { judgedBySql, keyOfItem, type Statements } from './by-sql.js';
import { grantsOf } from './tasks-by-rows.js';

/** A sentence about where they differ; undefined: they do not. The engine shows the lake of the case from now on. */
export async function againstHand(
  engine: MemoryEngine,
  each: HandCase,
  statements?: Statements,
): Promise<string | undefined> {
  await engine.show(withFacts(lakeOfCase(each)));
  const row = await judgedBySql(engine, each.item, each.question, statements);
  if (row === 'refused') return undefined;
  if ((row !== undefined) !== isAnswered(each)) return row ? 'SQL has a row of it' : 'SQL has no row of it';
  if (row === undefined) return undefined;
  const bits = Number(row.reasons);
  const codes = REASONS.filter(({ bit }) => (bits & bit) > 0).map(({ code }) => code);
  const { expect: expected, age = '-' } = each.expected;
  const holdsAge = each.item.service !== null && each.expected.age !== undefined;
  const said = [codes.join(' ') || 'nothing', holdsAge ? (row.grant_age ?? '-') : age].join(', age ');
  const meant = [expected, age].join(', age ');
  return said === meant ? undefined : `SQL says ${said}; by hand ${meant}`;
}

/** Whether a question has a row of it: it is granted. */
function isAnswered(each: HandCase): boolean {
  const { item, question } = each;
  const asked = ask(historyOf(lakeOfCase(each)), question);
  return keyOfItem(item) !== null && grantsOf(asked, item.subject)(item);
}

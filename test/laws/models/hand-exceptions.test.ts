/** What questions over the models say of cases with exceptions and releases that were worked out by hand. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/model/errors.js';
import { REASONS } from '../../../src/model/judgement/reasons.js';
import { prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { readNamedQuestion } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { type AnswerRow, rowsOf } from '../claims.js';
import { withFacts } from '../facts.js';
import { nameOf } from '../judged/answers.js';
import { LISTINGS, namedBy } from '../judged/listings.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { type HandCase, handCases, lakeOfCase } from '../reasons/cases.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import type { Item } from '../reasons/oracle/question.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** The question that says of an item of the subject what speaks against it; undefined: none does. */
function questionOf({ subject, service, action }: Item): string | undefined {
  const isOfAction = action !== null;
  switch (subject.kind) {
    case 'principal':
      return service === null ? 'dormant_principals' : isOfAction ? 'removable.by-action' : 'removable.by-service';
    case 'permission_set':
      return service === null ? undefined : isOfAction ? 'sets.by-action' : 'sets';
    case 'ou':
      return service === null ? undefined : isOfAction ? 'guardrails.by-action' : 'guardrails';
    case 'role_name':
      return service === null || isOfAction ? undefined : 'role_names';
    case 'managed_policy':
      return service === null || isOfAction ? undefined : 'policies.by-service';
    default:
      return undefined;
  }
}

const cases = handCases().filter(
  ({ item, question: { except, released, exempted } }) =>
    (except || released || exempted) && questionOf(item) !== undefined,
);

function givenOf({ item, question }: HandCase): Given {
  const { except = {}, released, exempted } = question;
  const isOfPrincipal = item.subject.kind === 'principal' && item.service !== null;
  return {
    ...{ snapshot_date: question.date, uses_until: question.usesUntil ?? question.date, days: question.days },
    ...(isOfPrincipal && { all: 'yes', unused_days: 0 }),
    ...(item.subject.kind === 'ou' && { all: 'yes', ...(exempted && { except: exempted }) }),
    ...(released && { release: released }),
    ...(except.principals && { except: except.principals }),
    ...(except.tags && { except_tag: except.tags }),
    ...(except.policies && { except_policy: except.policies }),
    ...(except.actions && { except_action: except.actions }),
  };
}

/** The rows of the item; undefined: the question takes no such option, or the lake knows no such name. */
async function rowsOfItem(each: HandCase): Promise<AnswerRow[] | undefined> {
  const lake = withFacts(lakeOfCase(each));
  await engine.show(lake);
  const listing = LISTINGS.find(({ question }) => question === questionOf(each.item));
  if (listing === undefined) throw new Error(`No listing of ${questionOf(each.item)}`);
  const { snapshot } = ask(historyOf(lake), each.question);
  const isMeant = (row: AnswerRow): boolean => {
    const subject = listing.subjectOf(row, snapshot);
    return subject !== undefined && nameOf({ subject, ...namedBy(row) }) === nameOf(each.item);
  };
  try {
    const dates = await snapshotDates(engine);
    const { statement } = await prepareKnown(engine, readNamedQuestion(listing.question), givenOf(each), { dates });
    return (await rowsOf(await engine.query(statement.sql, statement.parameters))).filter(isMeant);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

it('there are cases', () => {
  expect(cases.length).toBeGreaterThan(15);
});

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(cases.filter((each) => each.file === file))('$name', async (each) => {
    const rows = await rowsOfItem(each);
    if (rows === undefined) return;
    const told = each.expected.expect === 'nothing' ? [] : String(each.expected.expect).split(' ');
    const withheld = REASONS.find(({ code }) => told.includes(code))?.code ?? null;
    const [row, ...others] = rows;
    expect(others).toEqual([]);
    if (row === undefined) expect(withheld, 'a question that leaves it out').not.toBeNull();
    else if ('withheld' in row) expect(row.withheld).toBe(withheld);
    else expect(withheld).toBeNull();
  });
});

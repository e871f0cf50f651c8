/** What the models say of a case, held against what was worked out by hand. */
import { REASONS } from '../../../src/model/judgement/reasons.js';
import type { AnswerRow } from '../claims.js';
import { withFacts } from '../facts.js';
import type { MemoryEngine } from '../memory-engine.js';
import { type HandCase, handCases, lakeOfCase } from '../reasons/cases.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import { saidAt } from './by-models.js';
import { judgedRows, keyOf } from './principals.js';
import { judgedSubjectRows, keyOfSubject } from './subjects.js';

/** No number is greater, so that nothing may go at more days. */
const MOST_DAYS = 400;

/** Cases that the models answer: what a question excepts or releases is its own. */
export function casesOfModels(): HandCase[] {
  return handCases().filter(
    ({ item: { subject, service }, question: { days, except, released, exempted } }) =>
      days <= MOST_DAYS && !(except || released || exempted) && (subject.kind === 'principal' || service !== null),
  );
}

/** What the models say and what was worked out, in words; undefined: they have no row of it. The engine shows the lake from now on. */
export async function heldAgainstHand(
  engine: MemoryEngine,
  each: HandCase,
): Promise<{ readonly models: string; readonly hand: string } | undefined> {
  const row = await rowOf(engine, each);
  if (row === undefined) return undefined;
  const [models = '', hand = ''] = [saidAt(each.question.days, row), byHand(each)].map((text) =>
    each.expected.age === undefined ? text.split(',')[0] : text,
  );
  return { models, hand };
}

/** Undefined: it is not granted, or IAM does not track it. */
async function rowOf(engine: MemoryEngine, each: HandCase): Promise<AnswerRow | undefined> {
  const { item, question } = each;
  const lake = withFacts(lakeOfCase(each));
  await engine.show(lake);
  const { date, usesUntil = date } = question;
  const dates = { snapshotDate: date, usesUntil };
  const { subject } = item;
  if (subject.kind === 'principal')
    return (await judgedRows(engine, dates)).get(keyOf(subject.accountId, subject.principalId, item));
  const key = keyOfSubject(ask(historyOf(lake), question), subject);
  return (await judgedSubjectRows(engine, dates)).get(`${key} ${item.service}:${item.action ?? '*'}`.toLowerCase());
}

function byHand({ item, expected }: HandCase): string {
  const codes = expected.expect === 'nothing' ? [] : String(expected.expect).split(' ');
  const withheld = REASONS.find(({ code }) => codes.includes(code))?.code ?? 'nothing';
  return `${withheld}, ${item.service === null ? '-' : expected.age}`;
}

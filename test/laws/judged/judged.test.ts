/**
 * Two-sided: what a question lists has no reason against it, and what has none is listed; a row says NOT_ACCESSED where no
 * use can be hidden, and there alone. The promise: nothing that was not measured, or that the lake knows was used, ever
 * reads as unused; and what may go is not kept in silence: what a question does not list though nothing speaks against it,
 * differences.ts names with the reason.
 */
import { afterAll, beforeAll, it } from 'vitest';
import { USE_NOT_KNOWN } from '../../../src/model/judgement/reasons.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { Breaches } from '../breaches.js';
import type { AnswerRow } from '../claims.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { judgementsOf } from '../reasons/judgements.js';
import { type Judgement, reasonsAgainst } from '../reasons/oracle/against.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import type { Question } from '../reasons/oracle/question.js';
import { takes } from '../required.js';
import { seeds } from '../seeds.js';
import type { Lake } from '../world/lake.js';
import { seeded } from '../world/random.js';
import { type Answer, askListing, nameOf } from './answers.js';
import { datesIn, defaultDateOf, lawLake } from './lakes.js';
import { LISTINGS, type Listing } from './listings.js';
import { DRAFTS, proposedItems, undrafted } from './proposals.js';
import { countsOf, sameItem } from './same-item.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const breaches = new Breaches('judged');
const differences = new Breaches('same-item');
const DAYS = [30, 90, 90, 200];

it.each(seeds(6))('what is listed has no reason against it, and what has none is listed: seed %i', async (seed) => {
  const random = seeded(seed);
  const { lake, world } = lawLake(seed);
  const isDefault = random.chance(0.5);
  const date = isDefault ? defaultDateOf(lake) : random.one(world.runs).date;
  const question = {
    date,
    days: random.one(DAYS),
    ...(isDefault ? { usesUntil: datesIn(lake).at(-1) as string } : {}),
  };
  const given = isDefault ? {} : { snapshot_date: date };
  await engine.show(lake);
  const judged = [...judgementsOf(lake, question)];
  const asked = ask(historyOf(lake), question);
  const answers = new Map<string, Answer>();
  for (const listing of LISTINGS) {
    const answer = await askListing(engine, listing, givenFor(listing, given, question), asked.snapshot);
    answers.set(listing.question, answer);
    for (const [name, item] of answer.listed) {
      const { codes } = reasonsAgainst(asked, item);
      for (const code of codes) breaches.add(listing.question, code, `${name} at ${JSON.stringify(question)}`);
    }
    for (const [row, item] of answer.items) {
      const state = item.service === null ? undefined : wrongState(row, reasonsAgainst(asked, item));
      if (state) breaches.add(listing.question, state, `${nameOf(item)} at ${JSON.stringify(question)}`);
    }
    const due = judged.filter(
      (row) => listing.mustList(row) && row.codes.size === 0 && !answer.listed.has(nameOf(row)),
    );
    for (const row of due) {
      const why = listing.omits?.(row, asked) ?? 'no reason';
      breaches.add(listing.question, why, `${nameOf(row)} at ${JSON.stringify(question)}`);
    }
  }
  await holdsProposals(lake, question);
  const counts = await countsOf(engine, { ...given, days: question.days });
  for (const [what, detail] of sameItem(answers, counts, asked)) differences.add('worklist', what, detail);
  breaches.check();
  differences.check();
});

breaches.needsEachLine();
differences.needsEachLine();

/** Proposals of the default date count uses as a question without a date does, though the date is named. */
async function holdsProposals(lake: Lake, { date, days }: Question): Promise<void> {
  const dates = datesIn(lake);
  const usesUntil = date === defaultDateOf(lake) ? (dates.at(-1) as string) : date;
  const question = { date, days, usesUntil };
  const asked = ask(historyOf(lake), question);
  const proposed = await proposedItems(engine, question, dates);
  for (const { question: name, item } of proposed) {
    const { codes } = reasonsAgainst(asked, item);
    for (const code of codes) breaches.add(name, code, `${nameOf(item)} at ${JSON.stringify(question)}`);
  }
  for (const [why, row] of undrafted([...judgementsOf(lake, question)], proposed, asked)) {
    breaches.add(DRAFTS, why, `${nameOf(row)} at ${JSON.stringify(question)}`);
  }
}

/** The state of a row, where the oracle says another; of a use from before the days the reasons do not tell. */
function wrongState({ state }: AnswerRow, { codes }: Judgement): string | undefined {
  const hidden = USE_NOT_KNOWN.some((code) => codes.has(code)) ? 'NOT_MEASURED' : 'NOT_ACCESSED';
  const isRight = codes.has('USED') ? state === 'ACCESSED' : state === 'ACCESSED' || state === hidden;
  return isRight ? undefined : `state ${state}`;
}

const questions = readQuestions();

function givenFor({ question: name, given: own }: Listing, given: Given, { days }: Question): Given {
  const question = questions.find((each) => each.name === name);
  return { ...given, ...own, ...(question && takes(question, 'days') ? { days } : {}) };
}

/**
 * Laws over the same lake made otherwise: what questions list of it, as items.
 */
import { afterAll, beforeAll, it } from 'vitest';
import { Breaches } from '../breaches.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { reasonsAgainst } from '../reasons/oracle/against.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import type { Item } from '../reasons/oracle/question.js';
import { seeds } from '../seeds.js';
import type { Lake } from '../world/lake.js';
import { seeded } from '../world/random.js';
import { askListing } from './answers.js';
import { datesIn, exchangedIds, exchangedText, lawLake, splitRun, withoutBulk, withoutRuns } from './lakes.js';
import { LISTINGS } from './listings.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const ASKED = ['removable.by-action', 'removable.by-service', 'sets.by-action'];

/** By question and name. */
type Listed = ReadonlyMap<string, ReadonlyMap<string, Item>>;

async function listed(lake: Lake, date: string, days: number): Promise<Listed> {
  await engine.show(lake);
  const { snapshot } = ask(historyOf(lake), { date, days });
  const found = new Map<string, ReadonlyMap<string, Item>>();
  for (const listing of LISTINGS.filter(({ question }) => ASKED.includes(question))) {
    found.set(listing.question, (await askListing(engine, listing, { snapshot_date: date, days }, snapshot)).listed);
  }
  return found;
}

/** Of the lake as it is: asked once. */
const asItIs = new Map<number, Listed>();

async function listedAsItIs(seed: number): Promise<Listed> {
  const { lake, date, days } = madeOf(seed);
  const found = asItIs.get(seed) ?? (await listed(lake, date, days));
  asItIs.set(seed, found);
  return found;
}

/** Each law is held over two of three lakes: to ask costs more than anything else here. */
function seedsBut(one: 0 | 1 | 2): number[] {
  return seeds().filter((seed) => seed % 3 !== one);
}

interface Made {
  readonly lake: Lake;
  readonly date: string;
  readonly days: number;
}

function madeOf(seed: number): Made {
  const random = seeded(seed);
  const lake = withoutBulk(lawLake(seed).lake);
  return { lake, date: datesIn(lake).at(-1) as string, days: random.one([30, 90, 90, 200]) };
}

/** Items of `more` that `fewer` lacks, though something speaks against them. */
function* wronglyAdded(fewer: Listed, more: Listed, { lake, date, days }: Made): Generator<[string, string, string]> {
  const asked = ask(historyOf(lake), { date, days });
  for (const [question, items] of more) {
    for (const [name, item] of items) {
      if (fewer.get(question)?.has(name)) continue;
      for (const code of reasonsAgainst(asked, item).codes) yield [question, code, `${name} at ${date}, ${days} days`];
    }
  }
}

const moreRuns = new Breaches('more-runs');

/** Law a. The promise: what is known to be used, or was not measured, reads as unused by nothing that is run besides. */
it.each(seedsBut(0))('a: one more run makes nothing removable that something speaks against: seed %i', async (seed) => {
  const made = madeOf(seed);
  const others = (made.lake.get('runs') ?? []).filter(({ snapshot_date }) => snapshot_date !== made.date);
  const run = others.at(seed % Math.max(1, others.length));
  if (run === undefined) return;
  const before = await listed(withoutRuns(made.lake, new Set([String(run.run_id)])), made.date, made.days);
  const after = await listedAsItIs(seed);
  for (const [question, code, detail] of wronglyAdded(before, after, made)) moreRuns.add(question, code, detail);
  moreRuns.check();
});

const splitting = new Breaches('splitting');

/** Law c. The promise: what is true of an organization does not hang on who ran what, or on the IDs that AWS gave. */
it.each(seedsBut(1))('c: a run in two, or other IDs, list the same: seed %i', async (seed) => {
  const { lake, date, days } = madeOf(seed);
  const run = String((lake.get('runs') ?? []).at(-1)?.run_id);
  const isSplit = seed % 2 === 0;
  const expected = await listedAsItIs(seed);
  const found = await listed(isSplit ? splitRun(lake, run, 1) : exchangedIds(lake), date, days);
  for (const [question, items] of expected) {
    const names = [...(found.get(question)?.keys() ?? [])].map((name) => (isSplit ? name : exchangedText(name)));
    const missing = [...items.keys()].filter((name) => !names.includes(name));
    const added = names.filter((name) => !items.has(name));
    for (const name of [...missing, ...added]) splitting.add(question, 'differs', `${name} at ${date}, ${days} days`);
  }
  splitting.check();
});

const moreDays = new Breaches('more-days');

/** Law g. The promise: whoever asks for more evidence is never shown more. */
it.each(seedsBut(2))('g: more days never list more: seed %i', async (seed) => {
  const { lake, date, days } = madeOf(seed);
  const fewer = await listedAsItIs(seed);
  const more = await listed(lake, date, days + 61);
  for (const [question, items] of more) {
    const added = [...items.keys()].filter((name) => !fewer.get(question)?.has(name));
    for (const name of added) moreDays.add(question, 'more', `${name} at ${date}, ${days} days`);
  }
  moreDays.check();
});

moreRuns.needsEachLine();
splitting.needsEachLine();
moreDays.needsEachLine();

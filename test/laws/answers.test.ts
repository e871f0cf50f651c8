/**
 * The answers over a random lake are those that answers.json holds, by their SHA-256: nothing in the SQL changes one
 * unnoticed. Where a change alters answers on purpose, or lakes are made otherwise: `npm run renew answers`, and say in the
 * commit what changed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answersOver } from './answers/over-lake.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';

/** A small one. */
const SEEDS = [43];
/** A lake takes a minute, and more on a machine that does other things too. */
const LONGEST_MS = 900_000;
const file = new URL('./answers.json', import.meta.url);

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const isRenewed = process.env.ANSWERS === 'renew';
const kept = isRenewed ? {} : JSON.parse(readFileSync(file, 'utf8'));

it.each(SEEDS)(
  'nothing in the SQL changes an answer unnoticed: lake %i',
  async (seed) => {
    const found = await answersOver(engine, seed);
    if (isRenewed) kept[seed] = found;
    expect(found, 'if it is meant: `npm run renew answers`').toEqual(kept[seed]);
  },
  LONGEST_MS,
);

afterAll(() => {
  if (isRenewed) writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
});

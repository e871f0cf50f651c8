/** The judgement of the fragments, held against each case that was worked out by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { handCases } from '../reasons/cases.js';
import { againstHand } from './against-hand.js';
import { keyOfItem } from './by-sql.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

/** The rest is judged by the models: test/laws/models. */
const cases = handCases().filter(({ item }) => keyOfItem(item) !== null);

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(cases.filter((each) => each.file === file))('$name', async (each) => {
    expect(await againstHand(engine, each)).toBeUndefined();
  });
});

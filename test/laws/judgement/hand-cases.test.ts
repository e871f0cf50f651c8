/** The judgement of the fragments, held against each case that was worked out by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { handCases } from '../reasons/cases.js';
import { againstHand } from './against-hand.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const cases = handCases();

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(cases.filter((each) => each.file === file))('$name', async (each) => {
    expect(await againstHand(engine, each)).toBeUndefined();
  });
});

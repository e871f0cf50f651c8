/** What the models say of cases that were worked out by hand. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { casesOfModels, heldAgainstHand } from './by-hand.js';

let engine: MemoryEngine;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

const cases = casesOfModels();

it('there are cases', () => {
  expect(cases.filter(({ item }) => item.subject.kind === 'principal').length).toBeGreaterThan(20);
  expect(cases.filter(({ item }) => item.subject.kind !== 'principal').length).toBeGreaterThan(20);
});

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  test.each(cases.filter((each) => each.file === file))('$name', async (each) => {
    const held = await heldAgainstHand(engine, each);
    expect(held?.models).toBe(held?.hand);
  });
});

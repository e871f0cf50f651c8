/** A part of the fuzzing that the soak does in full; its seed is printed. */
import { expect, test } from 'vitest';
import { fuzzListings, fuzzReports } from './fuzz.js';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

test(`mutated reports (FUZZ_SEED=${seed})`, async () => {
  const figures = await fuzzReports(800, seed);
  console.log('reports', figures);
  expect(figures.cases).toBe(800);
  expect(Math.min(figures.taken, figures.refused)).toBeGreaterThan(0);
}, 60_000);

test(`mutated listings (FUZZ_SEED=${seed})`, async () => {
  const figures = await fuzzListings(200, seed);
  console.log('listings', figures);
  expect(figures.cases).toBe(200);
  expect(Math.min(figures.taken, figures.refused)).toBeGreaterThan(0);
}, 60_000);

/** Fuzzing in full: FUZZ_CASES bodies (default 100,000), nine of ten of the calls of jobs, by FUZZ_SEED. */
import { expect, test } from 'vitest';
import { fuzzListings, fuzzReports } from '../collect/fuzz.js';

const cases = Number(process.env.FUZZ_CASES ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const listings = Math.floor(cases / 10);

test(`${cases} mutated bodies (FUZZ_SEED=${seed})`, async () => {
  const figures = [await fuzzReports(cases - listings, seed), await fuzzListings(listings, seed)];
  console.log(`FUZZ_SEED=${seed}`, figures);
  expect(figures.reduce((sum, one) => sum + one.cases, 0)).toBe(cases);
});

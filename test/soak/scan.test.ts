/** The scanner against the SDK's parser in full: SCAN_CASES bodies (default 100,000), by FUZZ_SEED. */
import { expect, test } from 'vitest';
import { compareReadings } from '../collect/differential.js';

const cases = Number(process.env.SCAN_CASES ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

test(`${cases} reports have the same rows with and without the scanner (FUZZ_SEED=${seed})`, async () => {
  const figures = await compareReadings(cases, seed);
  console.log(`FUZZ_SEED=${seed}`, figures);
  expect(figures.scanned).toBeGreaterThanOrEqual(0.3 * figures.cases);
});

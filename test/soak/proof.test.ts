/** The proof in full: PROOF_CASES random documents, holders and evidence (default 100,000), by FUZZ_SEED. */
import { test } from 'vitest';
import { proveAll } from '../propose/prove.js';

const cases = Number(process.env.PROOF_CASES ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

test(`${cases} proposals are proven (FUZZ_SEED=${seed})`, () => proveAll(cases, seed));

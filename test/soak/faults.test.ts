/** Every fault at every place, over several seeds, with the special cases: the table of figures for docs/reliability.md. */
import { expect, test } from 'vitest';
import {
  denialCases,
  jobCases,
  lastingTroubles,
  pageCases,
  passingTroubles,
  sessionCases,
  wrongAnswerCases,
} from '../law/cases.js';
import { figures, type Result, type RunOptions, runCases } from '../law/run.js';

const seeds = (process.env.SOAK_SEEDS ?? '1,2,3').split(',').map(Number);

function optionsFor(seed: number): RunOptions {
  const limits = { rate: Number.POSITIVE_INFINITY, burst: 1 };
  return {
    simulation: { seed, principalsPerAccount: 4, administratorShare: 0.02, specialCases: false, jobMs: [1, 3], limits },
    encoder: seed % 2 === 0 ? 'parquetjs' : 'arrow',
    times: 40,
    callMs: 3000,
    jobTimeoutMs: 400_000,
  };
}

test(`every fault at every place (SOAK_SEEDS=${seeds})`, async () => {
  const results: Result[] = [];
  for (const seed of seeds) {
    const sets = [
      passingTroubles(1 + (seed % 3)),
      lastingTroubles(),
      [...sessionCases([1, 2]), ...pageCases(), ...jobCases(), ...denialCases(), ...wrongAnswerCases()],
    ];
    for (const cases of sets) results.push(...(await runCases(cases, optionsFor(seed))));
  }
  console.log(figures(results));
  const silent = results.reduce((sum, { verdict }) => sum + verdict.silent.length, 0);
  console.log(`${results.length} accounts with a fault, ${silent} silent losses, SOAK_SEEDS=${seeds}`);
  expect(results.filter(({ wrong }) => wrong.length > 0).map(({ case: { name }, wrong }) => [name, wrong])).toEqual([]);
});

/** A fault within the retry bound ends in the right rows, a longer one in a recorded failure of that principal or account alone. */
import { expect, test } from 'vitest';
import {
  denialCases,
  isSlow,
  jobCases,
  lastingTroubles,
  oneOf,
  pageCases,
  passingTroubles,
  sessionCases,
  wrongAnswerCases,
} from './cases.js';
import { type Case, figures, type RunOptions, runCases } from './run.js';

const OPTIONS: RunOptions = {
  simulation: {
    seed: 11,
    principalsPerAccount: 2,
    administratorShare: 0,
    specialCases: false,
    jobMs: [1, 3],
    limits: { rate: Number.POSITIVE_INFINITY, burst: 1 },
  },
  times: 40,
  callMs: 2500,
  jobTimeoutMs: 200_000,
};

async function expectLaw(cases: readonly Case[], more: Partial<RunOptions> = {}): Promise<void> {
  const results = await runCases(
    cases.filter((one) => !isSlow(one)),
    { ...OPTIONS, ...more },
  );
  console.log(figures(results));
  expect(results.filter(({ wrong }) => wrong.length > 0).map(({ case: { name }, wrong }) => [name, wrong])).toEqual([]);
}

test('trouble that passes leaves no trace', () => expectLaw(oneOf(5, passingTroubles())), 120_000);

test('trouble that lasts is told', () => expectLaw(oneOf(5, lastingTroubles()), { encoder: 'parquetjs' }), 120_000);

test(
  'sessions, pages, jobs, principals and denials',
  () => expectLaw([...oneOf(3, [...sessionCases([1, 2]), ...denialCases()]), ...pageCases(), ...jobCases()]),
  120_000,
);

test('a wrong answer is asked for again, and told where it stays', () => expectLaw(wrongAnswerCases()), 120_000);

test('a clock that is ten minutes off is corrected', async () => {
  const clocks = [600_000, -600_000].map((ms) => [{ name: 'clock-off', ms }] as const);
  for (const everywhere of clocks) await expectLaw([], { everywhere });
});

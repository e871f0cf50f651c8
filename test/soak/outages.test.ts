/** Outages of a minute and of ten in the midst of a run of 31 accounts: the figures of docs/reliability.md. */
import { expect, test } from 'vitest';
import { OUTAGES, throughOutage } from '../law/outages.js';
import { simulated } from '../law/simulated.js';

/** How much faster than the clock waits are; 1: an outage of ten minutes takes ten. */
const times = Number(process.env.SOAK_TIMES ?? 10);
const simulation = simulated({ seed: 31, accounts: 31, principalsPerAccount: 12, jobMs: [5, 40] });
const names = ['IAM', 'STS', 'network'] as const;
const cases = [60, 600].flatMap((s) => [3, 50].flatMap((accounts) => names.map((name) => ({ name, s, accounts }))));

test.each(cases)('$name is away for $s s, $accounts accounts at a time', async ({ name, s, accounts }) => {
  const options = { times, ms: s * 1000, accountConcurrency: accounts };
  const { silent, told, exit, struck, waits } = await throughOutage(simulation(), OUTAGES[name], options);
  console.log(`| ${name} | ${s} s | ${accounts} | ${struck} | ${told} | ${silent.length} | ${waits.join(', ')} |`);
  expect({ silent, told, exit }).toEqual({ silent: [], told: 0, exit: 'ok' });
});

/** AWS goes away for a minute in the midst of a run, by a clock that runs ten times as fast: nothing is lost. */
import { expect, test } from 'vitest';
import { OUTAGES, throughOutage } from './outages.js';
import { simulated } from './simulated.js';

const simulation = simulated({ seed: 31, accounts: 31, principalsPerAccount: 3, jobMs: [5, 40] });

test.each(['IAM', 'STS', 'network'] as const)('%s is away for a minute', async (name) => {
  const options = { times: 10, ms: 60_000, accountConcurrency: 3 };
  const { silent, told, exit, struck, waits } = await throughOutage(simulation(), OUTAGES[name], options);
  console.log(`${name}: struck ${struck} calls, ${waits.join(', ')}`);
  expect({ silent, told, exit }).toEqual({ silent: [], told: 0, exit: 'ok' });
  expect(struck).toBeGreaterThan(0);
  expect(waits.length).toBeGreaterThan(0);
});

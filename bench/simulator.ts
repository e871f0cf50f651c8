/**
 * The simulated organization in a process of its own: takes its options as JSON, prints the environment that leads to it.
 * `daysBack`: its clock goes so many days late.
 */
import { DAY_MS } from '../src/model/days.js';
import { startSimulation } from '../src/simulation/simulation.js';

const { daysBack = 0, ...options } = JSON.parse(process.argv[2] ?? '{}');
const limits = { rate: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY };
const simulation = await startSimulation({
  specialCases: false,
  jobMs: [50, 400],
  limits,
  clock: () => Date.now() - daysBack * DAY_MS,
  storyEndsAt: Date.now(),
  ...options,
});
process.once('SIGTERM', () => void simulation.stop());
console.log(JSON.stringify(simulation.env));

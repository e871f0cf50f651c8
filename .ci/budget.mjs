// Prints what each suite took beside its budget of CPU seconds; fails where one took more than twice its budget, or has none.
// If the machine was slower than in the run of the budgets, as .ci/pace.mjs measured while the suite ran, the budget is larger by as much.
// Usage: node .ci/budget.mjs <budget.tsv> <folder of <name>.time, each "real user sys" in seconds, and of `pace`>
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const NAMED = 1.3;
const FAILED = 2;
/** Steps below are not worth a budget, CPU seconds. */
const SMALL = 5;
/** The pace of a step includes this long before and after it, for a short one has no sample of its own. */
const AROUND_MS = 15_000;
/** The line of the budgets that is not a suite: CPU ms of the calculation, in the run that the budgets are from. */
const PACE = 'pace';

const [budgetFile, folder] = process.argv.slice(2);
const budgets = new Map(
  readFileSync(budgetFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([name, seconds]) => [name, Number(seconds)]),
);
const samples = readFileSync(join(folder, PACE), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(' ').map(Number));

/** How many times slower the machine was from `start` to `end` than in the run of the budgets; at least 1. */
function slownessOf(start, end) {
  const measured = samples.filter(([at]) => at >= start - AROUND_MS && at <= end + AROUND_MS).map(([, cpu]) => cpu);
  if (measured.length === 0) throw new Error(`No pace was measured from ${start} to ${end}: .ci/pace.mjs did not run`);
  return Math.max(1, measured.reduce((sum, cpu) => sum + cpu, 0) / measured.length / budgets.get(PACE));
}

function verdict(cpu, budget) {
  if (budget === undefined) return cpu > SMALL ? 'NO BUDGET' : '';
  if (cpu > FAILED * budget) return 'FAILED: more than twice its budget';
  return cpu > NAMED * budget ? 'above its budget' : '';
}

const rows = readdirSync(folder)
  .filter((file) => file.endsWith('.time'))
  .map((file) => {
    const name = file.slice(0, -'.time'.length);
    const path = join(folder, file);
    const line = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const [real, user, sys] = line.split(' ').map(Number);
    const end = statSync(path).mtimeMs;
    const slowness = slownessOf(end - real * 1000, end);
    const [cpu, budget] = [user + sys, budgets.get(name)];
    return { name, real, cpu, budget, slowness, verdict: verdict(cpu / slowness, budget) };
  });

console.log(['suite'.padEnd(16), 'wall s', 'CPU s', 'budget', 'slower'].join('\t'));
for (const { name, real, cpu, budget, slowness, verdict } of rows) {
  const figures = [real.toFixed(0), cpu.toFixed(0), budget ?? '-', `x ${slowness.toFixed(2)}`];
  console.log([name.padEnd(16), ...figures, verdict].join('\t').trimEnd());
}
process.exit(rows.some(({ verdict }) => /^(FAILED|NO)/.test(verdict)) ? 1 : 0);

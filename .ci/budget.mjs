// Prints what each suite took beside its budget of CPU seconds; fails where one took more than twice its budget, or has none.
// Usage: node .ci/budget.mjs <budget.tsv> <folder of <name>.time, each "real user sys" in seconds>
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAMED = 1.3;
const FAILED = 2;
/** Steps below are not worth a budget, CPU seconds. */
const SMALL = 5;

const [budgetFile, folder] = process.argv.slice(2);
const budgets = new Map(
  readFileSync(budgetFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([name, seconds]) => [name, Number(seconds)]),
);

function verdict(cpu, budget) {
  if (budget === undefined) return cpu > SMALL ? 'NO BUDGET' : '';
  if (cpu > FAILED * budget) return 'FAILED: more than twice its budget';
  return cpu > NAMED * budget ? 'above its budget' : '';
}

const rows = readdirSync(folder)
  .filter((file) => file.endsWith('.time'))
  .map((file) => {
    const name = file.slice(0, -'.time'.length);
    const line = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const [real, user, sys] = line.split(' ').map(Number);
    const cpu = user + sys;
    return { name, real, cpu, budget: budgets.get(name), verdict: verdict(cpu, budgets.get(name)) };
  });

console.log(['suite'.padEnd(16), 'wall s', 'CPU s', 'budget'].join('\t'));
for (const { name, real, cpu, budget, verdict } of rows) {
  console.log([name.padEnd(16), real.toFixed(0), cpu.toFixed(0), budget ?? '-', verdict].join('\t').trimEnd());
}
process.exit(rows.some(({ verdict }) => /^(FAILED|NO)/.test(verdict)) ? 1 : 0);

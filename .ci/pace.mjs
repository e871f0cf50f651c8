// Measures how fast the machine is while suites run: on shared hardware the same command may take twice the CPU seconds.
// Usage: node .ci/pace.mjs <file>. Appends a line each few seconds until it is killed: "<ms since the epoch> <CPU ms of a fixed calculation>".
import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const EVERY_MS = 4_000;
const ROWS = 20_000;
/** The first calculations are not compiled yet. */
const WARM_UP = 20;
/** The fastest of so many counts: the first ones after a pause pay for memory and code that were taken away meanwhile. */
const TRIES = 3;

const [file] = process.argv.slice(2);

/** Makes, parses, groups and sorts texts and objects, as the suites do. */
function calculate() {
  const text = JSON.stringify(Array.from({ length: ROWS }, (_, at) => ({ key: `name-${(at * 7919) % ROWS}`, at })));
  const groups = new Map();
  for (const { key, at } of JSON.parse(text)) groups.set(key, at);
  return [...groups.keys()].sort().length;
}

function cpuMs() {
  const before = process.cpuUsage();
  calculate();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (let count = 0; count < WARM_UP; count++) calculate();
while (true) {
  const fastest = Math.min(...Array.from({ length: TRIES }, cpuMs));
  appendFileSync(file, `${Date.now()} ${fastest.toFixed(1)}\n`);
  await setTimeout(EVERY_MS);
}

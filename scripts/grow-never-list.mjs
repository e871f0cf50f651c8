// Adds to the never-list what follows from AWS's service reference: actions by which no operation is authorized, so that
// no call can show them as used, and actions that operations of another service ask for, which may leave no row of their
// own. Run `npm run generate` afterwards, and look at the difference.
// Usage: node scripts/grow-never-list.mjs <folder of https://servicereference.us-east-1.amazonaws.com/> [list.tsv]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NO_OPERATION = 'authorizes no operation of an API, so no call shows it as used';
const DEPENDENT = 'is asked for by operations of other services, which may leave no row';

const [folder, list = new URL('../src/policy/never-list.tsv', import.meta.url)] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: node scripts/grow-never-list.mjs <folder> [list.tsv]');
  process.exit(2);
}

const services = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  .filter(({ Name, Actions }) => typeof Name === 'string' && Array.isArray(Actions));
// A service without a list of operations tells nothing of what authorizes them.
const told = services.filter(({ Operations }) => Array.isArray(Operations) && Operations.length > 0);
const authorized = told.flatMap(({ Name, Operations }) =>
  Operations.flatMap(({ AuthorizedActions }) =>
    (AuthorizedActions ?? []).map((action) => ({ by: Name, action: `${action.Service}:${action.Name}` })),
  ),
);

const names = new Set(authorized.map(({ action }) => action));
const unauthorized = told.flatMap(({ Name, Actions }) => Actions.map((action) => `${Name}:${action.Name}`));
const dependent = authorized.filter(({ by, action }) => !action.startsWith(`${by}:`)).map(({ action }) => action);
const [header, ...lines] = readFileSync(list, 'utf8').trimEnd().split('\n');
const patterns = lines.map((line) => patternOf(line.split('\t')[0]));
const reasons = new Map([
  ...dependent.map((action) => [action, DEPENDENT]),
  ...unauthorized.filter((action) => !names.has(action)).map((action) => [action, NO_OPERATION]),
]);
const added = [...reasons].filter(([action]) => !patterns.some((pattern) => pattern.test(action)));
for (const [action] of added)
  if (!/^[\w-]+:[\w-]+$/.test(action)) throw new Error(`Cannot add ${JSON.stringify(action)}`);

const all = [...lines, ...added.map((entry) => entry.join('\t'))].sort();
writeFileSync(list, [header, ...all, ''].join('\n'));
console.log(
  `${added.length} actions added, of ${told.length} services; ${services.length - told.length} name no operations`,
);

function patternOf(entry) {
  const letters = entry
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${letters}$`, 'i');
}

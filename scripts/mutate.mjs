/**
 * Changes the sources at random places, one at a time, and runs the tests of Node alone that import the changed file and
 * those of its folder, over `src/store/s3` also the tests on an S3 server: what no test notices is printed. `--path
 * queries` changes the SQL: what is judged is held against the oracle and its cases by hand, then the cases of the
 * questions and the recorded answers over random lakes are compared, in one process; then all laws run, then every test
 * that asks. With `--oracle` only what is judged is looked at: most mutants of the judgement die within seconds. `--path`
 * may name a file. By hand: `npm run mutate -- --seed 7 --count 50 [--path src/collect]`.
 * The same seed on the same sources makes the same mutants in the same order, of which `--minutes 60` makes as many as
 * it can, and `--record file.jsonl` appends a line each. Mutants that change nothing that can be seen are in
 * mutants.json, each with its reason. `--deploy` makes the harmful changes of test/deploy/rules/mutants.ts to
 * deploy/hub.yaml instead, and fails if one breaks no rule.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const longestMs = 900_000;
/** Of the mutants that were made, at most this share may be called equivalent. */
const mostEquivalent = 0.05;
/** So many are shown to the recorded answers at once. */
const batchSize = 20;

/** What is found in a line of code, and what takes its place. */
const operators = [
  [/ === /, ' !== '],
  [/ !== /, ' === '],
  [/ && /, ' || '],
  [/ \|\| /, ' && '],
  [/ < /, ' <= '],
  [/ > /, ' >= '],
  [/ <= /, ' < '],
  [/ >= /, ' > '],
  [/ \+ 1\b/, ' - 1'],
  [/\btrue\b/, 'false'],
  [/\bfalse\b/, 'true'],
  [/\bMath\.min\b/, 'Math.max'],
  [/\bMath\.max\b/, 'Math.min'],
  [/\.some\(/, '.every('],
  [/\.every\(/, '.some('],
  [/^(\s*)(?:if \(.*\) )?throw .*;$/, '$1;'],
  [/^(\s*)(?:await )?this\.[\w.]+\(.*\);$/, '$1;'],
];

/** Likewise in a line of SQL: joins, conditions, filters and what is counted. */
const sqlOperators = [
  [/^\s*\/\* filters \*\/$/, ''],
  [/^\s*(?:AND|OR) .*[^(]$/, ''],
  [/ AND \w+\.run_id = \w+\.run_id/, ''],
  [/(?:\w+\.)?snapshot_date = :snapshot_date/, 'true'],
  [/(?:\w+\.)?status (?:=|<>) '\w+'/, 'true'],
  [/\bLEFT JOIN\b/, 'JOIN'],
  [/\bmax\(/, 'min('],
  [/\bmin\(/, 'max('],
  [/\bcount\(DISTINCT /, 'count('],
  [/ = 0\b/, ' >= 0'],
  [/ >= /, ' > '],
  [/ < /, ' <= '],
  [/ IS NULL\b/, ' IS NOT NULL'],
  [/\bTHEN [1-9]\d* ELSE 0\b/, 'THEN 0 ELSE 0'],
  [/\bbool_or\(/, 'bool_and('],
  [/\bUNION\b/, 'EXCEPT'],
];

/** By the folder of the SQL: the tests that most likely notice, which run first. */
const nearestTests = {
  checks: ['test/verify'],
  derived: ['test/query/derived'],
  lake: ['test/lake', 'test/export/facts'],
  propose: ['test/propose'],
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20' },
    minutes: { type: 'string', default: 'Infinity' },
    path: { type: 'string', default: 'src' },
    record: { type: 'string' },
    oracle: { type: 'boolean', default: false },
    deploy: { type: 'boolean', default: false },
  },
});
if (values.deploy) process.exit(mutateDeploy());
const equivalent = JSON.parse(readFileSync(join(import.meta.dirname, 'mutants.json'), 'utf8'));
const copy = mkdtempSync(join(tmpdir(), 'access-lake-mutants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const part of readdirSync(root).filter((name) => !['node_modules', '.git', 'dist'].includes(name))) {
  cpSync(join(root, part), join(copy, part), { recursive: true });
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const mutants = chosen(mutantsIn(values.path), Number(values.count), Number(values.seed));
const isEquivalent = (mutant) =>
  equivalent.some((one) => ['file', 'from', 'to'].every((key) => one[key] === mutant[key]));
const endsAt = Date.now() + Number(values.minutes) * 60_000;
const ends = [];
/** By run: how it ends without a mutant. */
const asTheyAre = new Map();
const program = bundled('test/laws/answers/mutants.ts');
if (mutants[0] && casesFailAsItIs(mutants[0])) throw new Error(`The cases over ${mutants[0].file} fail as it is`);
while (mutants.length > 0 && Date.now() < endsAt) {
  const batch = mutants.splice(0, batchSize);
  const early = endsByCases(batch.filter((mutant) => isSql(mutant.file) && !isEquivalent(mutant)));
  for (const mutant of batch) {
    const end = isEquivalent(mutant)
      ? 'equivalent'
      : (early.get(mutant) ?? (values.oracle ? 'survived' : endOf(mutant)));
    console.log(`${end}: ${mutant.file}:${mutant.line}\n  - ${mutant.from}\n  + ${mutant.to}`);
    if (values.record) appendFileSync(values.record, `${JSON.stringify({ seed: values.seed, end, ...mutant })}\n`);
    ends.push(end);
  }
}
const countOf = (end) => ends.filter((one) => one === end).length;
console.log(
  `Of ${ends.length} mutants of ${values.path} (seed ${values.seed}) ${countOf('killed')} died, ` +
    `${countOf('survived')} survived, ${countOf('timed out')} took too long and ${countOf('equivalent')} are equivalent.`,
);
if (countOf('equivalent') > mostEquivalent * ends.length) console.log('More than 5 per cent are called equivalent.');
process.exitCode = countOf('survived') + countOf('timed out') > 0 ? 1 : 0;

/** The changes of the template, each in milliseconds: how the program that makes them ended. */
function mutateDeploy() {
  const words = ['scripts/bundle.mjs', 'test/deploy/rules/mutate.ts'];
  const program = spawnSync('node', words, { cwd: root, encoding: 'utf8' }).stdout.trim();
  return spawnSync('node', [program], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** Ends of those of SQL that the cases by hand and the recorded answers notice: in one process, for most die there. */
function endsByCases(batch) {
  const found = [];
  while (found.length < batch.length) {
    const input = batch.slice(found.length).map((mutant) => JSON.stringify(mutant));
    const { stdout } = spawnSync('node', [program, ...(values.oracle ? ['--oracle'] : [])], {
      cwd: copy,
      input: input.join('\n'),
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(`${program} failed`);
    found.push(...stdout.trimEnd().split('\n'));
  }
  return new Map(batch.map((mutant, at) => [mutant, found[at]]).filter(([, end]) => end !== 'alive'));
}

/** What fails without a mutant would call every mutant dead. */
function casesFailAsItIs({ file, line }) {
  const to = readFileSync(join(root, file), 'utf8').split('\n')[line - 1];
  return isSql(file) && endsByCases([{ file, line, to }]).size > 0;
}

/** Status of the run without a mutant, asked once. */
function statusAsItIs(run) {
  const key = run.join(' ');
  if (!asTheyAre.has(key)) asTheyAre.set(key, statusOf(run));
  return asTheyAre.get(key);
}

function bundled(file) {
  return spawnSync('node', ['scripts/bundle.mjs', file], { cwd: copy, encoding: 'utf8' }).stdout.trim();
}

/** Every mutant of the sources below a path: file, line, its code before and after. */
function mutantsIn(path) {
  const isFile = statSync(join(root, path)).isFile();
  const files = isFile ? [path] : readdirSync(join(root, path), { recursive: true }).map((name) => `${path}/${name}`);
  return files
    .filter(
      (file) => isSql(file) || (file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('/report/page/')),
    )
    .sort()
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((text, at) =>
          mutantsOf(text, file).map((to) => ({ file, line: at + 1, from: text.trim(), to: to.trim() })),
        ),
    );
}

/** `queries/tables` is made from the declaration. */
function isSql(file) {
  return file.endsWith('.sql') && !file.includes('/tables/');
}

function mutantsOf(text, file) {
  if (isSql(file)) return text.startsWith('--') ? [] : changed(text, sqlOperators);
  if (/^\s*(['"`]|\/?\*|\/\/|import |export type |export interface )/.test(text)) return [];
  return changed(text, operators);
}

function changed(text, by) {
  return by.filter(([from]) => from.test(text)).map(([from, to]) => text.replace(from, to));
}

/** So many of them, by the seed. */
function chosen(all, count, seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const left = [...all];
  const taken = [];
  while (taken.length < count && left.length > 0) taken.push(...left.splice(Math.floor(random() * left.length), 1));
  return taken;
}

/** The runs over a mutant: of the tests that import the file, the quick and near ones first; of SQL, which is read, those that ask. */
function runsOf(file) {
  if (!isSql(file)) {
    const related = (...projects) => ['related', file, '--run', ...projects.flatMap((name) => ['--project', name])];
    const near = ['run', '--project', 'processes', `test/${file.split('/')[1]}/`];
    const server = file.startsWith('src/store/s3/') ? [['run', '--project', 'engines', 'test/engines/s3/s3-']] : [];
    return [related('unit'), near, ...server, related('processes')];
  }
  const tests = ['run', '--project', 'unit', '--project', 'processes'];
  const near = nearestTests[file.split('/')[1]] ?? ['test/query'];
  const others = ['test/query', ...Object.values(nearestTests).flat()].filter((folder) => !near.includes(folder));
  return [
    [...tests, ...near],
    ['run', '--project', 'laws'],
    [...tests, ...others],
  ];
}

/** What became of it: one of its tests failed, none did, or they did not end in time. */
function endOf({ file, line, to }) {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const lines = before.split('\n');
  lines[line - 1] = to;
  for (const run of runsOf(file)) {
    writeFileSync(path, lines.join('\n'));
    const status = statusOf(run);
    writeFileSync(path, before);
    if (status === null) return 'timed out';
    if (status === 0) continue;
    const asItIs = statusAsItIs(run);
    if (asItIs === null) return 'timed out';
    if (asItIs !== 0) throw new Error(`vitest ${run.join(' ')} fails without a mutant`);
    return 'killed';
  }
  return 'survived';
}

/** How a run of vitest ended; null: it did not in time. */
function statusOf(run) {
  const options = { cwd: copy, timeout: longestMs, killSignal: 'SIGKILL', stdio: 'ignore' };
  const patience = ['--passWithNoTests', '--testTimeout', '300000', '--hookTimeout', '300000']; // a machine that does other things kills nobody
  return spawnSync('npx', ['vitest', ...run, ...patience, '--bail', '1'], options).status;
}

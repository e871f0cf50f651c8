/**
 * Changes the sources at random places, one at a time, and runs the unit tests that import the changed file: what no test
 * notices is printed. By hand: `npm run mutate -- --seed 7 --count 50 [--path src/collect]`. The same seed on the same
 * sources makes the same mutants. Mutants that change nothing that can be seen are in mutants.json, each with its reason.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const longestMs = 300_000;
/** Of the mutants that were made, at most this share may be called equivalent. */
const mostEquivalent = 0.05;

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

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20' },
    path: { type: 'string', default: 'src' },
  },
});
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
const ends = mutants.map((mutant) => {
  const end = isEquivalent(mutant) ? 'equivalent' : endOf(mutant);
  console.log(`${end}: ${mutant.file}:${mutant.line}\n  - ${mutant.from}\n  + ${mutant.to}`);
  return end;
});
const countOf = (end) => ends.filter((one) => one === end).length;
console.log(
  `Of ${ends.length} mutants of ${values.path} (seed ${values.seed}) ${countOf('killed')} died, ` +
    `${countOf('survived')} survived and ${countOf('equivalent')} are equivalent.`,
);
if (countOf('equivalent') > mostEquivalent * ends.length) console.log('More than 5 per cent are called equivalent.');
process.exitCode = countOf('survived') > 0 ? 1 : 0;

/** Every mutant of the sources below a path: file, line, its code before and after. */
function mutantsIn(path) {
  const files = readdirSync(join(root, path), { recursive: true }).map((name) => `${path}/${name}`);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('/report/page/'))
    .sort()
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((text, at) => mutantsOf(text).map((to) => ({ file, line: at + 1, from: text.trim(), to: to.trim() }))),
    );
}

function mutantsOf(text) {
  if (/^\s*(\/?\*|\/\/|import |export type |export interface )/.test(text)) return [];
  return operators.filter(([from]) => from.test(text)).map(([from, to]) => text.replace(from, to));
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

/** Whether a test of those that import the file fails with it, or does not end. */
function endOf({ file, line, to }) {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const lines = before.split('\n');
  lines[line - 1] = to;
  writeFileSync(path, lines.join('\n'));
  const options = { cwd: copy, timeout: longestMs, killSignal: 'SIGKILL', stdio: 'ignore' };
  const { status } = spawnSync(
    'npx',
    ['vitest', 'related', file, '--run', '--project', 'unit', '--bail', '1'],
    options,
  );
  writeFileSync(path, before);
  return status === 0 ? 'survived' : 'killed';
}

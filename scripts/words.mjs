// Phrases that give a dialect away, counted in the texts that people read: npm run words
//
//   npm run words                    fails where a file has more of them than scripts/words/counts.tsv records
//   npm run words -- --record        records what has fallen; nothing rises, and no file is added
//   npm run words -- --list [file …] each place, with the wanted form
//   npm run words -- --texts <file>  writes every text to one file, to be read from top to bottom
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COUNTS = 'scripts/words/counts.tsv';
/** Documents as they are; of sources the literals, of SQL and templates the comments and descriptions. */
const READ = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs',
  'deploy',
  'dashboards',
  'src',
  'queries',
  'scripts/hub',
  'scripts/dashboards',
];
/** Made from the others by `npm run generate` and `npm run renew`. */
const GENERATED = ['docs/questions.md', 'docs/tables.md', 'docs/views.md', 'deploy/hub.yaml'];

/** The texts of each file, line by line: [file, [[line number, text], …]]. */
export function textsOf(root = ROOT) {
  const files = execFileSync('git', ['ls-files', ...READ], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  const read = files.filter((file) => /\.(md|m?[jt]s|py|sql|ya?ml)$/.test(file) && !GENERATED.includes(file));
  return read.map((file) => [file, linesOf(file, readFileSync(`${root}/${file}`, 'utf8'))]);
}

/** Each phrase of `scripts/words/phrases.tsv` in the texts: { file, line, found, wanted }. */
export function placesIn(texts, root = ROOT) {
  const phrases = rowsOf(`${root}/scripts/words/phrases.tsv`).map(([phrase, wanted]) => [
    new RegExp(phrase, 'gi'),
    wanted,
  ]);
  return texts.flatMap(([file, lines]) =>
    lines.flatMap(([line, text]) =>
      phrases.flatMap(([phrase, wanted]) =>
        [...text.matchAll(phrase)].map(([found]) => ({ file, line, found, wanted })),
      ),
    ),
  );
}

export function countsOf(places) {
  const counts = new Map();
  for (const { file } of places) counts.set(file, (counts.get(file) ?? 0) + 1);
  return counts;
}

/** What is recorded, by file. */
export function recorded(root = ROOT) {
  return new Map(rowsOf(`${root}/${COUNTS}`).map(([file, count]) => [file, Number(count)]));
}

/** Rows of a file of tab-separated values without its head. */
function rowsOf(path) {
  const [, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return rows.map((row) => row.split('\t'));
}

/** What people read of the text of a file: [line number, text]. */
export function linesOf(file, text) {
  const lines = text.split('\n').map((line, at) => [at + 1, line]);
  if (file.endsWith('.md')) return withoutBlocks(lines);
  if (file.endsWith('.sql')) return lines.filter(([, line]) => /^\s*--/.test(line));
  if (/\.m?[jt]s$/.test(file)) return literalsOf(file, text);
  if (file.endsWith('.py')) return lines.flatMap(([at, line]) => quotedIn(line).map((literal) => [at, literal]));
  return lines.filter(([, line]) => /#|Description:/.test(line));
}

/** Without fenced blocks. */
function withoutBlocks(lines) {
  let isBlock = false;
  return lines.filter(([, line]) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isBlock = !isBlock;
    return !isBlock && !isFence;
  });
}

/** Literals of several words, line by line; `…` stands for a value. */
function literalsOf(file, text) {
  const found = [];
  const add = (start, literal) => {
    if (!literal.includes(' ')) return;
    const first = text.slice(0, start).split('\n').length;
    for (const [at, line] of literal.split('\n').entries()) found.push([first + at, line]);
  };
  new Visitor({
    Literal: ({ start, value }) => typeof value === 'string' && add(start, value),
    TemplateLiteral: ({ start, quasis }) => add(start, quasis.map(({ value }) => value.cooked ?? '').join('…')),
  }).visit(parseSync(file, text).program);
  return found;
}

/** Of Python: literals of several words in a line without a docstring. */
function quotedIn(line) {
  if (/^\s*(#|""")/.test(line)) return [];
  const found = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, literal]) => literal);
  return found.filter((literal) => / /.test(literal));
}

function record(counts) {
  const rows = [...recorded()].flatMap(([file, before]) => {
    const now = Math.min(before, counts.get(file) ?? 0);
    return now === 0 ? [] : [`${file}\t${now}`];
  });
  writeFileSync(`${ROOT}/${COUNTS}`, `${['file\tcount', ...rows].join('\n')}\n`);
}

function printTexts(texts, path) {
  const sheets = texts.filter(([, lines]) => lines.length > 0);
  writeFileSync(
    path,
    sheets.map(([file, lines]) => `## ${file}\n${lines.map(([, text]) => text).join('\n')}\n`).join('\n'),
  );
}

function main([how, ...names]) {
  const texts = textsOf();
  if (how === '--texts') return printTexts(texts, names[0] ?? 'texts.txt');
  const places = placesIn(texts);
  if (how === '--list') {
    const asked = places.filter(({ file }) => names.length === 0 || names.includes(file));
    for (const { file, line, found, wanted } of asked) console.log(`${file}:${line}: "${found}": ${wanted}`);
    return;
  }
  const counts = countsOf(places);
  if (how === '--record') return record(counts);
  const allowed = recorded();
  const risen = [...counts].filter(([file, count]) => count > (allowed.get(file) ?? 0));
  for (const [file, count] of risen) console.log(`${file}: ${count}, and ${allowed.get(file) ?? 0} are recorded`);
  console.log(
    `${places.length} phrases in ${counts.size} files; npm run words -- --list shows each with the wanted form.`,
  );
  if (risen.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));

// Writes docs/questions.md with sample answers from the demo: node scripts/questions.mjs <folder of the demo>
// Needs a build (`npm run build`) and `access-lake demo --destination <folder>`.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { duckdbEngine } from '../dist/query/duckdb/engine.js';
import { briefly } from '../dist/query/format/brief.js';
import { markdown } from '../dist/query/format/markdown.js';
import { ask } from '../dist/query/question/ask.js';
import { questionDictionary } from '../dist/query/question/dictionary.js';
import { readQuestions } from '../dist/query/question/questions.js';
import { folderStore } from '../dist/store/folder.js';

const lake = resolve(process.argv[2] ?? 'lake');
const rowsShown = 3;
/** What a question that requires something is asked of. */
const SUBJECTS = {
  principal: 'arn:aws:iam::553128200006:role/PaymentAppTestRole',
  service: 's3',
  action: 's3:PutBucketPolicy',
  expected: 'eu-central-1',
};

const engine = await duckdbEngine(folderStore(lake));
try {
  const questions = readQuestions();
  const samples = new Map();
  for (const question of questions) {
    samples.set(question.name, await sampleOf(question));
  }
  writeFileSync(new URL('../docs/questions.md', import.meta.url), questionDictionary(questions, samples));
} finally {
  await engine.close();
}

async function sampleOf({ name, asked, parameters, first }) {
  const required = parameters.filter((parameter) => parameter.required);
  const given = Object.fromEntries(required.map((parameter) => [parameter.name, subjectOf(parameter)]));
  const { columns, pages } = await ask(engine, name, given, { limit: rowsShown });
  const rows = [];
  for await (const page of pages) rows.push(...page);
  const options = required.map((parameter) => ` --${parameter.name.replaceAll('_', '-')} ${given[parameter.name]}`);
  const command = `\`access-lake query ${asked}${options.join('')}\``;
  if (rows.length === 0) return `${command}: no row`;
  const shown = briefly(columns, rows, { brief: true, isAll: true, first });
  let table = '';
  for await (const text of markdown(shown.columns, [rows.map(shown.shownOf)])) table += text;
  return `${command}\n\n${table.trimEnd()}`;
}

function subjectOf({ name }) {
  if (SUBJECTS[name] === undefined) throw new Error(`No subject for --${name}: add one to SUBJECTS`);
  return SUBJECTS[name];
}

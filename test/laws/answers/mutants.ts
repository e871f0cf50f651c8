/**
 * Which changes of the SQL the oracle, the cases by hand and the recorded answers notice: a program for
 * scripts/mutate.mjs, in whose copy of the sources it runs. Standard input: mutants as JSON lines, each with file, line and
 * to. Standard output, a line each: "killed", or "alive" where no answer is another, or no question reads the file. With
 * `--oracle` only what is judged is looked at. After "timed out" it ends, for DuckDB is still at work.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { type Question, readDerivation, readQuestions } from '../../../src/query/question/questions.js';
import { readModels } from '../../../src/query/sql/models.js';
import { readSqlFiles } from '../../../src/query/sql/sql-files.js';
import { folderStore } from '../../../src/store/folder.js';
import { casesOf, expectedOf, foundBy } from '../../query/lake/cases.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { datesIn, lawLake, withoutBulk } from '../judged/lakes.js';
import { type MemoryEngine, memoryEngine } from '../memory-engine.js';
import { casesOfModels, heldAgainstHand } from '../models/by-hand.js';
import { differences, saidAt } from '../models/by-models.js';
import { judgedRows, saidByModels, saidByOracle } from '../models/principals.js';
import { judgedSubjectRows, saidOfSubjects } from '../models/subjects.js';
import { ask } from '../reasons/oracle/asked.js';
import { historyOf } from '../reasons/oracle/history.js';
import type { Lake } from '../world/lake.js';
import { answersOver } from './over-lake.js';

interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly to: string;
}

const LONGEST_MS = 600_000;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const recorded: Record<string, Record<string, string>> = JSON.parse(
  readFileSync(new URL('../answers.json', import.meta.url), 'utf8'),
);

/** Lakes on which the judgement is held against the oracle, and days. */
const JUDGED_LAKES = [
  { seed: 43, days: 90 },
  { seed: 47, days: 30 },
  { seed: 52, days: 200 },
];
const statementsOf = ({ sql, leftOut }: Question): string => [sql, ...leftOut.map((each) => each.sql)].join('\n');

/** By the name of every question and view; what is derived by that of its table. */
function allStatements(): Map<string, string> {
  const views = readSqlFiles('views/').map(({ name, text }) => [name, text] as const);
  const questions = readQuestions().map((question) => [question.name, statementsOf(question)] as const);
  const derived = [
    ['derived_trend_history', `${readDerivation('trends').sql}\n${readDerivation('taken_away').sql}`],
    ['derived_worklist', readDerivation('task_states').sql],
  ] as const;
  const models = readModels().map(({ name, sql }) => [name, sql] as const);
  return new Map([...views, ...models, ...questions, ...derived]);
}

/** What is asked otherwise now: itself, or through views. */
function changedSince(before: ReadonlyMap<string, string>): ReadonlySet<string> {
  const now = allStatements();
  const changed = new Set([...now].filter(([name, sql]) => before.get(name) !== sql).map(([name]) => name));
  const reads = (sql: string): boolean => [...sql.matchAll(/\w+/g)].some(([word]) => changed.has(word));
  for (let size = -1; size !== changed.size; ) {
    size = changed.size;
    for (const [name, sql] of now) if (reads(sql)) changed.add(name);
  }
  return changed;
}

const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
/** Where the lake of a case lies, by the path of its text. */
const lakes = new Map<string, string>();

async function placeOf(lake: string): Promise<string> {
  const place = lakes.get(lake) ?? join(folder, String(lakes.size));
  if (!lakes.has(lake)) await writeLake(place, readFileSync(lake, 'utf8'));
  lakes.set(lake, place);
  return place;
}

/** What the models judge: by the oracle, which costs least, then by hand. */
async function failsJudgement(names: ReadonlySet<string>): Promise<boolean> {
  if (!readModels().some(({ name }) => names.has(name))) return false;
  const engine = await memoryEngine();
  try {
    for (const { seed, days } of JUDGED_LAKES) {
      const lake = withoutBulk(lawLake(seed).lake);
      await engine.show(lake);
      if (await differsFromOracle(engine, lake, days)) return true;
    }
    for (const each of casesOfModels()) {
      const held = await heldAgainstHand(engine, each);
      if (held?.models !== held?.hand) return true;
    }
    return false;
  } finally {
    await engine.close();
  }
}

async function differsFromOracle(engine: MemoryEngine, lake: Lake, days: number): Promise<boolean> {
  const date = datesIn(lake).at(-1) as string;
  const dates = { snapshotDate: date, usesUntil: date };
  const asked = ask(historyOf(lake), { date, days });
  const principals = saidByModels(await judgedRows(engine, dates), days);
  if (differences(principals, saidByOracle(asked), 'the oracle').length > 0) return true;
  const subjects = [...(await judgedSubjectRows(engine, dates))].map(([key, row]) => [key, saidAt(days, row)] as const);
  return differences(new Map(subjects), saidOfSubjects(asked), 'the oracle').length > 0;
}

async function failsCase(names: ReadonlySet<string>): Promise<boolean> {
  const asked = readQuestions().flatMap(({ name }) => (names.has(name) ? casesOf(name) : []));
  for (const lake of new Set(asked.map((one) => one.lake))) {
    const engine = await duckdbEngine(folderStore(await placeOf(lake)));
    try {
      for (const one of asked.filter((each) => each.lake === lake)) {
        if (!isDeepStrictEqual(await foundBy(engine, one), expectedOf(one))) return true;
      }
    } finally {
      await engine.close();
    }
  }
  return false;
}

async function changesAnswer(names: ReadonlySet<string>): Promise<boolean> {
  const engine = await memoryEngine();
  try {
    for (const [seed, kept] of Object.entries(recorded)) {
      const found = await answersOver(engine, Number(seed), (name) => names.has(name));
      if (Object.entries(found).some(([name, hash]) => kept[name] !== hash)) return true;
    }
    return false;
  } finally {
    await engine.close();
  }
}

async function endOf({ file, line, to }: Mutant, before: ReadonlyMap<string, string>): Promise<string> {
  const path = `${root}${file}`;
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text
      .split('\n')
      .with(line - 1, to)
      .join('\n'),
  );
  try {
    return await Promise.race([lookedAt(changedSince(before)), setTimeout(LONGEST_MS, 'timed out', { ref: false })]);
  } catch {
    return 'killed'; // no engine takes the statement
  } finally {
    writeFileSync(path, text);
  }
}

async function lookedAt(names: ReadonlySet<string>): Promise<string> {
  if (await failsJudgement(names)) return 'killed';
  if (process.argv.includes('--oracle')) return 'alive';
  return (await failsCase(names)) || (await changesAnswer(names)) ? 'killed' : 'alive';
}

const before = allStatements();
for await (const line of createInterface(process.stdin)) {
  const end = await endOf(JSON.parse(line) as Mutant, before);
  console.log(end);
  if (end === 'timed out') process.exit(0);
}

/** What `query` does: list, describe, show, ask. */
import { readFile } from 'node:fs/promises';
import { type ExitName, usageError } from '../../model/errors.js';
import type { QueryEngine, QueryOptions, QueryResult } from '../../query/engine.js';
import { type LakeDate, newerPart } from '../../query/lake-dates.js';
import { refusedSql, refuseOtherThanRead, statementsIn } from '../../query/one-select.js';
import { checkValues, findQuestion, type Prepared, prepareKnown } from '../../query/question/ask.js';
import { type Bound, inlined } from '../../query/question/bind.js';
import { visibleDates } from '../../query/question/dates.js';
import { countLeftOut } from '../../query/question/left-out.js';
import { type Parameter, readQuestions } from '../../query/question/questions.js';
import { FIRST_QUESTIONS, TOPICS, type Topic } from '../../query/question/topics.js';
import { flagOf, type Given, takes } from '../../query/question/values.js';
import type { Context } from '../command.js';
import type { Terminal } from '../terminal.js';
import { textTable } from '../text/text-table.js';
import { engineOf, withEngine } from './engine.js';
import { withExceptions } from './except.js';
import { withGaps } from './gaps.js';
import { datesWithoutTrends, tellWithoutTrends } from './lacking-trends.js';
import { tellLeftOut } from './left-out.js';
import { tellNewerPart } from './newer-part.js';
import type { QueryValues } from './options.js';
import { inPlace, unfinishedName, type Written, writeAnswer } from './output.js';
import type { QueryProgress } from './progress.js';
import { sorted } from './sorted.js';

/** All questions by topic, or those of one. */
export async function listQuestions(topic: Topic | undefined, { terminal }: Context): Promise<ExitName> {
  const listed = readQuestions();
  const topics = (topic === undefined ? Object.keys(TOPICS) : [topic]) as Topic[];
  const width = Math.max(...listed.map(({ name }) => name.length));
  const groups = topics.map((each) => {
    const rows = listed.filter((question) => question.topic === each);
    return `${TOPICS[each]} (--topic ${each})\n${rows.map(({ name, question }) => `${name.padEnd(width)}  ${question}\n`).join('')}`;
  });
  const first = FIRST_QUESTIONS.map((name) => `  access-lake query ${name} --destination <lake>\n`).join('');
  const begin = topic === undefined ? `Begin with\n${first}\n` : '';
  await terminal.print(`${begin}${groups.join('\n')}`);
  return 'ok';
}

export async function describe(name: string, { terminal }: Context): Promise<ExitName> {
  const { name: known, question, grain, limits, parameters } = findQuestion(name);
  const listed = parameters.map((parameter) => [
    flagOf(parameter.name),
    `${takes(parameter)}${need(parameter)}`,
    parameter.meaning,
  ]);
  const table = listed.length > 0 ? `\n${textTable([['PARAMETER', 'TAKES', 'MEANING'], ...listed], '  ')}` : '';
  await terminal.print(`${known}: ${question}\n\nA row: ${grain}.\nLimits: ${limits}\n${table}`);
  return 'ok';
}

function need({ required, default: given }: Parameter): string {
  if (required) return ', required';
  return given === null ? '' : `, default ${given}`;
}

export async function askQuestion(
  name: string,
  asked: Given,
  values: QueryValues,
  context: Context,
): Promise<ExitName> {
  const question = findQuestion(name);
  if (question.name !== name) context.terminal.note(`${name} is now called ${question.name}.\n`);
  const given = await withExceptions(question, asked, values.exceptFile, context);
  checkValues(question, given);
  const { gaps, sort } = values;
  const limit = limitOf(values);
  const isLimitOfAnswer = limit === undefined || sort !== undefined || gaps !== 'list';
  const prepared: Prepare = (engine, options) =>
    prepareKnown(engine, question, given, { ...options, ...(isLimitOfAnswer ? {} : { limit }) });
  return run(prepared, values, context);
}

/** One row more than is shown tells whether there are more. */
function limitOf({ limit, show }: QueryValues): number | undefined {
  return limit === undefined ? undefined : limit + (show ? 0 : 1);
}

/** SQL of a person's own. */
export async function askSql(values: QueryValues, context: Context): Promise<ExitName> {
  const sql = values.sql ?? (await readSql(values.file as string));
  if (statementsIn(sql).length === 0) throw refusedSql('it holds no statement');
  if (engineOf(values, 'ask') === 'athena') refuseOtherThanRead(sql);
  return run(async () => ({ statement: { sql, parameters: [] }, leftOut: [] }), values, context);
}

type Prepare = (
  engine: QueryEngine,
  options: QueryOptions & { readonly dates: readonly LakeDate[] },
) => Promise<Prepared>;

/** The dates are read first, so that a lake without a snapshot or of a newer version is refused. */
async function run(prepared: Prepare, values: QueryValues, context: Context): Promise<ExitName> {
  const { terminal, signal } = context;
  const unfinished = values.out === undefined ? undefined : unfinishedName(values.out);
  const work = async (engine: QueryEngine, progress: QueryProgress): Promise<ExitName> => {
    const options = { signal, onProgress: progress.report };
    const dates = await visibleDates(engine, options);
    const { statement, leftOut } = await prepared(engine, { ...options, dates });
    const bound = inOrder(statement, values);
    if (values.show) {
      await terminal.print(`${inlined(bound)};\n`);
      return 'ok';
    }
    const copied = await copiedRows(engine, bound, values, unfinished, options);
    const { written, unlisted } =
      copied === undefined
        ? await writtenRows(await engine.query(bound.sql, bound.parameters, options), progress, values, context)
        : { written: { rows: copied, isCut: false }, unlisted: 0 };
    const notListed = await countLeftOut(engine, leftOut, options);
    const withoutTrends = await datesWithoutTrends(engine, bound.sql, dates, options);
    progress.end();
    const exit = ended(written, unlisted, dates, values, terminal);
    tellLeftOut(notListed, terminal);
    tellWithoutTrends(withoutTrends, terminal);
    return exit;
  };
  return withEngine(values, 'ask', context, work, unfinished === undefined ? [] : [unfinished]);
}

async function writtenRows(found: QueryResult, progress: QueryProgress, values: QueryValues, context: Context) {
  progress.end();
  const isLast = isForAPerson(values, context) && values.sort === undefined;
  const { answer, unlisted } = withGaps(found, values.gaps, isLast);
  const written = await writeAnswer(answer, values, context.terminal);
  return { written, unlisted: unlisted() };
}

/** What is said after an answer, and how the command ends. */
function ended(
  { rows, isCut }: Written,
  unlisted: number,
  dates: readonly LakeDate[],
  values: QueryValues,
  terminal: Terminal,
): ExitName {
  if (rows === 0) terminal.note('No rows.\n');
  tellNewerPart(newerPart(dates), terminal);
  if (isCut) terminal.note(`Cut at ${values.limit} rows by --limit.\n`);
  if (values.gaps === 'count') terminal.note(`Not listed: ${unlisted} rows of what was not measured.\n`);
  const isFound = rows > 0 || (values.gaps === 'count' && unlisted > 0);
  return values.failOnRows && isFound ? 'found' : 'ok';
}

/** The rows of an answer that the engine itself wrote to the file; undefined where it did not. */
async function copiedRows(
  engine: QueryEngine,
  { sql, parameters }: Bound,
  { format, out, limit, gaps }: QueryValues,
  unfinished: string | undefined,
  options: QueryOptions,
): Promise<number | undefined> {
  if (format !== 'csv' || out === undefined || limit !== undefined || gaps !== 'list') return undefined;
  let rows: number | undefined;
  const write = async (path: string): Promise<boolean> => {
    rows = await engine.writeCsv?.(sql, parameters, path, options);
    return rows !== undefined;
  };
  await inPlace(out, write, unfinished);
  return rows;
}

function inOrder(bound: Bound, values: QueryValues): Bound {
  if (values.sort === undefined) return bound;
  return sorted(bound, values.sort, values.gaps === 'list' ? limitOf(values) : undefined);
}

function isForAPerson({ format, out }: QueryValues, { terminal }: Context): boolean {
  return terminal.interactive && format === 'table' && out === undefined;
}

async function readSql(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw usageError(`Cannot read "${path}": ${(error as NodeJS.ErrnoException).code ?? String(error)}.`);
  }
}

/** What `query` does with a question or SQL: show it, or ask it. */

import type { ExitName } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { counted } from '../../model/numbers.js';
import { scratchOf } from '../../query/catalog/known.js';
import { confirming, refuseReplaced } from '../../query/derived/read-judgement.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { checkValues, type Prepared, prepareKnown } from '../../query/question/ask.js';
import { type Bound, inlined } from '../../query/question/bind.js';
import { visibleDates, withDates } from '../../query/question/dates.js';
import { findForm } from '../../query/question/find.js';
import { withQuestions } from '../../query/question/in-sql.js';
import { countLeftOut } from '../../query/question/left-out.js';
import { countsUses, type Question } from '../../query/question/questions.js';
import type { Given } from '../../query/question/values.js';
import { type LakeDate, newerPart } from '../../query/sql/lake-dates.js';
import { refusedSql, refuseOtherThanRead, statementsIn } from '../../query/sql/one-select.js';
import type { Context } from '../command.js';
import { readStatement } from '../options/statement-file.js';
import type { Terminal } from '../terminal.js';
import { pipeOf, writtenByEngine } from './by-engine.js';
import { type AskedQuestion, closingLines } from './closing.js';
import { withDecided } from './decided.js';
import { engineOf, withEngine } from './engine.js';
import { withExceptions } from './except.js';
import { countUnmeasured, gapRow, withGaps } from './gaps.js';
import {
  datesWithoutTrends,
  tellLeftOut,
  tellNewerPart,
  tellUnmeasured,
  tellUsesUntil,
  tellWithoutTrends,
} from './notes.js';
import { OPTION_NAMES, type QueryValues } from './options.js';
import { unfinishedName, type Written, writeAnswer } from './output.js';
import type { QueryProgress } from './progress.js';
import { sortError, sorted } from './sort.js';
import { wording } from './tasks/wording.js';
import { isReplaced, writtenLine } from './written.js';

export async function askQuestion(
  name: string,
  asked: Given,
  values: QueryValues,
  context: Context,
): Promise<ExitName> {
  const { question, given: chosen } = findForm(name, asked);
  const excepted = await withExceptions(question, chosen, values.exceptFile, context);
  const given = await withDecided(question, excepted, values, context);
  checkValues(question, given, OPTION_NAMES);
  const { gaps, sort } = values;
  const limit = limitOf(values);
  const isLimitOfAnswer = limit === undefined || sort !== undefined || gaps !== 'list';
  const prepare: Prepare = (engine, options) =>
    prepareKnown(engine, question, given, { ...options, isShown: values.show, ...(isLimitOfAnswer ? {} : { limit }) });
  return run({ prepare, asked: { question, given } }, values, context);
}

/** One row more than is shown tells whether there are more. */
function limitOf({ limit, show }: QueryValues): number | undefined {
  return limit === undefined ? undefined : limit + (show ? 0 : 1);
}

/** SQL of a person's own. */
export async function askSql(values: QueryValues, context: Context): Promise<ExitName> {
  const sql = values.sql ?? (await readStatement(values.file as string));
  if (statementsIn(sql).length === 0) throw refusedSql('it has no statement');
  if (engineOf(values, 'ask') === 'athena') refuseOtherThanRead(sql);
  return run(
    {
      prepare: async (_engine, { dates }) => {
        return {
          statement: { sql: withQuestions(sql, dates), parameters: [] },
          leftOut: [],
          gap: undefined,
          judgements: [],
        };
      },
    },
    values,
    context,
  );
}

type Prepare = (
  engine: QueryEngine,
  options: QueryOptions & { readonly dates: readonly LakeDate[] },
) => Promise<Prepared>;

interface Request {
  readonly prepare: Prepare;
  /** Of a question. */
  readonly asked?: Omit<AskedQuestion, 'dates'>;
}

/** The dates are read first, so that a lake without a snapshot or of a newer version is refused. */
async function run({ prepare, asked }: Request, values: QueryValues, context: Context): Promise<ExitName> {
  const { terminal, signal } = context;
  const unfinished = values.out === undefined ? undefined : unfinishedName(values.out);
  const pipe = pipeOf(values, terminal);
  const work = async (engine: QueryEngine, progress: QueryProgress): Promise<ExitName> => {
    const options = { signal, onProgress: progress.report };
    const dates = await visibleDates(engine, options);
    const { statement, leftOut, gap, judgements } = await prepare(engine, { ...options, dates });
    const bound = inOrder(statement, values, asked?.question);
    if (values.show) {
      progress.end();
      await terminal.print(await shown(bound, engine, values));
      return 'ok';
    }
    progress.phase(asked ? `Asking ${asked.question.asked}` : 'Asking');
    const replaced = values.out !== undefined && isReplaced(values.out);
    const answering = { values, context, asked, unfinished, pipe, progress };
    const answered = await answer(wording(confirming(engine, judgements), asked), bound, answering, options).catch(
      async (error) => {
        const unsorted = { ...statement, sort: values.sort, asked: asked?.question.asked };
        throw await sortError(error, engine, unsorted, options);
      },
    );
    const unmeasured = await countUnmeasured(engine, gap, options);
    const notListed = await countLeftOut(engine, leftOut, options);
    if (leftOut.length > 0) await refuseReplaced(engine, judgements, options);
    const withoutTrends = await datesWithoutTrends(engine, bound.sql, dates, options);
    progress.end();
    if (asked) tellUsesUntil(usesUntil(asked, dates), terminal);
    const exit = ended(answered, dates, values, terminal);
    tellUnmeasured(unmeasured, terminal);
    tellLeftOut(notListed, terminal);
    tellWithoutTrends(withoutTrends, terminal);
    if (values.out !== undefined)
      terminal.note(writtenLine(values.out, answered.rows, { format: values.format, replaced }));
    if (asked && isForAPerson(values, context)) {
      const lines = await closingLines(engine, { ...asked, dates }, values, options);
      progress.end();
      for (const line of lines) terminal.note(line);
    }
    return exit;
  };
  const keeps = asked !== undefined && !values.show;
  return withEngine(values, { action: 'ask', writes: unfinished ?? pipe, keeps }, context, work);
}

/** Of a question that judges. */
function usesUntil({ question, given }: NonNullable<Request['asked']>, dates: readonly LakeDate[]): string | undefined {
  if (!countsUses(question)) return undefined;
  return String(withDates(question, given, dates).uses_until);
}

interface Answering {
  readonly values: QueryValues;
  readonly context: Context;
  readonly asked: Request['asked'];
  readonly unfinished: string | undefined;
  readonly pipe: string | undefined;
  readonly progress: QueryProgress;
}

/** Writes the answer where it goes. */
async function answer(
  engine: QueryEngine,
  bound: Bound,
  { values, context, asked, unfinished, pipe, progress }: Answering,
  options: QueryOptions,
): Promise<Answered> {
  const { terminal } = context;
  const isSeen = values.out === undefined && (terminal.interactive || terminal.pipe !== undefined);
  const onPrint = isSeen ? progress.end : (): void => {};
  const copied = await writtenByEngine(engine, bound, { values, terminal, unfinished, pipe, onPrint }, options);
  if (copied !== undefined) return { rows: copied, isCut: false, hidden: [], unlisted: 0 };
  const found = await engine.query(bound.sql, bound.parameters, options);
  const isLast = isForAPerson(values, context) && values.sort === undefined;
  const { answer: rows, unlisted } = withGaps(found, values.gaps, isLast);
  const unlimited = values.gaps === 'list' ? gapRow(found.columns, asked?.question) : undefined;
  const written = await writeAnswer(rows, { ...values, first: asked?.question.first, unlimited, onPrint }, terminal);
  return { ...written, unlisted: unlisted() };
}

interface Answered extends Written {
  /** Rows of what was not measured, which were counted or left out. */
  readonly unlisted: number;
}

/** What is said after an answer, and how the command ends. */
function ended(
  { rows, isCut, hidden, unlisted }: Answered,
  dates: readonly LakeDate[],
  values: QueryValues,
  terminal: Terminal,
): ExitName {
  if (rows === 0) terminal.note('No rows.\n');
  tellNewerPart(newerPart(dates), terminal);
  if (isCut) terminal.note(`Cut at ${counted(values.limit as number, 'row')} by --limit.\n`);
  if (values.gaps === 'count') terminal.note(`Not listed: ${counted(unlisted, 'row')} of what was not measured.\n`);
  if (hidden.length > 0) terminal.note(`Not shown, to fit the width: ${hiddenText(hidden)}. --wide shows all.\n`);
  const isFound = rows > 0 || (values.gaps === 'count' && unlisted > 0);
  return values.failOnRows && isFound ? 'found' : 'ok';
}

const MOST_NAMED = 4;

function hiddenText(columns: readonly string[]): string {
  const named = columns.slice(0, MOST_NAMED).map(escapeForTerminal).join(', ');
  const others = columns.length - MOST_NAMED;
  return others > 0 ? `${named} and ${counted(others, 'other column')}` : named;
}

/** The statements to paste: one, but on Athena those before it that write what it reads more than once. */
async function shown(bound: Bound, { name }: QueryEngine, { database }: QueryValues): Promise<string> {
  if (name === 'duckdb') return `${inlined(bound)};\n`;
  const [{ planOf }, { statementsOf }] = await Promise.all([
    import('../../query/engine/materialized.js'),
    import('../../query/athena/scratch-tables.js'),
  ]);
  const statements = statementsOf(planOf(bound.sql, bound.parameters), scratchOf(database));
  return statements.map((part) => `${inlined(part)};\n`).join('\n');
}

function inOrder(bound: Bound, values: QueryValues, question: Question | undefined): Bound {
  if (values.sort === undefined) return bound;
  const limit = values.gaps === 'list' ? limitOf(values) : undefined;
  return sorted(bound, values.sort, { limit, gapKey: question?.gap?.key ?? undefined });
}

function isForAPerson({ format, out }: QueryValues, { terminal }: Context): boolean {
  return terminal.interactive && format === 'table' && out === undefined;
}

/** What `digest` does: asks, prints, and sends where something is new. */

import type { TaskDecisions } from '../../decisions/tasks-file.js';
import { type Comparison, type Digest, digestOf } from '../../digest/digest.js';
import { DAY_MS } from '../../model/days.js';
import { type ExitName, usageError } from '../../model/errors.js';
import { counted } from '../../model/numbers.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { visibleDates } from '../../query/question/dates.js';
import { countLeftOut } from '../../query/question/left-out.js';
import type { Given } from '../../query/question/values.js';
import { newerPart } from '../../query/sql/lake-dates.js';
import type { Context } from '../command.js';
import { openDestination } from '../exporting.js';
import { sourcesOf } from '../options/from-s3.js';
import { decidedIn, decisionsIn } from '../query/decided.js';
import { withEngine } from '../query/engine.js';
import { tellLeftOut, tellNewerPart } from '../query/notes.js';
import { noteFetches } from '../room.js';
import { lineWidth } from '../terminal.js';
import { wrapLines } from '../text/wrap.js';
import { toolVersion } from '../version.js';
import { withExceptFile } from './excepted.js';
import { digestJson, firstJson } from './json.js';
import { digestMarkdown, firstMarkdown } from './markdown.js';
import { sendOnce } from './once.js';
import { type DigestValues, filtersIn } from './options.js';
import { sheetMarkdown } from './sheet.js';
import { digestText, firstText, mailText } from './text.js';

export async function digest(values: DigestValues, context: Context): Promise<ExitName> {
  const { terminal, signal } = context;
  refuseToRemember(values);
  const decisions = await decisionsIn(values.tasksFile, context);
  const owners = await decidedIn({ ownersFile: values.ownersFile, tasksFile: undefined }, context);
  const filters = await withExceptFile({ ...filtersIn(values), ...owners }, values.exceptFile, context);
  return withEngine(values, { action: 'list what is new' }, context, async (engine, progress) => {
    const options = { signal, onProgress: progress.report };
    const made = await make(engine, { values, decisions, filters, note: progress.note }, options);
    progress.end();
    const text = await written(made.digest, values);
    await terminal.print(values.format === 'text' ? wrapLines(text, lineWidth(terminal)) : text);
    tellNewerPart(made.newerPart, terminal);
    const leftOut = await countLeftOut(engine, made.digest.leftOut, options);
    progress.end();
    tellLeftOut(leftOut, terminal);
    const isNew = made.digest.type === 'first' || made.digest.findings.length > 0;
    if (values.notify !== undefined && (isNew || isSignOfLife(made.digest)))
      await send(values.notify, made.digest, values, context);
    return values.failOnRows && made.digest.type === 'comparison' && isNew ? 'found' : 'ok';
  });
}

const SIGN_OF_LIFE_DAYS = 28;

/**
 * Whether a period of four weeks, counted from 1970, ends between the two dates: then a message goes out though nothing is
 * new, so that silence means that something is broken. Who asks again about the same dates gets the same answer.
 */
export function isSignOfLife(made: Pick<Digest, 'type' | 'toDate'> & { readonly fromDate?: string }): boolean {
  if (made.type === 'first' || made.fromDate === undefined) return false;
  const periodOf = (date: string) => Math.floor(Date.parse(date) / (SIGN_OF_LIFE_DAYS * DAY_MS));
  return periodOf(made.toDate) > periodOf(made.fromDate);
}

interface Made {
  readonly digest: Digest;
  readonly newerPart: string | undefined;
}

interface Making {
  readonly values: DigestValues;
  readonly decisions: TaskDecisions;
  /** With the entries of the files of owners and exceptions. */
  readonly filters: Given;
  readonly note: (text: string) => void;
}

async function make(
  engine: QueryEngine,
  { values, decisions, filters, note }: Making,
  options: QueryOptions,
): Promise<Made> {
  const { fromDate, toDate, kind: kinds } = values;
  const dates = await visibleDates(engine, options);
  const request = {
    dates: { fromDate, toDate },
    kinds,
    filters,
    decisions,
    isSheet: isSheet(values),
    beforeWork: (dryRun: (engine: QueryEngine) => Promise<unknown>) =>
      noteFetches(engine, dryRun, { action: 'list what is new', note }),
  };
  const made = await digestOf(engine, dates, request, options);
  return { digest: made, newerPart: toDate === undefined ? newerPart(dates) : undefined };
}

/** Of two dates that somebody chose. */
function isSheet({ format, fromDate, toDate }: DigestValues): boolean {
  return format === 'markdown' && fromDate !== undefined && toDate !== undefined;
}

async function written(made: Digest, values: DigestValues): Promise<string> {
  if (made.type === 'first') {
    return { text: firstText, markdown: firstMarkdown, json: firstJson }[values.format](made);
  }
  if (values.format === 'json') return digestJson(made);
  if (values.format === 'text') return digestText(made, values);
  return `${digestMarkdown(made, values)}${made.sheet === undefined ? '' : `\n${await sheetOf(made, values)}`}`;
}

async function sheetOf(made: Comparison, values: DigestValues): Promise<string> {
  const { fromDate, toDate, sheet } = made;
  if (sheet === undefined) return '';
  const { commitsOfDates } = await import('../../lake/commit-hashes.js');
  const commits =
    values.destination === undefined
      ? undefined
      : await commitsOfDates(await openDestination(values, 'read the commits'), [fromDate, toDate]);
  return sheetMarkdown(made, sheet, { toolVersion: toolVersion(), commits });
}

/** What was printed stays printed, whether it is delivered or not. */
async function send(topic: string, made: Digest, values: DigestValues, context: Context): Promise<void> {
  const { signal, terminal, effects } = context;
  const { publish } = await import('../../notify/sns.js');
  const told = made.type === 'first' ? firstText(made) : mailText(made, values);
  const message = { subject: subjectOf(made), text: `${told}${sourcesOf(values)}` };
  const sending = { topic, message, signal, send: () => publish(topic, message, signal) };
  const isSent = values.once
    ? await sendOnce(await openDestination(values, 'remember what was sent'), sending, effects)
    : await sending.send();
  terminal.note(isSent === false ? `Another run has sent this to ${topic}.\n` : `Sent to ${topic}.\n`);
}

function refuseToRemember({ once, destination }: DigestValues): void {
  if (once && destination === undefined)
    throw usageError('Cannot use --once without --destination.', 'The lake remembers what was sent: name it.');
}

function subjectOf(made: Digest): string {
  if (made.type === 'first') return `Access Lake: the first snapshot, ${made.toDate}`;
  if (made.findings.length === 0) return `Access Lake: nothing new from ${made.fromDate} to ${made.toDate}`;
  return `Access Lake: ${counted(made.findings.length, 'finding')} from ${made.fromDate} to ${made.toDate}`;
}

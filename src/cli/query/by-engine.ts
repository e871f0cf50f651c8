/** Answers that the engine itself writes down, or makes the lines of: their cells never become values of JavaScript. */
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isOfGoneReader } from '../../query/duckdb/failure.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { LINED_FORMATS } from '../../query/format/formats.js';
import type { Bound } from '../../query/question/bind.js';
import type { Terminal } from '../terminal.js';
import type { QueryValues } from './options.js';
import { inPlace, printTexts, writeText } from './output.js';
import { countedPages } from './watched.js';

/** Where an answer goes. */
export interface Target {
  readonly values: QueryValues;
  readonly terminal: Terminal;
  /** Where a file is made before it has its name. */
  readonly unfinished: string | undefined;
  /** Where the engine itself may write for the reader of stdout; see {@link pipeOf}. */
  readonly pipe: string | undefined;
  /** Called before the first row goes to a reader who may look at the same terminal. */
  readonly onPrint: () => void;
}

/** How many rows; undefined where the answer must be read row by row. */
export async function writtenByEngine(
  engine: QueryEngine,
  { sql, parameters }: Bound,
  { values, terminal, unfinished, pipe, onPrint }: Target,
  options: QueryOptions,
): Promise<number | undefined> {
  const { format, out, limit, gaps } = values;
  if (limit !== undefined || gaps !== 'list' || (out === undefined && terminal.interactive)) return undefined;
  const csvTo = async (path: string) => engine.writeCsv?.(sql, parameters, path, options);
  if (format === 'csv' && out !== undefined) return csvFile(out, unfinished, csvTo);
  if (pipe !== undefined) return csvPipe(pipe, csvTo);
  const lined = LINED_FORMATS[format];
  const answer = lined && (await engine.lines?.(sql, parameters, lined.lines, options));
  if (lined === undefined || answer === undefined) return undefined;
  const counter = { rows: 0 };
  const onRows = (rows: number): void => {
    counter.rows += rows;
  };
  const texts = lined.written({ ...answer, pages: countedPages(answer.pages, onRows) });
  if (out === undefined) {
    await printTexts(texts, terminal, { counter, onPrint });
  } else {
    const write = async (path: string): Promise<boolean> => {
      await writeText(path, texts);
      return true;
    };
    await inPlace(out, write, unfinished);
  }
  return counter.rows;
}

/**
 * Where the engine itself writes an answer for a reader of stdout: nobody counts what a reader took that went away. Not
 * where a terminal shows progress, for nobody would know when the first row comes.
 */
export function pipeOf({ format, out, failOnRows }: QueryValues, terminal: Terminal): string | undefined {
  if (terminal.stderr.isTTY) return undefined;
  return format === 'csv' && out === undefined && !failOnRows ? terminal.pipe : undefined;
}

/** A reader that goes away ends it; it took what it wanted, which is not nothing. */
async function csvPipe(
  pipe: string,
  writeRows: (path: string) => Promise<number | undefined>,
): Promise<number | undefined> {
  return writeRows(pipe).catch((error) => {
    if (isOfGoneReader(error)) return 1;
    throw error;
  });
}

/** `writeRows`: how many it wrote; undefined where it wrote none, and there is no file. */
async function csvFile(
  out: string,
  unfinished: string | undefined,
  writeRows: (path: string) => Promise<number | undefined>,
): Promise<number | undefined> {
  let rows: number | undefined;
  const write = async (path: string): Promise<boolean> => {
    await access(dirname(path), constants.W_OK); // the engine's own sentence would name the unfinished file
    rows = await writeRows(path);
    return rows !== undefined;
  };
  await inPlace(out, write, unfinished);
  return rows;
}

/** Answers that the engine itself writes down, or makes the lines of: their cells never become values of JavaScript. */
import type { AnswerLines, QueryEngine, QueryOptions } from '../../query/engine.js';
import { LINED_FORMATS } from '../../query/format/formats.js';
import type { Bound } from '../../query/question/bind.js';
import type { Terminal } from '../terminal.js';
import type { QueryValues } from './options.js';
import { inPlace, writeText } from './output.js';

/** Where an answer goes. */
export interface Target {
  readonly values: QueryValues;
  readonly terminal: Terminal;
  /** Where a file is made before it has its name. */
  readonly unfinished: string | undefined;
}

/** How many rows; undefined where the answer must be read row by row. */
export async function writtenByEngine(
  engine: QueryEngine,
  { sql, parameters }: Bound,
  { values, terminal, unfinished }: Target,
  options: QueryOptions,
): Promise<number | undefined> {
  const { format, out, limit, gaps } = values;
  if (limit !== undefined || gaps !== 'list' || (out === undefined && terminal.interactive)) return undefined;
  if (format === 'csv' && out !== undefined) {
    return csvFile(out, unfinished, async (path) => engine.writeCsv?.(sql, parameters, path, options));
  }
  const lined = LINED_FORMATS[format];
  const answer = lined && (await engine.lines?.(sql, parameters, lined.lines, options));
  if (lined === undefined || answer === undefined) return undefined;
  const counter = { rows: 0 };
  const texts = lined.written({ ...answer, pages: countedPages(answer.pages, counter) });
  if (out === undefined) await printed(texts, terminal);
  else {
    const write = async (path: string): Promise<boolean> => {
      await writeText(path, texts);
      return true;
    };
    await inPlace(out, write, unfinished);
  }
  return counter.rows;
}

/** `writeRows`: how many it wrote; undefined where it wrote none, and there is no file. */
async function csvFile(
  out: string,
  unfinished: string | undefined,
  writeRows: (path: string) => Promise<number | undefined>,
): Promise<number | undefined> {
  let rows: number | undefined;
  const write = async (path: string): Promise<boolean> => {
    rows = await writeRows(path);
    return rows !== undefined;
  };
  await inPlace(out, write, unfinished);
  return rows;
}

async function* countedPages(
  pages: AnswerLines['pages'],
  counter: { rows: number },
): AsyncGenerator<readonly string[]> {
  for await (const page of pages) {
    counter.rows += page.length;
    yield page;
  }
}

/** A reader that goes away ends it. */
async function printed(texts: AsyncIterable<string>, terminal: Terminal): Promise<void> {
  for await (const text of texts) if (!(await terminal.print(text))) return;
}

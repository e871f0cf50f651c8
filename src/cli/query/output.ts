/** Where an answer goes: the terminal, or a file that appears when it is whole. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { unfinishedPlace, writeNamedFile } from '../../files/named-file.js';
import { escapeLinesForTerminal } from '../../model/escape.js';
import type { Cell, QueryResult } from '../../query/engine/engine.js';
import { type FormatName, textFormat } from '../../query/format/formats.js';
import type { Look } from '../../query/format/writer.js';
import type { Terminal } from '../terminal.js';

type Pages = QueryResult['pages'];

export interface Written {
  readonly rows: number;
  readonly isCut: boolean;
  /** Columns for which a terminal had no room. */
  readonly hidden: readonly string[];
}

/** Writes at most `limit` rows of the answer: how many, and whether it has more. A terminal that went away ends it early. */
export async function writeAnswer(
  answer: QueryResult,
  { format, out, limit, wide, first, unlimited, onPrint }: Where,
  terminal: Terminal,
): Promise<Written> {
  const counter = { rows: 0, isCut: false };
  const cut = { limit: limit ?? Number.POSITIVE_INFINITY, unlimited };
  const counted = { ...answer, pages: limited(answer.pages, cut, counter) };
  const hidden: string[] = [];
  if (out === undefined) {
    const onHidden = (names: readonly string[]): void => void hidden.push(...names);
    const isWhole = wide || !terminal.interactive;
    const look: Look = isWhole ? WHOLE : { width: terminal.columns, brief: true, first, onHidden };
    if (format === 'parquet') throw new Error('Parquet is never written to a terminal');
    await printTexts(textFormat(format, look)(counted.columns, counted.pages), terminal, { counter, onPrint });
  } else await toFile(counted, format, out);
  return { ...counter, hidden };
}

interface Where {
  readonly format: FormatName;
  readonly out: string | undefined;
  readonly limit: number | undefined;
  /** A table with all that there is to see, whatever the width of the terminal. */
  readonly wide: boolean;
  /** Of a question: its columns that a terminal shows first. */
  readonly first?: readonly string[] | undefined;
  /** Rows that no limit cuts, wherever they stand; undefined: there are none. */
  readonly unlimited?: ((row: readonly Cell[]) => boolean) | undefined;
  readonly onPrint: () => void;
}

const WHOLE = { width: Number.POSITIVE_INFINITY, brief: false };

async function* limited(
  pages: Pages,
  { limit, unlimited }: { readonly limit: number } & Pick<Where, 'unlimited'>,
  counter: { rows: number; isCut: boolean },
): Pages & AsyncGenerator {
  let left = limit;
  for await (const page of pages) {
    const taken = page.filter((row) => unlimited?.(row) || left-- > 0);
    counter.rows += taken.length;
    counter.isCut ||= taken.length < page.length;
    yield taken;
    if (counter.isCut && unlimited === undefined) return;
  }
}

interface Printing {
  /** Rows that have been read. */
  readonly counter: { readonly rows: number };
  /** Called once, before the first text: a reader may look at the terminal of the progress. */
  readonly onPrint: () => void;
}

/**
 * A person who looks at CSV or JSON sees what is harmful escaped; a pipe gets it as it is. What comes before the first row
 * waits for it. A reader that goes away ends it.
 */
export async function printTexts(
  texts: AsyncIterable<string>,
  terminal: Terminal,
  { counter, onPrint }: Printing,
): Promise<void> {
  const print = (text: string): Promise<boolean> =>
    terminal.print(terminal.interactive ? escapeLinesForTerminal(text) : text);
  let waiting = '';
  let isBegun = false;
  for await (const text of texts) {
    waiting += text;
    if (counter.rows === 0) continue;
    if (!isBegun) onPrint();
    isBegun = true;
    if (!(await print(waiting))) return;
    waiting = '';
  }
  if (!isBegun) onPrint();
  if (waiting !== '') await print(waiting);
}

async function toFile(answer: QueryResult, format: FormatName, path: string): Promise<void> {
  await inPlace(path, async (unfinished) => {
    if (format === 'parquet') await writeParquetTo(unfinished, answer);
    else await writeText(unfinished, textFormat(format, WHOLE)(answer.columns, answer.pages));
    return true;
  });
}

/** Where a file is written before it becomes `path`: absolute, and nobody else has the name. */
export function unfinishedName(path: string): string {
  return unfinishedPlace(path, randomBytes(8).toString('hex'));
}

/** Writes a file that appears when it is whole; where `write` fails or says false, there is none. */
export async function inPlace(
  path: string,
  write: (unfinished: string) => Promise<boolean>,
  unfinished = unfinishedName(path),
): Promise<void> {
  await writeNamedFile({ path, unfinished, hint: 'Give another --out.' }, write);
}

async function writeParquetTo(path: string, { columns, pages }: QueryResult): Promise<void> {
  const { writeParquet } = await import('../../query/duckdb/parquet.js');
  await writeParquet(path, columns, pages);
}

export async function writeText(path: string, texts: AsyncIterable<string>): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx' });
  await once(file, 'open');
  for await (const text of texts) if (!file.write(text)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}

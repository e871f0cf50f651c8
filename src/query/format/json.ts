/** JSON: one array of objects, or an object a line. Bigints are numbers, times ISO 8601 in UTC. */
import { jsonForTerminal } from '../../model/escape.js';
import type { AnswerLines, Cell, ResultColumn } from '../engine/engine.js';
import type { Rows } from './writer.js';

export async function* json(columns: readonly ResultColumn[], pages: AsyncIterable<Rows>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const page of pages) {
    for (const row of page) {
      yield `${separator}${object(columns, row)}`;
      separator = ',\n';
    }
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

export async function* ndjson(columns: readonly ResultColumn[], pages: AsyncIterable<Rows>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((row) => `${object(columns, row)}\n`).join('');
}

/** {@link json} of objects that the engine wrote. */
export async function* jsonOfLines({ pages }: AnswerLines): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield separator + page.join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** {@link ndjson} of objects that the engine wrote. */
export async function* ndjsonOfLines({ pages }: AnswerLines): AsyncGenerator<string> {
  for await (const page of pages) if (page.length > 0) yield `${page.join('\n')}\n`;
}

function object(columns: readonly ResultColumn[], row: readonly Cell[]): string {
  return jsonForTerminal(
    Object.fromEntries(columns.map(({ name, type }, at) => [name, type === 'timestamp' ? isoTime(row[at]) : row[at]])),
  );
}

/** `2026-07-01 10:00:00.120` as `2026-07-01T10:00:00.120Z`, which no reader takes for its local time. */
function isoTime(cell: Cell | undefined): Cell | undefined {
  return typeof cell === 'string' ? `${cell.replace(' ', 'T')}Z` : cell;
}

/** JSON: one array of objects, or an object a line. Bigints are numbers. */
import { jsonForTerminal } from '../../model/escape.js';
import type { Cell, ResultColumn } from '../engine.js';
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

function object(columns: readonly ResultColumn[], row: readonly Cell[]): string {
  return jsonForTerminal(Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
}

/** The formats of an answer by name; `parquet` is written by the engine of its own. */
import type { AnswerLines, LineFormat } from '../engine/engine.js';
import { csv, csvOfLines } from './csv.js';
import { json, jsonOfLines, ndjson, ndjsonOfLines } from './json.js';
import { markdown } from './markdown.js';
import { tableFor } from './table.js';
import type { Format, Look } from './writer.js';

export const FORMAT_NAMES = ['table', 'csv', 'json', 'ndjson', 'parquet', 'markdown'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** `look`: of a table. */
export function textFormat(name: Exclude<FormatName, 'parquet'>, look: Look): Format {
  return { table: tableFor(look), csv, json, ndjson, markdown }[name];
}

interface LinedFormat {
  readonly lines: LineFormat;
  readonly written: (answer: AnswerLines) => AsyncIterable<string>;
}

/** Formats that can be made of the engine's own lines, in the same bytes. */
export const LINED_FORMATS: Partial<Readonly<Record<FormatName, LinedFormat>>> = {
  csv: { lines: 'csv', written: csvOfLines },
  json: { lines: 'json', written: jsonOfLines },
  ndjson: { lines: 'json', written: ndjsonOfLines },
};

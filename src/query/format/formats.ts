/** The formats of an answer by name; `parquet` is written by the engine of its own. */
import { csv } from './csv.js';
import { json, ndjson } from './json.js';
import { markdown } from './markdown.js';
import { tableFor } from './table.js';
import type { Format } from './writer.js';

export const FORMAT_NAMES = ['table', 'csv', 'json', 'ndjson', 'parquet', 'markdown'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** `width`: columns of the terminal, for a table. */
export function textFormat(name: Exclude<FormatName, 'parquet'>, width: number): Format {
  return { table: tableFor(width), csv, json, ndjson, markdown }[name];
}

/** The formats of an answer by name; `parquet` is written by the engine of its own. */
import { csv } from './csv.js';
import { json, ndjson } from './json.js';
import { markdown } from './markdown.js';
import { tableFor } from './table.js';
import type { Format, Look } from './writer.js';

export const FORMAT_NAMES = ['table', 'csv', 'json', 'ndjson', 'parquet', 'markdown'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** `look`: of a table. */
export function textFormat(name: Exclude<FormatName, 'parquet'>, look: Look): Format {
  return { table: tableFor(look), csv, json, ndjson, markdown }[name];
}

import { tableOf } from '../../query/format/table.js';
import { widthOf } from '../../query/format/width.js';

/** Rows in columns, for a terminal: the first row is the head. Texts must be escaped already. */
export function textTable(rows: readonly (readonly string[])[], indent = ''): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return rows.map((row) => `${indent}${line(row).trimEnd()}\n`).join('');
}

/**
 * {@link textTable} on a terminal of `width` columns, of a command with `--json`: where it is wider, its names are
 * shortened, and the last columns are left out, which is said below.
 */
export function fittedTable(rows: readonly (readonly string[])[], width: number): string {
  const whole = textTable(rows);
  if (whole.split('\n').every((line) => widthOf(line) <= width)) return whole;
  const [head = [], ...body] = rows;
  const columns = head.map((name) => ({ name, type: 'varchar' as const }));
  const { text, hidden } = tableOf(columns, body, width);
  return hidden.length === 0 ? text : `${text}Not shown, to fit the width: ${hidden.join(', ')}. --json shows all.\n`;
}

/** Lists that ship as data, and as views: a row a line, its cells separated by tabs, under a line of names. */
import { readFileSync } from 'node:fs';

export interface ReasonedPattern {
  readonly pattern: string;
  /** The end of a sentence about what the pattern names. */
  readonly reason: string;
}

/** `Cells`: as many as a row has at least, by their types. */
export function readRows<Cells extends readonly string[]>(file: URL): Cells[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split('\t') as readonly string[] as Cells);
}

export function readPatterns(file: URL): ReasonedPattern[] {
  return readRows<[string, string]>(file).map(([pattern, reason]) => ({ pattern, reason }));
}

/** A list as a view of texts, for SQL reads no files. */
export function listView(name: string, about: string, columns: readonly string[], rows: readonly string[][]): string {
  return `${about}
CREATE OR REPLACE VIEW ${name} AS
SELECT
${columns.map((column) => `  CAST(${column} AS varchar) AS ${column}`).join(',\n')}
FROM (
  VALUES
${rows.map((row) => `    (${row.map(quoted).join(', ')})`).join(',\n')}
) AS t(${columns.join(', ')})
`;
}

/** The pattern for LIKE, in lower case, an underscore escaped by `!`. */
export function likeOf(pattern: string): string {
  return pattern.toLowerCase().replaceAll('_', '!_').replaceAll('*', '%').replaceAll('?', '_');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

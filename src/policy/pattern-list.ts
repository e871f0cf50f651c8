/** Lists that ship as data: a pattern and its reason a line, separated by a tab, under a line of names. */
import { readFileSync } from 'node:fs';

export interface ReasonedPattern {
  readonly pattern: string;
  /** The end of a sentence about what the pattern names. */
  readonly reason: string;
}

export function readPatterns(file: URL): ReasonedPattern[] {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [pattern, reason] = line.split('\t') as [string, string];
    return { pattern, reason };
  });
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

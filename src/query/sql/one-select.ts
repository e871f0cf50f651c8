/** A lake is read, never changed: SQL of a person is one SELECT. */
import { type UserError, usageError } from '../../model/errors.js';

export function refusedSql(state: string): UserError {
  return usageError(
    `Cannot ask the SQL: ${state}.`,
    'Give one SELECT: a lake is read, never changed. PIVOT needs its values: PIVOT … ON column IN (…).',
  );
}

const READS = new Set(['select', 'with', 'values', 'table', 'describe', 'desc', 'show']);

/**
 * Refuses, before the first call, what is not one statement of Athena that only reads, by its first word: no parser of
 * Athena is at hand. Fails with a usageError.
 */
export function refuseOtherThanRead(sql: string): void {
  const statements = statementsIn(sql);
  if (statements.length !== 1) throw refusedSql(`it holds ${statements.length} statements`);
  const [, word = ''] = /^[(\s]*(\w*)/.exec(statements[0] as string) ?? [];
  if (!READS.has(word.toLowerCase())) throw refusedSql('it is another statement than a SELECT');
}

/** The statements, with nothing in their literals and quoted names, and without comments. */
export function statementsIn(sql: string): string[] {
  const bare = sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*.*?\*\//gs, (text) =>
    /^['"]/.test(text) ? `${text[0]}${text[0]}` : ' ',
  );
  return bare
    .split(';')
    .map((text) => text.trim())
    .filter(Boolean);
}

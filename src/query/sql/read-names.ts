/** Which names a statement may read: tables, views, and expressions of its WITH. */

/** What a statement is made of, as far as its structure goes. */
export const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_][A-Za-z_0-9]*|[(),?:]/g;

/** What stands before a name that may be an expression's, in Trino's SQL and DuckDB's. */
const BEFORE_READ = /^(?:from|join|table|only|pivot|unpivot|summarize|describe|[(,:])$/;

/** The names that stand where a table may stand, in lower case: all that a statement reads, and some of its columns. */
export function namesRead(sql: string): string[] {
  let before = '';
  return [...sql.matchAll(TOKEN)].flatMap(([token]) => {
    if (/^(?:--|\/\*)/.test(token)) return [];
    const word = token.toLowerCase().replace(/^"([a-z_][a-z_0-9]*)"$/, '$1');
    const isRead = BEFORE_READ.test(before) && /^[a-z_]/.test(word);
    before = word;
    return isRead ? [word] : [];
  });
}

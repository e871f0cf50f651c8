/** Common table expressions put before a statement. */

/** The statement with expressions before those of its own. */
export function withHeads(heads: readonly string[], sql: string): string {
  if (heads.length === 0) return sql;
  const rest = sql.startsWith('WITH ') ? `,\n${sql.slice('WITH '.length)}` : `\n${sql}`;
  return `WITH ${heads.join(',\n')}${rest}`;
}

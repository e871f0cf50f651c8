/** Fragments once more, of an earlier snapshot: a statement may judge two dates. */

/** Each table expression of the texts under its name with this behind it. */
const EARLIER = '_earlier';

/** At the beginning of a line, or of a WITH: models have expressions of their own. */
const DEFINED = /^(?:WITH )?([a-z_]+) AS (?:MATERIALIZED )?\($/gm;

/** A table expression's name, of the date that is asked and of the earlier one. */
export function ofEither(name: string): string[] {
  return [name, `${name}${EARLIER}`];
}

/** The fragments as of the date of that parameter, until which uses count. What they read of each other they read of that date too. */
export function ofEarlierDate(fragments: readonly string[], date: string): string[] {
  const names = new Set(fragments.flatMap((text) => [...text.matchAll(DEFINED)].map(([, name]) => name)));
  return fragments.map((text) =>
    text
      .replaceAll(DEFINED, (line, name: string) => line.replace(name, `${name}${EARLIER}`))
      .replaceAll(/\b(FROM|JOIN) ([a-z_]+)\b/g, (whole, word: string, name: string) =>
        names.has(name) ? `${word} ${name}${EARLIER}` : whole,
      )
      .replaceAll(/:(?:snapshot_date|uses_until)\b/g, `:${date}`),
  );
}

const SUFFIXED = new RegExp(`\\b([a-z_]+)${EARLIER} AS (?:MATERIALIZED )?\\(`, 'g');

/**
 * A statement of table expressions of an earlier date as one that asks for that date alone has them; one that reads both
 * dates as it is. No column is named by the date.
 */
export function asOfItsDate(sql: string): string {
  const names = [...new Set([...sql.matchAll(SUFFIXED)].map(([, name]) => name as string))].join('|');
  if (names === '' || new RegExp(`(?:\\b(?:WITH|FROM|JOIN)|,)\\s+(?:${names})\\b`, 'i').test(sql)) return sql;
  return sql.replaceAll(new RegExp(`\\b(${names})${EARLIER}\\b`, 'g'), '$1');
}

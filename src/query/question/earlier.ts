/** Fragments once more, of an earlier snapshot: a statement may judge two dates. */

/** Each table expression of the texts under its name with this behind it. */
const EARLIER = '_earlier';

const DEFINED = /^([a-z_]+) AS (?:MATERIALIZED )?\($/gm;
/** An expression inside a model. */
const WITHIN = /^(?:WITH )?([a-z_]+) AS (?:MATERIALIZED )?\($/gm;
const READ = /\b(FROM|JOIN) ([a-z_]+)\b/g;

/**
 * The models and fragments as of the date of that parameter, until which uses count. What they read of each other they read of
 * that date too; the expressions inside a model keep their names.
 */
export function ofEarlierDate(models: readonly string[], fragments: readonly string[], date: string): string[] {
  const heads = models.map((text) => text.slice(0, text.indexOf('\n')));
  const names = new Set(
    [...heads, ...fragments].flatMap((text) => [...text.matchAll(DEFINED)].map(([, name]) => name)),
  );
  const ofModels = models.map((text) => {
    const own = new Set([...text.matchAll(WITHIN)].map(([, name]) => name));
    return text
      .replace(/^[a-z_]+/, (name) => `${name}${EARLIER}`)
      .replaceAll(READ, (whole, word: string, name: string) =>
        names.has(name) && !own.has(name) ? `${word} ${name}${EARLIER}` : whole,
      );
  });
  const ofFragments = fragments.map((text) =>
    text
      .replaceAll(DEFINED, (line, name: string) => line.replace(name, `${name}${EARLIER}`))
      .replaceAll(READ, (whole, word: string, name: string) => (names.has(name) ? `${word} ${name}${EARLIER}` : whole)),
  );
  return [...ofModels, ...ofFragments].map((text) => text.replaceAll(/:(?:snapshot_date|uses_until)\b/g, `:${date}`));
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

/** One text in the place of several: it must say what they say, and nothing else. */

type Json = Readonly<Record<string, unknown>>;

/** What differs; undefined: the whole holds the statements of the parts in order, under Sids that are its own. */
export function differenceOfMerged(whole: string | null, parts: readonly string[]): string | undefined {
  const documents = parts.map((text) => JSON.parse(text) as Json);
  if (whole === null) return parts.length === 0 ? undefined : 'statements that no text holds';
  const own = JSON.parse(whole) as Json;
  if (hasTwice(sidsOf(own)) && !documents.some((one) => hasTwice(sidsOf(one)))) return 'a Sid that occurs twice';
  const said = documents.flatMap(statementsOf).map((statement) => without(statement, 'sid'));
  if (JSON.stringify(statementsOf(own).map((one) => without(one, 'sid'))) !== JSON.stringify(said)) {
    return 'the statements of the merged text';
  }
  const [first] = documents;
  const isFrame = first && JSON.stringify(without(own, 'statement')) === JSON.stringify(without(first, 'statement'));
  const isVersion = documents.every((one) => elementOf(one, 'version') === elementOf(own, 'version'));
  return isFrame && isVersion ? undefined : 'an element beside Statement';
}

function sidsOf(document: Json): unknown[] {
  return statementsOf(document).flatMap((statement) => elementOf(statement, 'sid') ?? []);
}

function hasTwice(values: readonly unknown[]): boolean {
  return new Set(values).size < values.length;
}

function statementsOf(document: Json): Json[] {
  return [elementOf(document, 'statement')].flat() as Json[];
}

function elementOf(object: Json, name: string): unknown {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** All other elements in their order. */
function without(object: Json, name: string): [string, unknown][] {
  return Object.entries(object).filter(([key]) => key.toLowerCase() !== name);
}

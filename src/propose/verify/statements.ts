/** Old and new statements side by side: P1, that nothing but Action lists and dropped statements differs. */

type Json = Readonly<Record<string, unknown>>;

/** One statement of the old document and all that came of it. */
export interface Pair {
  readonly place: number;
  readonly before: readonly string[];
  /** The new Action lists; none: the statement was dropped. */
  readonly after: readonly (readonly string[])[];
  /** Whether its Action list may change. */
  readonly isEditable: boolean;
}

export class Differs extends Error {}

/** Pairs of the statements; throws {@link Differs} with what differs besides Action lists. */
export function pairs(before: string, parts: readonly string[]): Pair[] {
  const old = JSON.parse(before) as Json;
  const statements = statementsOf(old);
  const after = statements.map((): string[][] => []);
  for (const text of parts) {
    const part = JSON.parse(text) as Json;
    if (shapeOf(old, 'statement') !== shapeOf(part, 'statement')) throw new Differs('an element beside Statement');
    assign(statements, statementsOf(part), after);
  }
  return statements.map((statement, place) => ({
    place,
    before: actionsOf(statement),
    after: after[place] as string[][],
    isEditable: isEditable(statement),
  }));
}

/** Puts each new statement to the old one that it came of, in order. */
function assign(old: readonly Json[], parts: readonly Json[], after: string[][][]): void {
  if (parts.length === 0) throw new Differs('a document without a statement');
  let place = 0;
  for (const part of parts) {
    const shape = shapeOf(part, 'action');
    const own = actionsOf(part);
    const isSource = (statement: Json): boolean =>
      shapeOf(statement, 'action') === shape && isSameOrFewer(statement, own, part);
    while (place < old.length && !isSource(old[place] as Json)) place++;
    if (place === old.length) throw new Differs(`a statement that no old one became: ${shape}`);
    (after[place] as string[][]).push(own);
    place++;
  }
}

/** A statement that may not change came of its equal alone. */
function isSameOrFewer(statement: Json, own: readonly string[], part: Json): boolean {
  if (isEditable(statement)) return own.length > 0;
  return JSON.stringify(statement) === JSON.stringify(part);
}

function isEditable(statement: Json): boolean {
  return (
    elementOf(statement, 'effect') === 'Allow' &&
    elementOf(statement, 'action') !== undefined &&
    elementOf(statement, 'notresource') === undefined
  );
}

function statementsOf(document: Json): Json[] {
  const value = elementOf(document, 'statement');
  return (Array.isArray(value) ? value : [value]) as Json[];
}

function actionsOf(statement: Json): string[] {
  const value = elementOf(statement, 'action') ?? [];
  return (Array.isArray(value) ? value : [value]) as string[];
}

function elementOf(object: Json, name: string): unknown {
  return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** All of an object, in its order, but the value of one element. */
function shapeOf(object: Json, without: string): string {
  return JSON.stringify(
    Object.entries(object).map(([key, value]) => [key, key.toLowerCase() === without ? null : value]),
  );
}

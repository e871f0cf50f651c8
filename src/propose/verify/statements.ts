/** Old and new statements side by side: P1, that nothing but Action lists and dropped statements differs. */
import { Entries, liesWithin } from './automaton.js';
import type { Effort } from './effort.js';

type Json = Readonly<Record<string, unknown>>;

/** One statement of the old document and all that came of it. */
export interface Pair {
  readonly place: number;
  readonly before: Entries;
  /** The new Action lists; none: the statement was dropped. */
  readonly after: readonly ActionList[];
  /** Whether its Action list may change. */
  readonly isEditable: boolean;
}

export interface ActionList {
  readonly actions: readonly string[];
  /** Whether all of them lie within the old list. */
  readonly isWithin: boolean;
}

export class Differs extends Error {}

/** Pairs of the statements; throws {@link Differs} with what differs besides Action lists. */
export function pairs(before: string, parts: readonly string[], effort: Effort): Pair[] {
  const old = JSON.parse(before) as Json;
  const statements = statementsOf(old);
  const entries = statements.map((statement) => new Entries(actionsOf(statement), effort));
  const after = statements.map((): ActionList[] => []);
  for (const text of parts) {
    const part = JSON.parse(text) as Json;
    if (shapeOf(old, 'statement') !== shapeOf(part, 'statement')) throw new Differs('an element beside Statement');
    assign(statements, entries, statementsOf(part), after);
  }
  return statements.map((statement, place) => ({
    place,
    before: entries[place] as Entries,
    after: after[place] as ActionList[],
    isEditable: isEditable(statement),
  }));
}

/** Puts each new statement to the old one that it came of, in order: the next that has its shape and its entries. */
function assign(
  old: readonly Json[],
  entries: readonly Entries[],
  parts: readonly Json[],
  after: readonly ActionList[][],
): void {
  if (parts.length === 0) throw new Differs('a document without a statement');
  const first = (from: number, isIt: (statement: Json, own: Entries) => boolean): number =>
    old.findIndex((statement, at) => at >= from && isIt(statement, entries[at] as Entries));
  let place = 0;
  for (const part of parts) {
    const within = first(place, (statement, own) => isSource(statement, part, own));
    const alike = within >= 0 ? within : first(place, (statement) => isSource(statement, part, undefined));
    if (alike < 0) throw new Differs(`a statement that no old one became: ${shapeOf(part, 'action')}`);
    (after[alike] as ActionList[]).push({ actions: actionsOf(part), isWithin: within >= 0 });
    place = alike + 1;
  }
}

/**
 * Whether the new statement may have come of the old one; one that may not change came of its equal alone. `entries`:
 * those of the old one, for its patterns to lie within.
 */
function isSource(old: Json, part: Json, entries: Entries | undefined): boolean {
  if (!isEditable(old)) return JSON.stringify(old) === JSON.stringify(part);
  const own = actionsOf(part);
  if (own.length === 0 || shapeOf(old, 'action') !== shapeOf(part, 'action')) return false;
  return entries === undefined || own.every((pattern) => liesWithin(pattern, entries));
}

/** Entries of the Action lists of a text that may change. */
export function editableActions(text: string): string[] {
  return statementsOf(JSON.parse(text) as Json)
    .filter(isEditable)
    .flatMap(actionsOf);
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

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

export interface Texts {
  readonly before: string;
  readonly after: readonly string[];
  /** Whether a user holds the document: what it allows people to do with their own user stays to the letter. */
  readonly isHeldByUser: boolean;
}

export class Differs extends Error {}

/** Pairs of the statements; throws {@link Differs} with what differs besides Action lists. */
export function pairs({ before, after: parts, isHeldByUser }: Texts, effort: Effort): Pair[] {
  const old = JSON.parse(before) as Json;
  const statements = statementsOf(old);
  const isOfOwnUser = isHeldByUser && statements.some((one) => isAllowed(one) && isOwnUse(one));
  const mayChange = (statement: Json): boolean =>
    isEditable(statement) &&
    !isForwarded(statement) &&
    !(isOfOwnUser && (isOwnUse(statement) || letsRegister(statement)));
  const entries = statements.map((statement) => new Entries(actionsOf(statement), effort));
  const sources = statements.map((statement, at) => ({
    isEditable: mayChange(statement),
    text: JSON.stringify(statement),
    shape: shapeOf(statement, 'action'),
    entries: entries[at] as Entries,
  }));
  const after = statements.map((): ActionList[] => []);
  for (const text of parts) {
    const part = JSON.parse(text) as Json;
    if (shapeOf(old, 'statement') !== shapeOf(part, 'statement')) throw new Differs('an element beside Statement');
    assign(sources, statementsOf(part), after);
  }
  return statements.map((statement, place) => ({
    place,
    before: entries[place] as Entries,
    after: after[place] as ActionList[],
    isEditable: mayChange(statement),
  }));
}

/** Puts each new statement to the old one that it came of, in order: the next that has its shape and its entries. */
function assign(old: readonly Source[], parts: readonly Json[], after: readonly ActionList[][]): void {
  if (parts.length === 0) throw new Differs('a document without a statement');
  const first = (from: number, isIt: (source: Source) => boolean): number =>
    old.findIndex((source, at) => at >= from && isIt(source));
  let place = 0;
  for (const part of parts) {
    const [actions, text, shape] = [actionsOf(part), JSON.stringify(part), shapeOf(part, 'action')];
    const isAlike = (source: Source): boolean =>
      source.text === text || (source.isEditable && actions.length > 0 && source.shape === shape);
    const isWithin = ({ isEditable: isEdited, entries }: Source): boolean =>
      !isEdited || actions.every((pattern) => liesWithin(pattern, entries));
    const within = first(place, (source) => isAlike(source) && isWithin(source));
    const alike = within >= 0 ? within : first(place, isAlike);
    if (alike < 0) throw new Differs(`a statement that comes from no old one: ${shape}`);
    (after[alike] as ActionList[]).push({ actions, isWithin: within >= 0 });
    place = alike + 1;
  }
}

/** An old statement, of which a new one may have come; one that may not change became its equal alone. */
interface Source {
  readonly isEditable: boolean;
  readonly text: string;
  /** All of it but its Action list. */
  readonly shape: string;
  /** Within which the patterns of the new one must lie. */
  readonly entries: Entries;
}

/** Entries of the Action lists of a text that may change. */
export function editableActions(text: string): string[] {
  return statementsOf(JSON.parse(text) as Json)
    .filter(isEditable)
    .flatMap(actionsOf);
}

function isEditable(statement: Json): boolean {
  return (
    isAllowed(statement) &&
    elementOf(statement, 'action') !== undefined &&
    elementOf(statement, 'notresource') === undefined
  );
}

/** Action lists of the statements of a text that allow something; `isNot`: all but what these name. */
export function allowing(text: string): { readonly entries: string[]; readonly isNot: boolean }[] {
  const statements = statementsOf(JSON.parse(text) as Json);
  return statements.filter(isAllowed).map((statement) => {
    const others = elementOf(statement, 'notaction');
    const entries = others === undefined ? actionsOf(statement) : ([others].flat() as string[]);
    return { entries, isNot: others !== undefined };
  });
}

function isAllowed(statement: Json): boolean {
  return elementOf(statement, 'effect') === 'Allow';
}

/** Whether it asks through which service AWS calls. */
function isForwarded(statement: Json): boolean {
  const operators = Object.values((elementOf(statement, 'condition') ?? {}) as Json);
  const keys = operators.flatMap((operator) => Object.keys((operator ?? {}) as Json));
  return keys.some((key) => /^(?:aws:(?:calledvia(?:first|last)?|viaawsservice)|kms:viaservice)$/i.test(key));
}

/** Whether people register an MFA device with it, and do nothing else. */
function letsRegister(statement: Json): boolean {
  const entries = actionsOf(statement);
  return entries.length > 0 && entries.every((one) => REGISTERING.test(one));
}

const REGISTERING = /^iam:(?:createvirtualmfadevice|listvirtualmfadevices|listmfadevices|listusers)$/i;

/** Whether it speaks of nothing but the user that calls. */
function isOwnUse(statement: Json): boolean {
  const resources = [elementOf(statement, 'resource') ?? []].flat() as string[];
  return resources.length > 0 && resources.every((one) => /\$\{ *aws:username *\}/.test(one.toLowerCase()));
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

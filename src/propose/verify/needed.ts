/** P4: which of the removed actions somebody needs, whatever the rewriter went by. */
import type { Evidence, UseEvidence } from '../evidence/use-evidence.js';
import { Entries, serviceOf } from './automaton.js';
import { allowedBeside, type Beside } from './beside.js';
import { Effort } from './effort.js';
import { allowing, editableActions } from './statements.js';
import { isUnseen } from './unseen.js';

export interface Needs {
  readonly after: readonly string[];
  /** Names in lower case of what was removed. */
  readonly removed: ReadonlySet<string>;
  /** Every action known by name, by its service, in lower case. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** Patterns that no evidence takes away, besides those of which a use shows nowhere. */
  readonly never: readonly string[];
  /** Services, in lower case, of which no use tells nothing. */
  readonly unseenServices: ReadonlySet<string>;
  /** What AWS calls with the caller's rights: by an action in lower case those that it needs. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  readonly evidence: Evidence;
  /** Texts of the other documents of the holders. */
  readonly beside: Beside;
  /** Texts that the document had within the days. */
  readonly earlierTexts: readonly string[];
}

/** Names in lower case by service. */
export type ByService = ReadonlyMap<string, ReadonlySet<string>>;

/** Removed actions that are needed themselves, or without which one that stays, or that a holder used, does not work. */
export function needed(needs: Needs, removed: ByService, effort: Effort): string[] {
  return [
    ...neededThemselves(needs, removed),
    ...neededByOthers(needs, removed, effort),
    ...needs.earlierTexts.flatMap((text) => broughtSince(text, needs.removed, effort)),
  ];
}

/** The evidence alone does not let these go: used, not measured for every holder, or never to be removed. */
function neededThemselves({ never, unseenServices, evidence }: Needs, removed: ByService): string[] {
  const { holders, services, actions } = evidence;
  const isNever = neverOf(never);
  const isUnused = (row: UseEvidence | undefined): boolean =>
    row !== undefined && !isUsed(row) && row.rows === holders && row.enough === holders && holders > 0;
  const used = new Set<string>();
  for (const [action, row] of actions) if (isUsed(row)) used.add(action);
  const found: string[] = [];
  for (const [service, own] of removed) {
    const isServiceUnused = isUnused(services.get(service)) && !unseenServices.has(service);
    const isNeverHere = isNever(service);
    for (const action of own) {
      const isFree = isServiceUnused ? !used.has(action) : isUnused(actions.get(action));
      if (!isFree || isNeverHere(action) || isUnseen(action)) found.push(action);
    }
  }
  return found;
}

/** Removed actions that a text of the days did not allow: nobody had them for the days. */
function broughtSince(text: string, removed: ReadonlySet<string>, effort: Effort): string[] {
  const lists = listsOf(text).map(({ entries, isNot }) => ({ isNot, list: new Entries(entries, effort) }));
  return [...removed].filter((action) => !lists.some(({ list, isNot }) => list.name(action) !== isNot));
}

/** None of a text that cannot be read. */
function listsOf(text: string): ReturnType<typeof allowing> {
  try {
    return allowing(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return [];
    throw error;
  }
}

function neededByOthers(
  { removed, evidence, dependents, after, known, beside }: Needs,
  groups: ByService,
  effort: Effort,
): string[] {
  let entries: Entries | undefined;
  const isAllowed = (action: string): boolean => {
    entries ??= new Entries(after.flatMap(editableActions), effort);
    return entries.name(action);
  };
  const isUsedNow = (row: UseEvidence | undefined): boolean => row !== undefined && isUsed(row);
  const { byCallee, callers: all } = callersOf(dependents);
  const elsewhere = allowedBeside(beside, all);
  const stays = (action: string): boolean =>
    isUsedNow(evidence.actions.get(action)) ||
    (isUsedNow(evidence.services.get(serviceOf(action))) &&
      (elsewhere.has(action) || (!removed.has(action) && isAllowed(action))));
  const found: string[] = [];
  for (const [action, callers] of byCallee) {
    if (removed.has(action) && callers.some(stays)) found.push(action);
  }
  const encrypts = (): boolean =>
    [...evidence.services].some(([service, row]) => service !== 'kms' && isUsed(row)) ||
    [...known].some(([service, actions]) => service !== 'kms' && actions.some(isAllowed));
  const keys = [...(groups.get('kms') ?? [])];
  return keys.length > 0 && encrypts() ? [...found, ...keys] : found;
}

function isUsed(row: UseEvidence): boolean {
  return row.isUsed || row.lastKnownUse !== null;
}

/** Actions of one service mostly follow each other. */
export function byService(actions: Iterable<string>): ByService {
  const groups = new Map<string, Set<string>>();
  let [beginning, group]: [string | undefined, Set<string>] = [undefined, new Set()];
  for (const action of actions) {
    if (beginning === undefined || !action.startsWith(beginning)) {
      const service = serviceOf(action);
      beginning = `${service}:`;
      group = groups.get(service) ?? new Set();
      groups.set(service, group);
    }
    group.add(action);
  }
  return groups;
}

type Is = (text: string) => boolean;

/** The lists are the same for thousands of documents: what follows from them is made once. */
const nevers = new WeakMap<readonly string[], (service: string) => Is>();
const calls = new WeakMap<Needs['dependents'], Calls>();

/** By service whether an action of it is on the list. */
function neverOf(patterns: readonly string[]): (service: string) => Is {
  const known = nevers.get(patterns);
  if (known !== undefined) return known;
  const entries = new Entries(patterns, new Effort(Number.POSITIVE_INFINITY)); // ours, not those of a document
  const ofService = answering((service) => answering((action) => entries.name(action, service)));
  nevers.set(patterns, ofService);
  return ofService;
}

/** The same function, which works each answer out once. */
function answering<T>(ask: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = ask(text);
    answers.set(text, answer);
    return answer;
  };
}

interface Calls {
  readonly callers: readonly string[];
  /** By an action those that need it. */
  readonly byCallee: ReadonlyMap<string, readonly string[]>;
}

function callersOf(dependents: Needs['dependents']): Calls {
  const known = calls.get(dependents);
  if (known !== undefined) return known;
  const byCallee = new Map<string, string[]>();
  for (const [action, all] of dependents) {
    for (const one of all) byCallee.set(one, [...(byCallee.get(one) ?? []), action]);
  }
  const made = { callers: [...dependents.keys()], byCallee };
  calls.set(dependents, made);
  return made;
}

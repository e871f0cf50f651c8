/**
 * The proof that a smaller document takes nothing that somebody needs. It reads both texts and the evidence again and
 * shares no code with the rewriter, its reading of patterns included.
 */
import type { Evidence, UseEvidence } from '../use-evidence.js';
import { Entries, liesWithin } from './automaton.js';
import { differenceOfMerged } from './merged.js';
import { Differs, editableActions, type Pair, pairs } from './statements.js';

/**
 * P1: nothing but Action lists and dropped statements differs. P2: every new pattern lies within an old entry of its
 * statement. P3: of all known actions the kept ones match as before, and the removed ones no longer. P4: what a holder
 * used, what was not measured for each of them, what stands on the never-list and what an action needs that stays
 * in a service in use, is allowed as before. P5: every text fits the size that IAM allows. P6: proposing again from the result changes nothing.
 */
export type Property = 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6';

export interface Violation {
  readonly property: Property;
  readonly detail: string;
}

export interface Claim {
  readonly before: string;
  /** None: the document is to be detached. */
  readonly after: readonly string[];
  /** Names in lower case of what was removed. */
  readonly removed: ReadonlySet<string>;
  /** Every action known by name, by its service, in lower case. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** Patterns that no evidence takes away. */
  readonly never: readonly string[];
  /** What AWS calls with the caller's rights: by an action in lower case those that it needs. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  readonly evidence: Evidence;
  /** Characters without white space that each text may have. */
  readonly limit: number;
  /** What the same proposal makes of the result. */
  readonly again: readonly string[];
}

/** Every property that does not hold; none: the proof holds. */
export function verify(claim: Claim): Violation[] {
  return [...sizes(claim), ...finality(claim), ...statements(claim), ...needed(claim)];
}

/**
 * P1 and P5 of one text that is to say what several do: their statements in order, with Sids that are its own, and
 * nothing else. Null: nothing is left of any.
 */
export function verifyMerged(whole: string | null, parts: readonly string[], limit: number): Violation[] {
  const texts = whole === null ? [] : [whole];
  const differs = differenceOfMerged(whole, parts);
  return [...(differs === undefined ? [] : [violation('P1', differs)]), ...sizes({ after: texts, limit })];
}

function sizes({ after, limit }: Pick<Claim, 'after' | 'limit'>): Violation[] {
  return after.flatMap((text, at) => {
    const size = JSON.stringify(JSON.parse(text)).length;
    return size > limit ? [violation('P5', `text ${at + 1} has ${size} of ${limit} characters`)] : [];
  });
}

function finality({ after, again }: Claim): Violation[] {
  return JSON.stringify(again) === JSON.stringify(after) ? [] : [violation('P6', 'the result is not final')];
}

function statements(claim: Claim): Violation[] {
  try {
    return pairs(claim.before, claim.after).flatMap((pair) => statementViolations(pair, claim));
  } catch (error) {
    if (error instanceof Differs) return [violation('P1', error.message)];
    throw error;
  }
}

function needed(claim: Claim): Violation[] {
  const never = new Entries(claim.never);
  const wrong = [...claim.removed].filter((action) => isNeeded(action, claim.evidence, never));
  return [...wrong, ...neededByOthers(claim)].map((action) => violation('P4', `${action} is needed`));
}

/** Removed actions without which one that is still allowed, or that a holder used, does not work. */
function neededByOthers({ after, removed, dependents, known, evidence }: Claim): string[] {
  const allowed = new Entries(after.flatMap(editableActions));
  const isUsedNow = (row: UseEvidence | undefined): boolean => row !== undefined && isUsed(row);
  const stays = (action: string): boolean =>
    isUsedNow(evidence.actions.get(action)) ||
    (!removed.has(action) && isUsedNow(evidence.services.get(serviceOf(action))) && allowed.name(action));
  const called = [...dependents].flatMap(([action, needed]) => {
    const gone = needed.filter((one) => removed.has(one));
    return gone.length > 0 && stays(action) ? gone : [];
  });
  const keys = [...removed].filter((action) => action.startsWith('kms:'));
  const encrypts =
    [...evidence.services].some(([service, row]) => service !== 'kms' && isUsed(row)) ||
    [...known].some(([service, actions]) => service !== 'kms' && actions.some((action) => allowed.name(action)));
  return keys.length > 0 && encrypts ? [...called, ...keys] : called;
}

function statementViolations({ place, before, after, isEditable }: Pair, claim: Claim): Violation[] {
  const statement = `statement ${place + 1}`;
  if (!isEditable) return after.length === 1 ? [] : [violation('P1', `${statement} was not to change`)];
  const now = after.flat();
  const entries = new Entries(before);
  const foreign = now.filter((pattern) => !liesWithin(pattern, entries));
  return [
    ...foreign.map((pattern) => violation('P2', `${pattern} lies within no entry of ${statement}`)),
    ...knownActions(entries, new Entries(now), claim).map(([action, is]) =>
      violation('P3', `${action} ${is} ${statement}`),
    ),
  ];
}

/** Known actions that an old list and a new one do not treat as claimed. */
function knownActions(before: Entries, after: Entries, claim: Claim): [string, string][] {
  return [...claim.known].flatMap(([service, actions]) => {
    const { patterns, names: named } = before.for(service);
    if (patterns.length === 0) return [];
    const { names } = after.for(service);
    return actions.flatMap((action): [string, string][] => {
      const isRemoved = claim.removed.has(action);
      if (names(action)) return isRemoved ? [[action, 'is still allowed by']] : [];
      return isRemoved || !named(action) ? [] : [[action, 'is no longer allowed by']];
    });
  });
}

/** Whether the evidence alone does not let an action go: used, not measured for every holder, or never to be removed. */
function isNeeded(action: string, { holders, services, actions }: Evidence, never: Entries): boolean {
  const isUnused = (row: UseEvidence | undefined): boolean =>
    row !== undefined && !isUsed(row) && row.rows === holders && row.enough === holders && holders > 0;
  const own = actions.get(action);
  if (never.name(action) || (own !== undefined && isUsed(own))) return true;
  const service = services.get(serviceOf(action));
  return !isUnused(service) && !isUnused(own);
}

function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':'));
}

function isUsed(row: UseEvidence): boolean {
  return row.isUsed || row.lastKnownUse !== null;
}

function violation(property: Property, detail: string): Violation {
  return { property, detail };
}

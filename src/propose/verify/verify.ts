/**
 * The proof that a smaller document takes nothing that somebody needs. It reads both texts and the evidence again and
 * shares no code with the rewriter, its reading of patterns included.
 */
import { Entries, liesWithin } from './automaton.js';
import { Effort } from './effort.js';
import { differenceOfMerged } from './merged.js';
import { type ByService, byService, type Needs, needed } from './needed.js';
import { Differs, type Pair, pairs, type Texts } from './statements.js';

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

/** `after`: none, where the document is to be detached. */
export interface Claim extends Needs, Texts {
  /** Characters without white space that each text may have. */
  readonly limit: number;
  /** What the same proposal makes of the result. */
  readonly again: readonly string[];
}

const MOST_VISITS = 10_000_000;

/** Every property that does not hold; none: the proof holds. Throws TooMuchEffort where it would take too long. */
export function verify(claim: Claim): Violation[] {
  const removed = byService(claim.removed);
  const effort = new Effort(MOST_VISITS);
  return [...sizes(claim), ...finality(claim), ...statements(claim, removed, effort), ...needs(claim, removed, effort)];
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

function statements(claim: Claim, removed: ByService, effort: Effort): Violation[] {
  try {
    return pairs(claim, effort).flatMap((pair) => statementViolations(pair, claim.known, removed));
  } catch (error) {
    if (error instanceof Differs) return [violation('P1', error.message)];
    throw error;
  }
}

function needs(claim: Claim, removed: ByService, effort: Effort): Violation[] {
  return needed(claim, removed, effort).map((action) => violation('P4', `${action} is needed`));
}

function statementViolations(
  { place, before, after, isEditable }: Pair,
  known: Claim['known'],
  removed: ByService,
): Violation[] {
  const statement = `statement ${place + 1}`;
  if (!isEditable) return after.length === 1 ? [] : [violation('P1', `${statement} must not change`)];
  const others = after.flatMap(({ actions, isWithin }) => (isWithin ? [] : actions));
  const foreign = others.filter((pattern) => !liesWithin(pattern, before));
  const now = new Entries(
    after.flatMap(({ actions }) => actions),
    before.effort,
  );
  return [
    ...foreign.map((pattern) => violation('P2', `${pattern} is covered by no entry of ${statement}`)),
    ...knownActions(before, now, known, removed).map(([action, is]) => violation('P3', `${action} ${is} ${statement}`)),
  ];
}

/** Known actions that an old list and a new one do not treat as claimed. */
function knownActions(before: Entries, after: Entries, known: Claim['known'], removed: ByService): [string, string][] {
  const wrong: [string, string][] = [];
  for (const [service, actions] of known) {
    if (!before.mayName(service)) continue;
    const gone = removed.get(service);
    const isLeft = after.mayName(service);
    for (const action of actions) {
      const isRemoved = gone?.has(action) ?? false;
      const isNamed = isLeft && after.name(action, service);
      if (isNamed && isRemoved) wrong.push([action, 'is still allowed by']);
      if (!isNamed && !isRemoved && before.name(action, service)) wrong.push([action, 'is no longer allowed by']);
    }
  }
  return wrong;
}

function violation(property: Property, detail: string): Violation {
  return { property, detail };
}

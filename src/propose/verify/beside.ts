/** What other documents of the holders allow, of the actions that need others: read anew, as all of the verifier is. */
import { Entries } from './automaton.js';
import { Effort, TooMuchEffort } from './effort.js';
import { allowing } from './statements.js';

/** Null: a text that is not known, and may say anything. */
export type Beside = readonly (string | null)[];

const MOST_VISITS = 10_000_000;
const MOST_REMEMBERED = 2000;

/** The lists of callers are the same for thousands of documents, and so are texts. */
const remembered = new WeakMap<readonly string[], Map<string, ReadonlySet<string>>>();

/** Those of the callers, in lower case, that one of the texts allows; all of them by one that cannot be read to the end. */
export function allowedBeside(texts: Beside, callers: readonly string[]): ReadonlySet<string> {
  const known = remembered.get(callers) ?? new Map<string, ReadonlySet<string>>();
  remembered.set(callers, known);
  const allowed = new Set<string>();
  for (const text of texts) {
    const own = text === null ? callers : (known.get(text) ?? new Set(ofText(text, callers)));
    if (known.size >= MOST_REMEMBERED) known.clear();
    if (text !== null) known.set(text, own as ReadonlySet<string>);
    for (const caller of own) allowed.add(caller);
  }
  return allowed;
}

function ofText(text: string, callers: readonly string[]): readonly string[] {
  try {
    const effort = new Effort(MOST_VISITS);
    const lists = allowing(text).map(({ entries, isNot }) => ({ isNot, list: new Entries(entries, effort) }));
    return callers.filter((caller) => lists.some(({ list, isNot }) => list.name(caller) !== isNot));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof TooMuchEffort) return callers;
    throw error;
  }
}

/**
 * The verifier's own reading of patterns, by states and sets of states: nothing of it is shared with the rewriter, so
 * that a mistake there is seen here.
 */

/** One step of a pattern: a letter, any letter, or any run of letters. */
type Step = { readonly letter: string } | 'one' | 'run';

class Automaton {
  private readonly steps: readonly Step[];
  readonly letters: ReadonlySet<string>;

  constructor(pattern: string) {
    const letters = [...pattern.toLowerCase()];
    this.steps = letters.map((letter) => (letter === '*' ? 'run' : letter === '?' ? 'one' : { letter }));
    this.letters = new Set(letters.filter((letter) => letter !== '*' && letter !== '?'));
  }

  start(): ReadonlySet<number> {
    return this.closed(new Set([0]));
  }

  /** The states after one more letter. */
  after(states: ReadonlySet<number>, letter: string): ReadonlySet<number> {
    const next = new Set<number>();
    for (const state of states) {
      const step = this.steps[state];
      if (step === 'run') next.add(state);
      else if (step === 'one' || (step !== undefined && step.letter === letter)) next.add(state + 1);
    }
    return this.closed(next);
  }

  accepts(states: ReadonlySet<number>): boolean {
    return states.has(this.steps.length);
  }

  /** A run may be empty: its successor is reached with it. */
  private closed(states: Set<number>): ReadonlySet<number> {
    for (const state of states) if (this.steps[state] === 'run') states.add(state + 1);
    return states;
  }
}

/** Whether every text that `inner` names, `outer` names too; exact. */
export function isContained(inner: string, outer: string): boolean {
  const [own, other] = [new Automaton(inner), new Automaton(outer)];
  const alphabet = [...new Set([...own.letters, ...other.letters]), '\u0000']; // the last stands for all other letters
  const seen = new Set<string>();
  const open: [ReadonlySet<number>, ReadonlySet<number>][] = [[own.start(), other.start()]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair;
    const key = `${[...a].sort().join()}|${[...b].sort().join()}`;
    if (a.size === 0 || seen.has(key)) continue;
    seen.add(key);
    if (own.accepts(a) && !other.accepts(b)) return false;
    for (const letter of alphabet) open.push([own.after(a, letter), other.after(b, letter)]);
  }
  return true;
}

/** Whether a pattern lies within one of the entries; those of another service are not looked at. */
export function liesWithin(pattern: string, entries: readonly string[]): boolean {
  if (entries.includes(pattern)) return true;
  const service = `${pattern.split(':', 1)[0]}:`.toLowerCase();
  const isPossible = (entry: string): boolean =>
    /[*?]/.test(entry.split(':', 1)[0] as string) || entry.toLowerCase().startsWith(service);
  const possible = entries.filter(isPossible);
  return /[*?]/.test(pattern) ? possible.some((entry) => isContained(pattern, entry)) : namer(possible)(pattern);
}

/** Whether a name is among those of a list of patterns. */
export type Namer = (name: string) => boolean;

export function namer(patterns: readonly string[]): Namer {
  const sources = patterns.map((pattern) =>
    [...pattern].map((letter) => (letter === '*' ? '.*' : letter === '?' ? '.' : escaped(letter))).join(''),
  );
  const expression = new RegExp(`^(?:${sources.join('|')})$`, 'is');
  return patterns.length === 0 ? () => false : (name) => expression.test(name);
}

function escaped(letter: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
}

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
  const beginning = outer.slice(0, -1);
  const isBeginning = outer.endsWith('*') && !/[*?]/.test(beginning); // such as `*` and `s3:Get*`
  if (isBeginning && inner.toLowerCase().startsWith(beginning.toLowerCase())) return true;
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

/** Whether a pattern lies within one of the entries. */
export function liesWithin(pattern: string, entries: Entries): boolean {
  const possible = entries.for(serviceOf(pattern));
  if (possible.patterns.includes(pattern)) return true;
  const isName = !/[*?]/.test(pattern);
  return isName ? possible.names(pattern) : possible.patterns.some((entry) => isContained(pattern, entry));
}

interface OfService {
  /** Those that may name actions of the service. */
  readonly patterns: readonly string[];
  readonly names: Namer;
}

/** Patterns by the service that they are of. */
export class Entries {
  private readonly groups = new Map<string, string[]>();
  private readonly anywhere: OfService;
  private readonly asked = new Map<string, OfService>();

  constructor(patterns: readonly string[]) {
    const anywhere: string[] = [];
    for (const pattern of patterns) {
      const service = serviceOf(pattern);
      const group = this.groups.get(service);
      if (/[*?]/.test(service)) anywhere.push(pattern);
      else if (group) group.push(pattern);
      else this.groups.set(service, [pattern]);
    }
    this.anywhere = { patterns: anywhere, names: namer(anywhere) };
  }

  /** `service`: in lower case. */
  for(service: string): OfService {
    const known = this.asked.get(service);
    if (known) return known;
    const own = this.groups.get(service);
    if (own === undefined) return this.anywhere;
    const patterns = [...own, ...this.anywhere.patterns];
    const asked = { patterns, names: namer(patterns) };
    this.asked.set(service, asked);
    return asked;
  }

  /** Whether one of them names the action. */
  name(action: string): boolean {
    return this.for(serviceOf(action)).names(action);
  }
}

function serviceOf(pattern: string): string {
  const end = pattern.indexOf(':');
  return (end < 0 ? pattern : pattern.slice(0, end)).toLowerCase();
}

/** Whether a name is among those of a list of patterns. */
export type Namer = (name: string) => boolean;

export function namer(patterns: readonly string[]): Namer {
  const isName = (pattern: string): boolean => !/[*?]/.test(pattern);
  const names = new Set(patterns.filter(isName).map((name) => name.toLowerCase()));
  const sources = patterns.filter((pattern) => !isName(pattern)).map(sourceOf);
  const expression = sources.length === 0 ? undefined : new RegExp(`^(?:${sources.join('|')})$`, 'is');
  return (name) => names.has(name.toLowerCase()) || (expression?.test(name) ?? false);
}

function sourceOf(pattern: string): string {
  return [...pattern].map((letter) => (letter === '*' ? '.*' : letter === '?' ? '.' : escaped(letter))).join('');
}

function escaped(letter: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
}

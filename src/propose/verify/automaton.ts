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
  const beginning = beginningOf(outer);
  if (beginning !== undefined && inner.toLowerCase().startsWith(beginning)) return true;
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
  if (entries.hold(pattern)) return true;
  if (!hasWildcard(pattern)) return entries.name(pattern.toLowerCase());
  return entries.wildcards(serviceOf(pattern)).some((entry) => isContained(pattern, entry));
}

/** Entries of an Action list: names, and patterns by the service that they are of. */
export class Entries {
  private readonly texts: ReadonlySet<string>;
  /** In lower case. */
  private readonly exact: ReadonlySet<string>;
  private readonly services = new Set<string>();
  private readonly groups = new Map<string, string[]>();
  /** Patterns whose service is one. */
  private readonly anywhere: string[] = [];
  private readonly namers = new Map<string, Namer>();

  constructor(entries: readonly string[]) {
    this.texts = new Set(entries);
    const names: string[] = [];
    for (const entry of this.texts) {
      const service = serviceOf(entry);
      const isAnywhere = hasWildcard(service);
      if (!isAnywhere) this.services.add(service);
      if (!hasWildcard(entry)) names.push(entry.toLowerCase());
      else if (isAnywhere) this.anywhere.push(entry);
      else this.groups.set(service, [...(this.groups.get(service) ?? []), entry]);
    }
    this.exact = new Set(names);
  }

  /** Whether one of them is the text to the letter. */
  hold(text: string): boolean {
    return this.texts.has(text);
  }

  /** Whether one of them may name actions of the service. */
  mayName(service: string): boolean {
    return this.anywhere.length > 0 || this.services.has(service);
  }

  /** Patterns that may name actions of the service. */
  wildcards(service: string): readonly string[] {
    const own = this.groups.get(service);
    return own === undefined ? this.anywhere : [...own, ...this.anywhere];
  }

  /** Whether one of them names the action, which is in lower case. */
  name(action: string, service = serviceOf(action)): boolean {
    return this.exact.has(action) || this.namer(service)(action);
  }

  private namer(service: string): Namer {
    const group = this.groups.has(service) ? service : '';
    const made = this.namers.get(group) ?? namer(this.wildcards(group));
    this.namers.set(group, made);
    return made;
  }
}

function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** What stands before the colon, in lower case. */
export function serviceOf(pattern: string): string {
  const end = pattern.indexOf(':');
  return (end < 0 ? pattern : pattern.slice(0, end)).toLowerCase();
}

/** Whether a name, in lower case, is among those of a list of patterns. */
export type Namer = (name: string) => boolean;

export function namer(patterns: readonly string[]): Namer {
  const isPlain = (pattern: string): boolean => beginningOf(pattern) !== undefined;
  const beginnings = patterns.flatMap((pattern) => beginningOf(pattern) ?? []);
  const sources = patterns.filter((pattern) => !isPlain(pattern)).map(sourceOf);
  const expression = sources.length === 0 ? undefined : new RegExp(`^(?:${sources.join('|')})$`, 'is');
  return (name) => beginnings.some((beginning) => name.startsWith(beginning)) || (expression?.test(name) ?? false);
}

/** In lower case what each name of the pattern begins with, where nothing else is asked of it: such as `*` and `s3:Get*`. */
function beginningOf(pattern: string): string | undefined {
  const beginning = pattern.slice(0, -1);
  return pattern.endsWith('*') && !hasWildcard(beginning) ? beginning.toLowerCase() : undefined;
}

function sourceOf(pattern: string): string {
  return [...pattern].map((letter) => (letter === '*' ? '.*' : letter === '?' ? '.' : escaped(letter))).join('');
}

function escaped(letter: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
}

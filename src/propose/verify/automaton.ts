/**
 * The verifier's own reading of patterns, by states and sets of states: nothing of it is shared with the rewriter, so
 * that a mistake there is seen here.
 */
import type { Effort } from './effort.js';

/** States in ascending order. A run that is reached names all that the states before it name, so they are left out. */
type States = readonly number[];

/**
 * Stands for a letter that no pattern names: longer than any. After it a pattern is in the fewest states, so what holds for
 * it where any letter may stand holds for all.
 */
const OTHER = 'other';

class Automaton {
  private readonly effort: Effort;
  /** Letters in lower case; `?`: any letter, `*`: any run of letters. */
  private readonly steps: string;
  readonly start: States;

  constructor(pattern: string, effort: Effort) {
    this.effort = effort;
    this.steps = pattern.toLowerCase();
    this.start = this.closed([0]);
  }

  /** The states after one more letter. */
  after(states: States, letter: string): States {
    this.effort.spend(states.length);
    const next: number[] = [];
    for (const state of states) {
      const step = this.steps[state];
      if (step === '*') next.push(state);
      else if (step === '?' || step === letter) next.push(state + 1);
    }
    return this.closed(next);
  }

  accepts(states: States): boolean {
    return states.at(-1) === this.steps.length;
  }

  /** Whether all that the pattern names from some states on it names from the others, too. True only where it is so. */
  includes(others: States, some: States): boolean {
    this.effort.spend(1 + some.length * others.length);
    const run = others.find((state) => this.steps[state] === '*') ?? -1;
    return some.every((state) => state < run || others.includes(state));
  }

  /** Whether the whole text, in lower case, is one that the pattern names. */
  names(text: string): boolean {
    let states = this.start;
    for (let at = 0; at < text.length && states.length > 0; at++) states = this.after(states, text[at] as string);
    return this.accepts(states);
  }

  /** A run may be empty: its successor is reached with it. */
  private closed(states: number[]): States {
    const last = states.findLastIndex((state) => this.steps[state] === '*');
    if (last < 0) return states;
    let run = states[last] as number;
    while (this.steps[run + 1] === '*') run++;
    return [run, run + 1, ...states.slice(last + 1)];
  }
}

/** Whether every text that `inner` names, `outer` names too; exact. */
export function isContained(inner: string, outer: string, effort: Effort): boolean {
  const beginning = beginningOf(outer);
  if (beginning !== undefined && inner.toLowerCase().startsWith(beginning)) return true;
  const other = new Automaton(outer, effort);
  const steps = inner.toLowerCase();
  /** By place of the inner pattern the states from which all that follows is named, or a text is found that is not. */
  const seen = new Map<number, States[]>();
  const open: [place: number, states: States][] = [[0, other.start]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [place, states] = pair;
    const earlier = seen.get(place) ?? [];
    if (earlier.some((some) => other.includes(states, some))) continue;
    earlier.push(states);
    seen.set(place, earlier);
    const step = steps[place];
    if (states.length === 0 || (step === undefined && !other.accepts(states))) return false;
    if (step === undefined) continue;
    if (step === '*') open.push([place + 1, states]);
    const next = other.after(states, step === '*' || step === '?' ? OTHER : step);
    open.push([step === '*' ? place : place + 1, next]);
  }
  return true;
}

/** Whether a pattern lies within one of the entries. */
export function liesWithin(pattern: string, entries: Entries): boolean {
  if (entries.hold(pattern)) return true;
  if (!hasWildcard(pattern)) return entries.name(pattern.toLowerCase());
  return entries.wildcards(serviceOf(pattern)).some((entry) => isContained(pattern, entry, entries.effort));
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
  readonly effort: Effort;

  constructor(entries: readonly string[], effort: Effort) {
    this.effort = effort;
    this.texts = new Set(entries);
    const names: string[] = [];
    for (const entry of this.texts) {
      const service = serviceOf(entry);
      const isAnywhere = hasWildcard(service);
      if (!isAnywhere) this.services.add(service);
      if (!hasWildcard(entry)) names.push(entry.toLowerCase());
      else if (isAnywhere) this.anywhere.push(entry);
      else this.group(service).push(entry);
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

  private group(service: string): string[] {
    const group = this.groups.get(service) ?? [];
    this.groups.set(service, group);
    return group;
  }

  private namer(service: string): Namer {
    const group = this.groups.has(service) ? service : '';
    const made = this.namers.get(group) ?? namer(this.wildcards(group), this.effort);
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

export function namer(patterns: readonly string[], effort: Effort): Namer {
  const beginnings = patterns.flatMap((pattern) => beginningOf(pattern) ?? []);
  const others = patterns.filter((pattern) => beginningOf(pattern) === undefined);
  const automata = others.map((pattern) => new Automaton(pattern, effort));
  return (name) => {
    effort.spend(1 + beginnings.length);
    return beginnings.some((beginning) => name.startsWith(beginning)) || automata.some((one) => one.names(name));
  };
}

/** In lower case what each name of the pattern begins with, where nothing else is asked of it: such as `*` and `s3:Get*`. */
function beginningOf(pattern: string): string | undefined {
  const beginning = pattern.slice(0, -1);
  return pattern.endsWith('*') && !hasWildcard(beginning) ? beginning.toLowerCase() : undefined;
}

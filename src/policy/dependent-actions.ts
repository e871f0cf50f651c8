/**
 * Actions that AWS calls with the caller's rights when another is called, which may leave no row of their own. The data is
 * dependent-actions.tsv, made by scripts/update-reference.mjs, and forwarded-calls.tsv, with a page of AWS a line: whether
 * IAM counts such a call is written nowhere.
 */
import { readFileSync } from 'node:fs';
import { readReference } from '../model/reference.js';
import { Pattern } from './pattern.js';

/** By an action in lower case those that it needs, in lower case. */
export type Dependents = ReadonlyMap<string, readonly string[]>;

export function readDependents(): Dependents {
  const names = readReference().actions.map((row) => `${row.service_namespace}:${row.action_name}`);
  return merged([...documented(), ...forwardedCalls(textOf('forwarded-calls.tsv'), names)]);
}

type Pair = readonly [caller: string, callees: readonly string[]];

function documented(): Pair[] {
  const [, , ...lines] = textOf('dependent-actions.tsv').toLowerCase().trimEnd().split('\n');
  return lines.map((line) => {
    const [action, needed] = line.split('\t') as [string, string];
    return [action, needed.split(' ')];
  });
}

/**
 * Reads lines of callers, callees and a page under a line of names; actions stand apart by blanks, and may be patterns.
 * Throws an error with the action that none of `names` is.
 */
export function forwardedCalls(text: string, names: readonly string[]): Pair[] {
  const all = names.map((name) => name.toLowerCase());
  const found = (entries: string): string[] =>
    entries.split(' ').flatMap((entry) => {
      const pattern = new Pattern(entry);
      const own = all.filter((name) => pattern.names(name));
      if (own.length === 0) throw new Error(`forwarded-calls.tsv names "${entry}", which no action is`);
      return own;
    });
  const [, ...lines] = text.trimEnd().split('\n');
  return lines.flatMap((line) => {
    const [callers, callees] = line.split('\t') as [string, string];
    const needed = found(callees);
    return found(callers).map((caller) => [caller, needed] as const);
  });
}

function merged(pairs: readonly Pair[]): Dependents {
  const all = new Map<string, readonly string[]>();
  for (const [caller, callees] of pairs) {
    const known = all.get(caller);
    all.set(caller, known === undefined ? callees : [...new Set([...known, ...callees])]);
  }
  return all;
}

function textOf(file: string): string {
  return readFileSync(new URL(`./${file}`, import.meta.url), 'utf8');
}

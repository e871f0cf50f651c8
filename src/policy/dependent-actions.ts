/**
 * Actions that AWS calls with the caller's rights when another is called, which may leave no row of their own. The data is
 * dependent-actions.tsv, made by scripts/update-reference.mjs, and forwarded-calls.tsv, with a page of AWS and the day it was
 * looked at a line: whether IAM counts such a call is written nowhere. Every service with tracked actions has a line there.
 */
import { readFileSync } from 'node:fs';
import { readReference } from '../model/reference.js';
import { Pattern } from './pattern.js';

/** By an action in lower case those that it needs, in lower case. */
export type Dependents = ReadonlyMap<string, readonly string[]>;

export function readDependents(): Dependents {
  const names = readReference().actions.map((row) => `${row.service_namespace}:${row.action_name}`);
  return merged([...documented(), ...forwardedCalls(textOf('forwarded-calls.tsv'), names).pairs]);
}

/** A service that does whatever its user asks for, such as CloudFormation. */
export interface Acting {
  readonly service: string;
  /** Names in lower case of the calls by which it acts. */
  readonly calls: readonly string[];
  /** Whether IAM tracks any of these calls. */
  readonly isTracked: boolean;
}

/** Services that act with the rights of whoever creates or updates something in them. */
export function readActing(): Acting[] {
  const { actions } = readReference();
  const names = actions.map((row) => `${row.service_namespace}:${row.action_name}`);
  const tracked = new Set(names.filter((_, at) => actions[at]?.is_tracked).map((name) => name.toLowerCase()));
  return forwardedCalls(textOf('forwarded-calls.tsv'), names).acting.map((calls) => ({
    service: serviceOf(calls[0] as string),
    calls,
    isTracked: calls.some((name) => tracked.has(name)),
  }));
}

type Pair = readonly [caller: string, callees: readonly string[]];

function documented(): Pair[] {
  const [, , ...lines] = textOf('dependent-actions.tsv').toLowerCase().trimEnd().split('\n');
  return lines.map((line) => {
    const [action, needed] = line.split('\t') as [string, string];
    return [action, needed.split(' ')];
  });
}

/** In the place of callees: nobody looked at a page, or none is on it. */
const NOTHING = ['not looked at', 'none known'];
/** In the place of callees: whatever the caller asks for. */
const ANYTHING = '*';

interface Forwarded {
  readonly pairs: readonly Pair[];
  /** Calls, by line, by which a service does whatever is asked for. */
  readonly acting: readonly (readonly string[])[];
}

/**
 * Reads lines of callers, callees, a page and a day under a licence and a line of names; actions stand apart by blanks, and
 * may be patterns. Throws an error with the action that none of `names` is, and with a service of which one line says
 * that nothing is known and another says something.
 */
export function forwardedCalls(text: string, names: readonly string[]): Forwarded {
  const found = finder(names);
  const [, , ...lines] = text.trimEnd().split('\n');
  const rows = lines.map((line) => line.split('\t') as [callers: string, callees: string]);
  checkContradictions(rows);
  const known = rows.filter(([, callees]) => !NOTHING.includes(callees));
  return {
    pairs: known.flatMap(([callers, callees]) => {
      const needed = callees === ANYTHING ? [] : found(callees);
      return needed.length === 0 ? [] : found(callers).map((caller) => [caller, needed] as const);
    }),
    acting: known.filter(([, callees]) => callees === ANYTHING).map(([callers]) => found(callers)),
  };
}

/** Finds the actions, in lower case, of entries that stand apart by blanks. A pattern looks at the names of its service alone. */
function finder(names: readonly string[]): (entries: string) => string[] {
  const all = names.map((name) => name.toLowerCase());
  const byService = new Map<string, string[]>();
  for (const name of all) {
    const ofService = byService.get(serviceOf(name));
    if (ofService === undefined) byService.set(serviceOf(name), [name]);
    else ofService.push(name);
  }
  return (entries) =>
    entries.split(' ').flatMap((entry) => {
      const pattern = new Pattern(entry);
      const service = serviceOf(entry.toLowerCase());
      const matching = (/[*?]/.test(service) ? all : (byService.get(service) ?? [])).filter((name) =>
        pattern.names(name),
      );
      if (matching.length === 0) throw new Error(`forwarded-calls.tsv names "${entry}", which no action is`);
      return matching;
    });
}

function checkContradictions(rows: readonly (readonly [callers: string, callees: string])[]): void {
  const services = (is: (callees: string) => boolean): string[] =>
    rows.filter(([, callees]) => is(callees)).flatMap(([callers]) => callers.split(' ').map(serviceOf));
  const something = new Set(services((callees) => !NOTHING.includes(callees)));
  const both = services((callees) => NOTHING.includes(callees)).find((service) => something.has(service));
  if (both !== undefined) throw new Error(`forwarded-calls.tsv says of "${both}" that nothing is known, and something`);
}

function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':'));
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

/**
 * What may go of each document of a random organization, and what a person must accept first: worked out of its facts, and
 * of the tables of calls and names that ship as data. It imports nothing from src.
 */
import { readFileSync } from 'node:fs';
import { BLIND_REGION } from './lake.js';
import { arnOf, type Document, namedBy, type Role, TRACKED, type World } from './world.js';

export interface Expected {
  readonly status: 'refused' | 'retire' | 'unchanged' | 'proposed' | 'conditional';
  readonly reason: string | null;
  /** Sorted; each as `code subject`. */
  readonly blockers: readonly string[];
  readonly removed: readonly string[];
}

const IDLE = /^dr-|oncall/;
const LEFT_ALONE = ['backup'];
const NEVER = ['iam:PassRole'];

export function expectedOf(document: Document, { roles }: World): Expected {
  const all = roles.filter((role) => role.documents.includes(document));
  const isOfAws = document.kind === 'aws_managed_policy';
  const holders = isOfAws ? all.filter((role) => !isKept(role)) : all;
  if (!isOfAws && all.some(isKept)) return nothing('refused', 'excepted_holder');
  const measured = holders.filter(({ isMeasured }) => isMeasured);
  if (measured.length === 0) return nothing('refused', 'no_holders');
  if ((isOfAws || document.kind === 'inline_policy') && holders.every(isDormant)) return nothing('retire', null);
  if (document.edit === 'created') return nothing('unchanged', 'created_lately');
  const removed = mayGo(document, holders, measured);
  if (removed.length === 0) return nothing('unchanged', 'nothing_removable');
  const blockers = blockersOf(document, holders, measured);
  return { status: blockers.length > 0 ? 'conditional' : 'proposed', reason: null, blockers, removed };
}

function nothing(status: Expected['status'], reason: string | null): Expected {
  return { status, reason, blockers: [], removed: [] };
}

function isKept({ name, trusts }: Role): boolean {
  return IDLE.test(name) || LEFT_ALONE.includes(trusts);
}

function isDormant({ isMeasured, isYoung, isBlind, isUnlisted, used }: Role): boolean {
  return isMeasured && !isYoung && !isBlind && !isUnlisted && used.size === 0;
}

function blockersOf({ kind, name, edit }: Document, holders: readonly Role[], measured: readonly Role[]): string[] {
  const isSet = kind === 'permission_set';
  const found = holders.flatMap((role) => {
    const arn = arnOf(role);
    if (!role.isMeasured) return [`holder_not_measured ${arn}`];
    return [
      ...(role.isYoung && !isSet ? [`young_holder ${arn}`] : []),
      ...(role.isBlind ? [`blind_holder ${arn} in ${BLIND_REGION}`] : []),
      ...(role.isUnlisted ? [`unlisted_use ${arn}`] : []),
    ];
  });
  if (isSet && measured.every(({ isYoung }) => isYoung)) found.push(`young_set ${name}`);
  if (edit === 'edited') found.push('young_document changed on 2026-06-20');
  return found.sort();
}

function mayGo(document: Document, holders: readonly Role[], measured: readonly Role[]): string[] {
  const isUsed = (what: string): boolean => measured.some(({ used }) => used.has(what));
  const isInUse = (action: string): boolean => isUsed(serviceOf(action));
  const named = namedBy(document.entries);
  const before = document.earlier === null ? named : namedBy(document.earlier);
  const going = new Set(
    named.filter((action) => {
      if (NEVER.includes(action) || !before.includes(action)) return false;
      return !isInUse(action) || (isTracked(action) && !isUsed(action));
    }),
  );
  const beside = holders.flatMap((role) => role.documents).filter((one) => one !== document);
  const staying = [
    ...named.filter((action) => !going.has(action) && isInUse(action)),
    ...beside.flatMap(({ entries }) => [...namedBy(entries), ...callersIn(entries)]).filter(isInUse),
    ...measured.flatMap(({ used }) => [...used]),
  ];
  for (let caller = staying.pop(); caller !== undefined; caller = staying.pop()) {
    for (const action of [...going]) {
      if (!needs(caller, action)) continue;
      going.delete(action);
      staying.push(action);
    }
  }
  return [...going].sort();
}

function serviceOf(action: string): string {
  return action.split(':')[0] as string;
}

function isTracked(action: string): boolean {
  return TRACKED[serviceOf(action)]?.includes(action.split(':')[1] as string) === true;
}

const linesOf = (name: string): string[][] =>
  readFileSync(new URL(`../../../src/policy/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split('\t'));
const CALLS = [...linesOf('dependent-actions.tsv'), ...linesOf('forwarded-calls.tsv')].map(
  ([callers = '', callees = '']) => [callers.split(/[ ,]+/), callees.split(/[ ,]+/)] as const,
);

function needs(caller: string, action: string): boolean {
  return CALLS.some(([callers, callees]) => callers.includes(caller) && callees.some((one) => isNamed(one, action)));
}

/** Actions that need others, and that no snapshot knows by name. */
function callersIn(entries: readonly string[]): string[] {
  return CALLS.flatMap(([callers]) => callers.filter((one) => entries.includes(`${serviceOf(one)}:*`)));
}

/** Patterns end with an asterisk. */
function isNamed(pattern: string, action: string): boolean {
  return pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action;
}

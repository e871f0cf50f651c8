/** Which actions the evidence lets go, each with its grade. */
import type { Dependents } from '../../policy/dependent-actions.js';
import type { NeverList } from '../../policy/never-list.js';
import { type Action, type KnownActions, serviceOf } from '../rewrite/known-actions.js';
import type { ActionEvidence, Evidence, UseEvidence } from '../use-evidence.js';

/**
 * `service`: nobody uses the service at all; `action`: the service is used, the action is not; `unproven`: nobody uses
 * the service, but the lake could not show it either.
 */
export type Grade = 'service' | 'action' | 'unproven';

export interface DecideOptions {
  /** `service`: by services alone. */
  readonly grade: 'service' | 'action';
  /** `known`: only what snapshots show to be granted for as long as the days. */
  readonly grantAge: 'any' | 'known';
  /** Whether services go of which the lake shows neither a tracked action nor a use. */
  readonly isUnprovenIncluded: boolean;
  readonly isProven: (service: string) => boolean;
  readonly never: NeverList;
  readonly dependents: Dependents;
  /** Actions that a person keeps. */
  readonly isExcepted: (action: string) => boolean;
}

/** Grades by the action's name in lower case. */
export type Removable = ReadonlyMap<string, Grade>;

/** What a document names. */
export interface Scope {
  /** By its Action lists. */
  readonly named: readonly Action[];
  /** Whether an entry for all services names it. */
  readonly isOfAllServices: (action: Action) => boolean;
}

/**
 * The actions of a document that may go; those that an entry for all services names only by the service. `known`: what
 * the reference or a row knows.
 */
export function decide(
  { named, isOfAllServices }: Scope,
  evidence: Evidence,
  known: KnownActions,
  options: DecideOptions,
): Removable {
  const graded = new Map<string, Grade>();
  const young = youngServices(evidence);
  for (const action of named) {
    const { key, service } = action;
    const grade = gradeOf(action, evidence, options);
    if (grade === undefined || (grade === 'action' && isOfAllServices(action))) continue;
    if (young.has(service) && !evidence.actions.has(key)) continue;
    if (!isKnown(key, evidence, known) || options.never.holds(key) || options.isExcepted(key)) continue;
    graded.set(key, grade);
  }
  return settled(named, graded, evidence, options);
}

/**
 * Of what may go that without which what stays would not work: kms, and what AWS calls with
 * the caller's rights for an action that a holder used, or that stays in a service in use. Services that nobody uses need
 * nothing of others: else an administrator would keep what none of them ever asks for.
 */
export function settled(
  named: readonly Action[],
  graded: Removable,
  evidence: Evidence,
  { dependents }: Pick<DecideOptions, 'dependents'>,
): Removable {
  const left = encryptionStays(named, graded, evidence) ? without(graded, 'kms') : graded;
  const isInUse = (service: string): boolean => isUsed(evidence.services.get(service) ?? UNUSED);
  const staying = named.filter(({ key, service }) => !left.has(key) && isInUse(service)).map(({ key }) => key);
  for (const [key, row] of evidence.actions) if (isUsed(row)) staying.push(key);
  return withoutNeeded(staying, left, dependents);
}

const UNUSED = { isUsed: false, lastKnownUse: null };

function gradeOf({ key, service: name }: Action, evidence: Evidence, options: DecideOptions): Grade | undefined {
  const service = evidence.services.get(name);
  const own = evidence.actions.get(key);
  if (service === undefined || (own !== undefined && !isOldEnough(own, options))) return undefined;
  if (own === undefined && options.grantAge === 'known') return undefined;
  if (isUsed(service)) {
    return options.grade === 'action' && own !== undefined && isUnused(own, evidence) ? 'action' : undefined;
  }
  if (own !== undefined && isUsed(own)) return undefined;
  if (!isUnused(service, evidence)) return undefined;
  if (options.isProven(name)) return 'service';
  return options.isUnprovenIncluded ? 'unproven' : undefined;
}

/** Services of which every row is known to be granted lately: so are, it seems, their actions without a row. */
function youngServices({ actions }: Evidence): ReadonlySet<string> {
  const [young, older] = [new Set<string>(), new Set<string>()];
  for (const [action, { grantAge }] of actions) if (grantAge === 'YOUNGER') young.add(serviceOf(action));
  if (young.size === 0) return young;
  for (const [action, { grantAge }] of actions) if (grantAge !== 'YOUNGER') older.add(serviceOf(action));
  return new Set([...young].filter((service) => !older.has(service)));
}

function isOldEnough({ grantAge }: ActionEvidence, options: DecideOptions): boolean {
  return options.grantAge === 'known' ? grantAge === 'KNOWN' : grantAge !== 'YOUNGER';
}

/** Every holder has a row, none with a time, each with enough evidence, and no snapshot of the window knows a use. */
function isUnused(row: UseEvidence, { holders }: Evidence): boolean {
  return holders > 0 && row.rows === holders && row.enough === holders && !isUsed(row);
}

function isUsed({ isUsed, lastKnownUse }: Pick<UseEvidence, 'isUsed' | 'lastKnownUse'>): boolean {
  return isUsed || lastKnownUse !== null;
}

/** What neither the reference nor a row knows may be anything. */
function isKnown(action: string, { actions }: Evidence, known: KnownActions): boolean {
  return actions.has(action) || known.has(action);
}

/** A service that encrypts calls kms with the caller's rights: kms stays while any other service does. */
function encryptionStays(actions: readonly Action[], graded: Removable, { services }: Evidence): boolean {
  return (
    [...services].some(([service, row]) => service !== 'kms' && isUsed(row)) ||
    actions.some(({ key, service }) => service !== 'kms' && !graded.has(key))
  );
}

/** What these need stays with them, and so on. */
function withoutNeeded(staying: string[], graded: Removable, dependents: Dependents): Removable {
  const needed = new Set<string>();
  for (let action = staying.pop(); action !== undefined; action = staying.pop()) {
    for (const other of dependents.get(action) ?? []) {
      if (!graded.has(other) || needed.has(other)) continue;
      needed.add(other);
      staying.push(other);
    }
  }
  return needed.size === 0 ? graded : new Map([...graded].filter(([action]) => !needed.has(action)));
}

function without(graded: Removable, service: string): Removable {
  return new Map([...graded].filter(([action]) => serviceOf(action) !== service));
}

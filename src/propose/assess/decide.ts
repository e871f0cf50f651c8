/** Which actions the evidence lets go, each with its grade. */
import type { Dependents } from '../../policy/dependent-actions.js';
import type { NeverList } from '../../policy/never-list.js';
import { type Action, serviceOf } from '../evidence/known-actions.js';
import type { ActionEvidence, Evidence, UseEvidence } from '../evidence/use-evidence.js';

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
  /** Of the actions that need others those that another document of the holders allows. */
  readonly calledBeside: readonly string[];
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
  /** By statements that stay to the letter. */
  readonly fixed: readonly Action[];
}

/** The actions of a document that may go; those that an entry for all services names only by the service. */
export function decide(scope: Scope, evidence: Evidence, options: DecideOptions): Removable {
  const { named, isOfAllServices } = scope;
  const graded = new Map<string, Grade>();
  const { young, used } = lookedAt(evidence);
  const ofService = servicesOf(evidence, young, options);
  for (const action of named) {
    const { key } = action;
    const service = ofService(action.service);
    if (service.isClosed) continue;
    const own = evidence.actions.get(key);
    const grade = gradeOf(own, service, evidence, options);
    if (grade === undefined || (grade === 'action' && isOfAllServices(action))) continue;
    // What neither the reference nor a row knows may be anything.
    if (own === undefined && (service.isYoung || !action.isListed)) continue;
    if (options.never.holds(key, action.service) || options.isExcepted(key)) continue;
    graded.set(key, grade);
  }
  return settled(scope, graded, { evidence, used }, options);
}

const NOT_USED = { isUsed: false, lastKnownUse: null };

/** What a holder used: by the evidence, and of that the actions alone. */
interface Used {
  readonly evidence: Evidence;
  readonly used: readonly string[];
}

/**
 * Takes out of what may go that without which what stays would not work: kms, and what AWS calls with
 * the caller's rights for an action that a holder used, or that stays in a service in use, in this document or in another
 * of the holders. Services that nobody uses need nothing of others: else an administrator would keep what none of them
 * ever asks for.
 */
export function settled(
  { named, fixed }: Pick<Scope, 'named' | 'fixed'>,
  graded: Map<string, Grade>,
  { evidence, used }: Used,
  { dependents, calledBeside }: Pick<DecideOptions, 'dependents' | 'calledBeside'>,
): Removable {
  const isInUse = (service: string): boolean => isUsed(evidence.services.get(service) ?? NOT_USED);
  const staying = [...used, ...calledBeside.filter((action) => isInUse(serviceOf(action)))];
  for (const { key, service } of named) if (isInUse(service) && !graded.has(key)) staying.push(key);
  for (const { key, service } of fixed) if (isInUse(service)) staying.push(key);
  keepNeeded(staying, graded, dependents);
  const stays = fixed.some(isOther) || named.some((one) => isOther(one) && !graded.has(one.key));
  if (stays || isOtherUsed(evidence)) {
    const keys = [...graded.keys()].filter((key) => serviceOf(key) === 'kms');
    for (const key of keys) graded.delete(key);
    if (isInUse('kms')) keepNeeded(keys, graded, dependents);
  }
  return graded;
}

/** What the evidence says of a service. */
interface OfService {
  /** Whether none of its actions may go. */
  readonly isClosed: boolean;
  readonly isUsed: boolean;
  /** Of an action of a service that nobody uses. */
  readonly grade: Grade | undefined;
  /** Whether what has no row seems to be granted lately. */
  readonly isYoung: boolean;
}

function servicesOf(
  evidence: Evidence,
  young: ReadonlySet<string>,
  options: DecideOptions,
): (service: string) => OfService {
  const made = (name: string): OfService => {
    const row = evidence.services.get(name);
    const isInUse = row !== undefined && isUsed(row);
    const grade = row !== undefined && isUnused(row, evidence) ? gradeOfWhole(name, options) : undefined;
    const isClosed = isInUse ? options.grade === 'service' : grade === undefined;
    return { isClosed, isUsed: isInUse, grade, isYoung: young.has(name) };
  };
  const all = new Map<string, OfService>();
  return (name) => {
    const known = all.get(name);
    if (known !== undefined) return known;
    const own = made(name);
    all.set(name, own);
    return own;
  };
}

function gradeOfWhole(service: string, { isProven, isUnprovenIncluded, never }: DecideOptions): Grade | undefined {
  if (never.unseenServices.has(service)) return undefined;
  if (isProven(service)) return 'service';
  return isUnprovenIncluded ? 'unproven' : undefined;
}

/** `own`: the row of the action. */
function gradeOf(
  own: ActionEvidence | undefined,
  service: OfService,
  evidence: Evidence,
  options: DecideOptions,
): Grade | undefined {
  if (own === undefined) return service.isUsed || options.grantAge === 'known' ? undefined : service.grade;
  if (!isOldEnough(own, options)) return undefined;
  if (service.isUsed) return isUnused(own, evidence) ? 'action' : undefined;
  return isUsed(own) ? undefined : service.grade;
}

interface LookedAt {
  /** Services of which every row is known to be granted lately: so are, it seems, their actions without a row. */
  readonly young: ReadonlySet<string>;
  readonly used: readonly string[];
}

function lookedAt({ actions }: Evidence): LookedAt {
  const young = new Set<string>();
  const used: string[] = [];
  for (const [action, row] of actions) {
    if (isUsed(row)) used.push(action);
    if (row.grantAge === 'YOUNGER') young.add(serviceOf(action));
  }
  if (young.size > 0) {
    for (const [action, { grantAge }] of actions) if (grantAge !== 'YOUNGER') young.delete(serviceOf(action));
  }
  return { young, used };
}

/** Actions that a holder used. */
export function usedOf(evidence: Evidence): readonly string[] {
  return lookedAt(evidence).used;
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

/** A service that encrypts calls kms with the caller's rights: kms stays while any other service does. */
function isOtherUsed({ services }: Evidence): boolean {
  return [...services].some(([service, row]) => service !== 'kms' && isUsed(row));
}

function isOther({ service }: Action): boolean {
  return service !== 'kms';
}

/** What these need stays with them, and so on. */
function keepNeeded(staying: string[], graded: Map<string, Grade>, dependents: Dependents): void {
  for (let action = staying.pop(); action !== undefined; action = staying.pop()) {
    for (const other of dependents.get(action) ?? []) if (graded.delete(other)) staying.push(other);
  }
}

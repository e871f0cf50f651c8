/** Which actions the evidence lets go, each with its grade. */
import type { NeverList } from '../../policy/never-list.js';
import { type KnownActions, lowerOf, serviceOf } from '../rewrite/known-actions.js';
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
  /** Actions that a person keeps. */
  readonly isExcepted: (action: string) => boolean;
}

/** Grades by the action's name in lower case. */
export type Removable = ReadonlyMap<string, Grade>;

/**
 * The actions of a document that may go: of `named`, what its Action lists name, and of those that an entry for all
 * services names (`ofAllServices`, in lower case) only by the service. `known`: what the reference or a row knows.
 */
export function decide(
  { named, ofAllServices }: { named: readonly string[]; ofAllServices: ReadonlySet<string> },
  evidence: Evidence,
  known: KnownActions,
  options: DecideOptions,
): Removable {
  const graded = new Map<string, Grade>();
  const young = youngServices(evidence);
  const keys = named.map(lowerOf);
  for (const action of keys) {
    const grade = gradeOf(action, evidence, options);
    if (grade === undefined || (grade === 'action' && ofAllServices.has(action))) continue;
    if (young.has(serviceOf(action)) && !evidence.actions.has(action)) continue;
    if (!isKnown(action, evidence, known) || options.never.holds(action) || options.isExcepted(action)) continue;
    graded.set(action, grade);
  }
  return encryptionStays(keys, graded, evidence) ? without(graded, 'kms') : graded;
}

function gradeOf(action: string, evidence: Evidence, options: DecideOptions): Grade | undefined {
  const service = evidence.services.get(serviceOf(action));
  const own = evidence.actions.get(action);
  if (service === undefined || (own !== undefined && !isOldEnough(own, options))) return undefined;
  if (own === undefined && options.grantAge === 'known') return undefined;
  if (isUsed(service)) {
    return options.grade === 'action' && own !== undefined && isUnused(own, evidence) ? 'action' : undefined;
  }
  if (own !== undefined && isUsed(own)) return undefined;
  if (!isUnused(service, evidence)) return undefined;
  if (options.isProven(serviceOf(action))) return 'service';
  return options.isUnprovenIncluded ? 'unproven' : undefined;
}

/** Services of which every row is known to be granted lately: so are, it seems, their actions without a row. */
function youngServices({ actions }: Evidence): ReadonlySet<string> {
  const ages = new Map<string, boolean>();
  for (const [action, { grantAge }] of actions) {
    const service = serviceOf(action);
    ages.set(service, (ages.get(service) ?? true) && grantAge === 'YOUNGER');
  }
  return new Set([...ages].filter(([, isYoung]) => isYoung).map(([service]) => service));
}

function isOldEnough({ grantAge }: ActionEvidence, options: DecideOptions): boolean {
  return options.grantAge === 'known' ? grantAge === 'KNOWN' : grantAge !== 'YOUNGER';
}

/** Every holder has a row, none with a time, each with enough evidence, and no snapshot of the window knows a use. */
function isUnused(row: UseEvidence, { holders }: Evidence): boolean {
  return holders > 0 && row.rows === holders && row.enough === holders && !isUsed(row);
}

function isUsed({ isUsed, lastKnownUse }: UseEvidence): boolean {
  return isUsed || lastKnownUse !== null;
}

/** What neither the reference nor a row knows may be anything. */
function isKnown(action: string, { actions }: Evidence, known: KnownActions): boolean {
  return actions.has(action) || known.has(action);
}

/** A service that encrypts calls kms with the caller's rights: kms stays while any other service does. */
function encryptionStays(actions: readonly string[], graded: Removable, { services }: Evidence): boolean {
  return (
    [...services].some(([service, row]) => service !== 'kms' && isUsed(row)) ||
    actions.some((action) => serviceOf(action) !== 'kms' && !graded.has(action))
  );
}

function without(graded: Removable, service: string): Removable {
  return new Map([...graded].filter(([action]) => serviceOf(action) !== service));
}

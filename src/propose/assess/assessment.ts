/** What comes of a subject: a proposal with its evidence, or the reason why there is none. */

import { isReadable, readPolicy } from '../../policy/document.js';
import type { Power } from '../../policy/power.js';
import { type Action, hasWildcard, type KnownActions, serviceOf } from '../evidence/known-actions.js';
import type { GrantAge } from '../evidence/use-evidence.js';
import { editableEntries, isOfAllServices } from '../rewrite/rewrite.js';
import type { Gap, Part, Refusal, Subject } from '../subjects/subject.js';
import type { Grade } from './decide.js';
import type { TooLittle } from './least-gain.js';
import type { Proposal } from './propose.js';

/** `retire`: nobody used the roles that hold it, so that they are to go, and no smaller text is proposed. */
export type Status = 'proposed' | 'conditional' | 'unchanged' | 'refused' | 'retire';
/**
 * `created_lately`: within the days, so nobody had it for long enough. `reads_only`, `least_gain`: something could go, and is not worth signing unless it is asked for. `not_proven`: the
 * verifier refuses the smaller text, which is a bug; `too_complex`: its patterns cost too much work.
 */
export type Reason =
  | Refusal
  | TooLittle
  | 'created_lately'
  | 'nothing_removable'
  | 'does_not_fit'
  | 'not_proven'
  | 'too_complex';
/**
 * Why a part of a permission set stays as it is. `customer_managed`: it is a document of its own; `other_version`: its
 * Version is not that of the inline policy, which it would have to go into; `least_gain`: too little goes for a copy there.
 */
export type PartReason =
  | 'nothing_removable'
  | 'does_not_fit'
  | 'other_version'
  | 'excepted_policy'
  | 'least_gain'
  | 'customer_managed';

export interface Blocker extends Gap {
  readonly id: string;
  /** How many actions could go if what it names was not there, and what stands beside it was accepted. */
  readonly removableWithout: number;
}

export interface RemovedAction {
  readonly action: string;
  readonly grade: Grade;
  readonly evidenceDays: number | null;
  readonly grantAge: GrantAge;
  readonly lastKnownUse: string | null;
  readonly power: Power;
}

export interface AssessedPart {
  readonly part: Part;
  /** Null: the part stays as it is. */
  readonly proposal: Proposal | null;
  readonly reason: PartReason | null;
  /** As the part stands afterwards; a narrowed policy of AWS in a permission set goes into the inline policy. */
  readonly after: readonly string[];
}

export interface Assessment {
  readonly subject: Subject;
  readonly id: string;
  readonly status: Status;
  readonly reason: Reason | null;
  /** What the reason does not say. */
  readonly detail: string | null;
  readonly blockers: readonly Blocker[];
  readonly parts: readonly AssessedPart[];
  /** The text that stands now: of a permission set its inline policy; null: there is none. */
  readonly before: string | null;
  /** The new texts: none where the document is to be detached. */
  readonly after: readonly string[];
  /** Of canonical JSON; null: there is no text, or it is no JSON. */
  readonly sha256Before: string | null;
  /** Of several texts that of their list. */
  readonly sha256After: string | null;
  readonly removed: readonly RemovedAction[];
  readonly servicesRemoved: readonly string[];
  readonly holdersYoung: number;
  /** Measured for as long as the days. */
  readonly holdersWithEvidence: number;
  readonly holdersUnmeasured: number;
  readonly holdersGone: readonly string[];
  /** What those who are gone used, and so stays: service or action with whose it was. */
  readonly keptForGone: ReadonlyMap<string, string>;
  /** Actions that stay and by which a holder can grant itself the rest. */
  readonly escalations: readonly string[];
}

/** Services of the actions, as written, each once. Actions of one service mostly follow each other. */
export function namespacesOf(removed: readonly RemovedAction[]): string[] {
  const services = new Set<string>();
  let beginning: string | undefined;
  for (const { action } of removed) {
    if (beginning !== undefined && action.startsWith(beginning)) continue;
    const service = serviceOf(action);
    services.add(service);
    beginning = `${service}:`;
  }
  return [...services];
}

export function narrowedServices(parts: readonly AssessedPart[], known: KnownActions): Set<string> {
  return new Set(parts.flatMap((part) => narrowedIn(part, known)));
}

/** Services of whose wildcards an action goes that nobody uses, while the service is used. */
function narrowedIn({ part, proposal }: AssessedPart, known: KnownActions): string[] {
  if (proposal === null || part.text === null) return [];
  const document = readPolicy(part.text);
  const entries = isReadable(document) ? editableEntries(document) : [];
  const wildcards = entries.filter((entry) => hasWildcard(entry) && !isOfAllServices(entry));
  const isNarrowed = ({ key }: Action): boolean => proposal.grades.get(key) === 'action';
  return wildcards
    .filter((entry) => known.named(entry).some(isNarrowed))
    .map((entry) => serviceOf(entry.toLowerCase()));
}

/** Whether the list of actions is young enough to narrow a wildcard by it. */

import { isReadable, readPolicy } from '../../policy/document.js';
import { hasWildcard, type KnownActions, serviceOf } from '../rewrite/known-actions.js';
import { editableEntries, isOfAllServices } from '../rewrite/rewrite.js';
import type { Gap } from '../subjects/subject.js';
import type { AssessedPart } from './assessment.js';

const DAY_MS = 86_400_000;
/** How much older than the snapshot the reference may be. */
const oldestDays = 14;

export class ReferenceAge {
  readonly date: string;
  private readonly isOld: boolean;
  private readonly incomplete: ReadonlySet<string>;

  /** `incomplete`: services of which a row of the snapshot names an action that the reference lacks. */
  constructor(date: string, snapshotDate: string, incomplete: ReadonlySet<string>) {
    this.date = date;
    const isYoung = Date.parse(snapshotDate) - Date.parse(date) <= oldestDays * DAY_MS;
    this.isOld = !isYoung; // one whose date is none is old
    this.incomplete = incomplete;
  }

  /** A wildcard of a used service that became narrower by a list of actions that may lack new ones. */
  gapOf(parts: readonly AssessedPart[], known: KnownActions): Gap[] {
    const services = new Set(parts.flatMap((part) => narrowedServices(part, known)));
    const doubtful = [...services].filter((service) => this.isOld || this.incomplete.has(service)).sort();
    if (doubtful.length === 0) return [];
    return [{ code: 'reference_old', subject: `reference of ${this.date}: ${doubtful.join(', ')}` }];
  }
}

/** Services of whose wildcards an action goes that nobody uses, while the service is used. */
function narrowedServices({ part, proposal }: AssessedPart, known: KnownActions): string[] {
  if (proposal === null || part.text === null) return [];
  const document = readPolicy(part.text);
  const entries = isReadable(document) ? editableEntries(document) : [];
  const wildcards = entries.filter((entry) => hasWildcard(entry) && !isOfAllServices(entry));
  const isNarrowed = (action: string): boolean => proposal.grades.get(action.toLowerCase()) === 'action';
  return wildcards
    .filter((entry) => known.named(entry).some(isNarrowed))
    .map((entry) => serviceOf(entry.toLowerCase()));
}

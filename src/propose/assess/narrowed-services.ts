/** Of which services a proposal narrows a wildcard by the list of actions, which may lack new ones. */
import { isReadable, readPolicy } from '../../policy/document.js';
import { type Action, hasWildcard, type KnownActions, serviceOf } from '../evidence/known-actions.js';
import { editableEntries, isOfAllServices } from '../rewrite/rewrite.js';
import type { AssessedPart } from './assessment.js';

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

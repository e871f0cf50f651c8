/** Documents that are left alone by a name: of the policy, of the group or permission set that has it. Their holders are not. */
import { type Document, documentsOf, type Held, statementsOf } from './documents.js';
import { EMERGENCY_POLICIES, IDLE_BY_DESIGN, isNamedBy } from './exceptions.js';
import { folded, type History, listOf, type Sighting, textOf } from './history.js';
import type { Subject } from './subjects.js';
import type { Named } from './uses.js';

/** Whether a document that is left alone allows what a principal is granted: it keeps that, whatever else allows it. */
export function isGrantedByIdle(
  history: History,
  holder: Sighting,
  named: Named,
  released: readonly string[],
): boolean {
  const idle = documentsOf(history, holder).filter((document) => isIdle(holder, document, released));
  return idle.some((document) => allows(history, holder, document, named));
}

/** Whether the subject is such a document, as one of its holders has it; a permission set by its own name. */
export function isIdleSubject(
  history: History,
  subject: Subject,
  holders: readonly Sighting[],
  released: readonly string[],
): boolean {
  if (subject.kind === 'permission_set') return isNamedBy(countingOf(IDLE_BY_DESIGN, released), subject.name);
  if (!('arn' in subject)) return false;
  const name = 'name' in subject ? subject.name : null;
  return holders.some((holder) =>
    documentsOf(history, holder).some(
      (held) => held.ownerArn === subject.arn && held.name === name && isIdle(holder, held, released),
    ),
  );
}

/** What one document keeps can go from another, and an SCP exempts nobody. */
export function keepsByDocuments(kind: Subject['kind']): boolean {
  return kind === 'principal' || kind === 'permission_set' || kind === 'role_name';
}

function isIdle({ row }: Sighting, { ownerArn, name, group }: Held, released: readonly string[]): boolean {
  const isOfAws = name === null && ownerArn.includes(':iam::aws:');
  const own = name ?? (ownerArn.split('/').at(-1) as string);
  const names = [...(isOfAws ? [] : [own]), group, textOf(row, 'permission_set_name')];
  return (
    (isOfAws && isNamedBy(countingOf(EMERGENCY_POLICIES, released), ownerArn)) ||
    names.some((one) => one !== null && isNamedBy(countingOf(IDLE_BY_DESIGN, released), one))
  );
}

function countingOf(patterns: readonly string[], released: readonly string[]): string[] {
  return patterns.filter((pattern) => !released.some((one) => folded(one) === folded(pattern)));
}

/** A document that was not read, or that names only what it does not allow, may allow everything. */
function allows(history: History, holder: Sighting, document: Document, { service, action }: Named): boolean {
  const rows = statementsOf(history, holder, document).filter(({ policy_type }) => policy_type !== 'trust');
  const allowing = rows.filter(({ effect }) => effect === 'Allow');
  if (rows.length === 0 || rows.some(({ problem }) => problem != null)) return true;
  if (allowing.some(({ actions }) => actions == null)) return true;
  const patterns = allowing.flatMap((row) => listOf(row, 'actions')).map((one) => (one.includes(':') ? one : '*:*'));
  return patterns.some((pattern) =>
    action === null
      ? isNamedBy([pattern.split(':')[0] as string], String(service))
      : isNamedBy([pattern], `${service}:${action}`),
  );
}

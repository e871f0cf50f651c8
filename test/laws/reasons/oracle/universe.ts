/** What there is to judge on a date. */
import { type Asked, holdersIn } from './asked.js';
import { documentsOf } from './documents.js';
import { folded, type Sighting, textOf } from './history.js';
import type { Subject } from './subjects.js';
import type { Named } from './uses.js';

/** Each once: sets and role names whose spellings differ in case alone are one. */
export function subjectsOf(asked: Asked): readonly Subject[] {
  const { principals, accounts } = asked.snapshot;
  const paths = [...accounts.values()].flatMap(({ path }) => path ?? []);
  return [
    ...principals.map(({ accountId, principalId }): Subject => ({ kind: 'principal', accountId, principalId })),
    ...distinct(principals.flatMap((principal) => documentSubjects(asked, principal))),
    ...namesOf(principals, 'permission_set_name').map((name): Subject => ({ kind: 'permission_set', name })),
    ...namesOf(rolesAmong(principals), 'principal_name').map((name): Subject => ({ kind: 'role_name', name })),
    ...[...accounts.keys()].map((accountId): Subject => ({ kind: 'account', accountId })),
    ...[...new Set(paths)].map((ouId): Subject => ({ kind: 'ou', ouId })),
    { kind: 'organization' },
  ];
}

function documentSubjects({ history }: Asked, holder: Sighting): Subject[] {
  const { accountId } = holder;
  return documentsOf(history, holder).map(({ ownerArn: arn, name }): Subject => {
    if (name === null) return { kind: 'managed_policy', accountId, arn };
    return { kind: arn === holder.arn ? 'inline_policy' : 'group_policy', accountId, arn, name };
  });
}

function distinct(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.map((subject) => [JSON.stringify(subject), subject])).values()];
}

function rolesAmong(principals: readonly Sighting[]): Sighting[] {
  return principals.filter(({ row }) => row.principal_type === 'role');
}

function namesOf(principals: readonly Sighting[], column: string): string[] {
  const names = principals.flatMap(({ row }) => textOf(row, column) ?? []);
  return [...new Map(names.map((name) => [folded(name), name])).values()];
}

/** The subject as a whole, and each service and action that IAM shows to one of its holders. */
export function grantedItems(asked: Asked, subject: Subject): readonly Named[] {
  const things = new Set(holdersIn(asked, subject).now.flatMap((holder) => [...holder.things]));
  return [{ service: null, action: null }, ...[...things].map(namedBy)];
}

function namedBy(thing: string): Named {
  const [service = '', action] = thing.split(':');
  return { service, action: action ?? null };
}

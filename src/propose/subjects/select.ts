/** Which documents a person asked for. Their evidence is that of all holders, whoever was asked for. */
import { usageError } from '../../model/errors.js';
import { matchesAction } from '../../policy/pattern.js';
import { nearest } from '../../tools/nearest.js';
import { hasTag, isNamed } from './exceptions.js';
import type { Snapshot } from './snapshot.js';
import type { Subject } from './subject.js';

/** Each narrows; an empty list takes all. Policies and permission sets are named in full or with wildcards. */
export interface Selection {
  readonly accountIds: readonly string[];
  readonly ous: readonly string[];
  readonly principals: readonly string[];
  readonly policies: readonly string[];
  readonly permissionSets: readonly string[];
  /** `key=value`, or a key alone. */
  readonly tags: readonly string[];
}

/** The chosen subjects; a usageError for a value that chooses nothing, for a typo must not read as "nothing to do". */
export function select(subjects: readonly Subject[], selection: Selection, snapshot: Snapshot): Subject[] {
  const paths = new Map(snapshot.accounts.map(({ id, ouPath }) => [id, ouPath ?? '']));
  checkAccounts(selection, snapshot);
  checkNames(selection, subjects, snapshot);
  return subjects.filter((subject) => isChosen(subject, selection, paths));
}

function isChosen(subject: Subject, selection: Selection, paths: ReadonlyMap<string, string>): boolean {
  const { accountIds, ous, principals, policies, permissionSets, tags } = selection;
  const { accountId, holders } = subject;
  const isSet = subject.kind === 'permission_set';
  if (permissionSets.length > 0 && !(isSet && isNamed(permissionSets, subject.name))) return false;
  if (policies.length > 0 && (isSet || !isNamed(policies, subject.name, subject.arn))) return false;
  if (isSet && permissionSets.length === 0 && accountIds.length + ous.length > 0) return false;
  if (!isSet && accountIds.length > 0 && !accountIds.includes(accountId as string)) return false;
  if (!isSet && ous.length > 0 && !ous.some((ou) => (paths.get(accountId as string) ?? '').split('/').includes(ou)))
    return false;
  if (principals.length > 0 && !holders.some(({ arn, name }) => isNamed(principals, name, arn))) return false;
  return tags.length === 0 || holders.some((holder) => tags.some((tag) => hasTag(holder.tags, tag)));
}

function checkAccounts({ accountIds, ous }: Selection, { accounts }: Snapshot): void {
  const known = accounts.map(({ id }) => id);
  for (const id of accountIds) if (!known.includes(id)) throw unknown('--account', id, 'account', known);
  const units = new Set(accounts.flatMap(({ ouPath }) => (ouPath ?? '').split('/')));
  for (const ou of ous) if (!units.has(ou)) throw unknown('--ou', ou, 'OU or root', units);
}

function checkNames(selection: Selection, subjects: readonly Subject[], { principals }: Snapshot): void {
  const sets = subjects.filter(({ kind }) => kind === 'permission_set').map(({ name }) => name);
  const policies = subjects.filter(({ kind }) => kind !== 'permission_set');
  const check = (flag: string, values: readonly string[], noun: string, names: readonly (string | null)[]): void => {
    const all = names.filter((name) => name !== null);
    for (const value of values)
      if (!all.some((name) => matchesAction(value, name))) throw unknown(flag, value, noun, all);
  };
  check('--permission-set', selection.permissionSets, 'permission set', sets);
  check(
    '--policy',
    selection.policies,
    'policy',
    policies.flatMap(({ name, arn }) => [name, arn]),
  );
  check(
    '--principal',
    selection.principals,
    'user or role',
    principals.flatMap(({ name, arn }) => [name, arn]),
  );
  for (const tag of selection.tags) {
    if (!principals.some(({ tags }) => hasTag(tags, tag))) throw unknown('--tag', tag, 'tag', tagsOf(principals));
  }
}

function tagsOf(principals: Snapshot['principals']): Set<string> {
  return new Set(principals.flatMap(({ tags }) => Object.entries(tags).map(([key, value]) => `${key}=${value}`)));
}

function unknown(flag: string, value: string, noun: string, names: Iterable<string>): Error {
  const near = nearest(value, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : undefined;
  return usageError(`Cannot use ${flag} "${value}": the snapshot knows no such ${noun}.`, hint);
}

/** Tasks by owner, tag and name. A set or policy passes where any of its holders does, and is judged over all of them. */
import type { Opened } from '../../opened.js';
import type { Page } from '../../page.js';
import type { Principal } from '../principals/principals.js';
import { groupOf } from './task-rows.js';

export const FILTERS = ['group', 'owner', 'tag', 'principal'] as const;
/** Each empty where it is not used. */
export type Filters = Readonly<Record<(typeof FILTERS)[number], string>>;

interface Looked {
  readonly page: Pick<Page, 'principals'>;
  readonly work: Opened;
  /** The sheet `policies`: who holds which. */
  readonly held: Opened;
}

export function shownTasks(looked: Looked, rows: readonly number[], filters: Filters): number[] {
  const { work } = looked;
  const membersOf = members(looked);
  const owners = ownersOf(work);
  const name = filters.principal.trim().toLowerCase();
  const tag = filters.tag.trim();
  const isOwned = (row: number, own: readonly Principal[]): boolean =>
    work.get('owner', row) === filters.owner || own.some(({ arn }) => owners.get(arn) === filters.owner);
  return rows.filter((row) => {
    if (filters.group !== '' && groupOf(work, row) !== filters.group) return false;
    const own = membersOf(row);
    if (filters.owner !== '' && !isOwned(row, own)) return false;
    if (tag !== '' && !own.some((one) => hasTag(one, tag))) return false;
    return name === '' || textOf(work, row, own).includes(name);
  });
}

/** Everybody whom the worklist names an owner of. */
export function ownersIn(work: Opened): string[] {
  return [...new Set(ownersOf(work).values())].toSorted();
}

function ownersOf(work: Opened): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (let row = 0; row < work.rows; row += 1) {
    if (work.get('owner', row) !== null) owners.set(work.text('principal_arn', row), work.text('owner', row));
  }
  return owners;
}

/** `key` or `key=value`. */
function hasTag({ tags }: Principal, wanted: string): boolean {
  const at = wanted.indexOf('=');
  if (at < 0) return tags().has(wanted);
  return tags().get(wanted.slice(0, at)) === wanted.slice(at + 1);
}

function textOf(work: Opened, row: number, own: readonly Principal[]): string {
  const names = ['permission_set_name', 'policy_arn', 'principal_arn'].map((column) => work.text(column, row));
  return [...names, ...own.map(({ arn }) => arn)].join(' ').toLowerCase();
}

/** The users and roles that a task is about. */
function members({ page: { principals }, work, held }: Looked): (row: number) => readonly Principal[] {
  const byArn = new Map(principals.map((one) => [one.arn, one]));
  const found = (arns: readonly string[]): Principal[] => arns.flatMap((arn) => byArn.get(arn) ?? []);
  return (row) => {
    const type = work.get('subject_type', row);
    if (type === 'PERMISSION_SET')
      return principals.filter(({ permissionSet }) => permissionSet === work.get('permission_set_name', row));
    if (type !== 'MANAGED_POLICY') return found([work.text('principal_arn', row)]);
    const holders = held.rowsBy('policy_arn').get(work.text('policy_arn', row)) ?? [];
    const ofAccount = holders.filter((at) => held.get('account_id', at) === work.get('account_id', row));
    return found(ofAccount.map((at) => held.text('principal_arn', at)));
  };
}

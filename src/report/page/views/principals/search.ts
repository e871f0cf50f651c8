/** Words that find a principal: whatever the page prints of it. */
import type { Opened } from '../../opened.js';
import type { Sheets } from '../../sheets.js';
import { type Principal, stateOf } from './principals.js';

/** Of each principal the text that a search looks through, in lower case. */
export type Searched = ReadonlyMap<Principal, string>;

const COLUMNS = [
  'permission_set_name',
  'group_names',
  'attached_policy_arns',
  'inline_policy_names',
  'permissions_boundary_arn',
  'error_code',
];

export async function searchTexts(principals: readonly Principal[], sheets: Sheets): Promise<Searched> {
  const [sheet, services] = await Promise.all([sheets.open('principals'), sheets.open('principals.by-service')]);
  const held = namespacesOf(services);
  return new Map(principals.map((principal) => [principal, textOf(principal, sheet, held)]));
}

/** Joined at once: a text made piece by piece is put together only when it is first searched. */
function textOf(principal: Principal, sheet: Opened, held: ReadonlyMap<string, readonly string[]>): string {
  const { arn, id, row, accountId, accountName, ou, type } = principal;
  const tags = [...principal.tags()].map(([key, value]) => `${key}=${value}`);
  const columns = COLUMNS.map((column) => sheet.text(column, row));
  const own = [arn, id, accountId, accountName, ou, type, stateOf(principal), ...tags, ...columns];
  return [...own, ...(held.get(arn) ?? [])].join(' ').toLowerCase();
}

function namespacesOf(services: Opened): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, string[]>();
  for (const [arn, rows] of services.rowsBy('principal_arn')) {
    held.set(
      arn,
      rows.map((row) => services.text('service_namespace', row)),
    );
  }
  return held;
}

/** Those that hold every word of a search; a longer one looks only through what the shorter one before it found. */
export function searcher(
  principals: readonly Principal[],
  searched: Searched,
): (search: string) => readonly Principal[] {
  let last = { search: '', found: principals };
  return (typed) => {
    const search = typed.toLowerCase();
    const words = search.split(/\s+/).filter(Boolean);
    const among = search.startsWith(last.search) ? last.found : principals;
    const found = among.filter((principal) => hasAll(searched.get(principal) ?? '', words));
    last = { search, found };
    return found;
  };
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

/** The file of who answers for what: by account, OU, or the name of a user or role. */

import { longestTextOf } from '../policy/pattern.js';
import { entryOf, problemOfPart } from './entry.js';
import { isText, readSigned } from './signed-list.js';

export interface OwnerEntry {
  readonly kind: 'account' | 'ou' | 'principal';
  /** An account or OU, by ID or name; of users and roles a name with wildcards, `role/ci-*` or `ci-*`. */
  readonly names: string;
  readonly owner: string;
}

const KINDS = ['account', 'ou', 'principal'] as const;
const EXAMPLE =
  '[{ "principal": "role/ci-*", "owner": "…" }, { "ou": "ou-…", "owner": "…" }, { "account": "…", "owner": "…" }]';

/** Reads the entries in their order: of several that name somebody the first counts. Throws a usageError. */
export async function readOwnersFile(path: string): Promise<OwnerEntry[]> {
  const mayLack = ['reason', 'expires'] as const;
  const file = { path, flag: '--owners-file', example: EXAMPLE, mayLack };
  const entries = await readSigned<Readonly<Record<string, string>>>(file, problemOf);
  return entries.map((entry) => {
    const kind = KINDS.find((each) => entry[each] !== undefined) as OwnerEntry['kind'];
    return { kind, names: entry[kind] as string, owner: entry.owner.trim() };
  });
}

/** What the file says, as values of the parameter `owner_entry`; nothing without a file. Throws a usageError. */
export async function readOwnerEntries(path: string | undefined): Promise<string[]> {
  return path === undefined ? [] : (await readOwnersFile(path)).map(ownerEntryValue);
}

/**
 * As a value of the parameter `owner_entry`. A name of users and roles without wildcards is of the kind `name`; one with
 * wildcards is a regular expression, beside the longest text that each name holds which it matches.
 */
export function ownerEntryValue({ kind, names, owner }: OwnerEntry): string {
  if (kind !== 'principal') return entryOf(kind, names, owner);
  const pattern = names.toLowerCase();
  if (!/[*?]/.test(pattern)) return entryOf('name', pattern, owner);
  return entryOf(kind, expressionOf(pattern), owner, longestTextOf(pattern));
}

function problemOf(entry: Readonly<Record<string, unknown>>): string | undefined {
  const named = KINDS.filter((kind) => entry[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined) return `names no ${KINDS.join(' or ')}`;
  if (named.length > 1) return `names ${named.join(' and ')}: an entry names one`;
  const texts = [entry[kind], entry.owner];
  if (!texts.every(isText)) return `has no text as ${isText(texts[0]) ? 'owner' : kind}`;
  if (kind === 'principal' && texts[0]?.startsWith('arn:')) return 'has an ARN: give a name, such as role/ci-*';
  return texts.map(problemOfPart).find((problem) => problem !== undefined);
}

/** Of RE2 and of Java, for the lower-case `<type>/<name>`. */
function expressionOf(pattern: string): string {
  const [, type = '', name = ''] = /^(?:(user|role)\/)?(.*)$/s.exec(pattern) ?? [];
  const expression = name
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return `^${type || '(user|role)'}/${expression}$`;
}

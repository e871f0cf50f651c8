/** Names of folders and copies: from what AWS names anything to what a file system and IAM take. */
import type { Assessment } from '../assess/assessment.js';
import { NO_ACCOUNT } from './layout.js';

/** Longest name of a managed policy. */
const LONGEST_NAME = 128;

/** The folder of a document below the output, as layout.ts knows it: `<account or sets>/<kind>/<name>-<8 hex>`. */
export function folderOf({ subject, id }: Pick<Assessment, 'subject' | 'id'>): string {
  return `${placeOf(subject.accountId)}/${subject.kind}/${slug(subject.name)}-${id}`;
}

function placeOf(accountId: string | null): string {
  if (accountId === null) return 'sets';
  return /^\d{12}$/.test(accountId) ? accountId : NO_ACCOUNT;
}

/** Letters, digits and hyphens alone: no name of AWS, nor of a lake that somebody changed, leaves its folder. */
function slug(name: string): string {
  const short = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return short || 'document';
}

/** Names of the customer policies that take the place of one of AWS. */
export function copyNames({ subject, id, after }: Assessment): string[] {
  const own = (suffix: string): string => `${subject.name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
  const [first] = after;
  if (first === undefined) return [];
  if (after.length === 1) return [own(`-narrowed-${id}`)];
  return after.map((_, at) => own(`-narrowed-${id}-${at + 1}`));
}

/** Names of the new texts: one, or numbered ones; where nothing is left the file says null. */
export function afterFiles(after: readonly string[]): string[] {
  return after.length <= 1 ? ['after.json'] : after.map((_, at) => `after-${at + 1}.json`);
}

import { sha256Of } from '../model/sha256.js';
import type { Given } from '../query/question/values.js';

/** Who names owners. */
export interface Owners {
  /** At least one. */
  readonly tags: readonly string[];
  /** Of a file, as src/policy/owners-file.ts writes them, with the IDs of accounts and OUs. */
  readonly entries: readonly string[];
}

/** The column `owner_tags`: rows of other owners are made anew. */
export function ownersKey({ tags, entries }: Owners): string {
  const file = sha256Of(entries.join('\n')).slice(0, 16);
  return [tags.join(','), ...(entries.length > 0 ? [`file ${file}`] : [])].join('; ');
}

/** As values of parameters. */
export function ownersGiven({ tags, entries }: Owners): Given {
  return { owner_tag: tags, ...(entries.length > 0 && { owner_entry: entries }) };
}

/** What the derived tables of a date are made of. */
export interface Making {
  readonly date: string;
  /** The snapshot of all accounts before it; undefined: there is none. */
  readonly before: string | undefined;
  readonly madeOf: string;
  /** `madeOf` of `before`. */
  readonly comparedMadeOf: string | null;
  /** The date until which uses count. */
  readonly usesUntil: string;
  readonly owners: Owners;
  readonly signal: AbortSignal;
}

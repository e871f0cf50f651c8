import type { Owners } from '../query/derived-state.js';
import type { Given } from '../query/question/values.js';

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

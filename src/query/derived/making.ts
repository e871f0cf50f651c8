import type { Given } from '../question/values.js';
import type { Owners } from './derived-state.js';

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
  /** Whether a judgement that the lake has is read; else everything is judged again: whoever checks what is stored trusts none of it. */
  readonly readsStored?: boolean;
  readonly signal: AbortSignal;
}

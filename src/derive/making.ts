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
  /** Tags that name an owner, at least one. */
  readonly ownerTags: readonly string[];
  readonly signal: AbortSignal;
}

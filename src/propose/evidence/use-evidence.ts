/** What a lake knows about the use of one document: counted over all who hold it. */

/** How long a grant is known to have existed, worst holder first. */
export type GrantAge = 'YOUNGER' | 'UNKNOWN' | 'BOUNDED' | 'KNOWN';

/** Of one service or one action, over the measured holders of a document. */
export interface UseEvidence {
  /** Measured holders with a row. */
  readonly rows: number;
  /** Those of them whose evidence is long enough, and young holders, who are counted apart. */
  readonly enough: number;
  /** Whether a row of the snapshot has a time, whenever that was. */
  readonly isUsed: boolean;
  /** Latest use that any snapshot of the window knows, of anybody who held the document then; ISO 8601. */
  readonly lastKnownUse: string | null;
  readonly leastEvidenceDays: number | null;
  /** ARNs of who used it, two at most: of one alone it is known that the others did not. */
  readonly usedBy: readonly string[];
}

export interface ActionEvidence extends UseEvidence {
  readonly grantAge: GrantAge;
}

export interface Evidence {
  /** Holders that were measured. */
  readonly holders: number;
  /** By namespace in lower case. */
  readonly services: ReadonlyMap<string, UseEvidence>;
  /** By `service:action` in lower case. */
  readonly actions: ReadonlyMap<string, ActionEvidence>;
}

/** Actions that are alike share a row: of what is made of it there is one, too. */
export function onceEach<T extends UseEvidence>(make: (row: T) => T): (row: T) => T {
  const made = new Map<T, T>();
  return (row) => {
    const known = made.get(row) ?? make(row);
    made.set(row, known);
    return known;
  };
}

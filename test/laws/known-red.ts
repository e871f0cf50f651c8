/**
 * Laws that answers break today, by the question and by what it forgets: a code of src/model/reasons.ts, or a word that the
 * law explains. This file only shrinks: a line that nothing breaks any more fails, and so does what is not here.
 */

/** By the file that holds it. */
export type Law =
  | 'judged'
  | 'same-item'
  | 'more-runs'
  | 'splitting'
  | 'more-days'
  | 'expire'
  | 'filters'
  | 'known-use'
  | 'left-out'
  | 'new-tracking'
  | 'trends';

export interface Red {
  readonly law: Law;
  readonly question: string;
  readonly codes: readonly string[];
  /** Only more lakes than the usual twelve break it (LAWS_CASES): that these do not proves nothing. */
  readonly isRare?: true;
}

export const KNOWN_RED: readonly Red[] = [];

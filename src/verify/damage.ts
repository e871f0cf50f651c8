/** What `verify` finds wrong with a lake. */

/** The checks of queries/checks, `hashes`, `statements` and `times` are of rows, the others of files. */
export type DamageKind =
  | 'commit' // an object in runs/ is no commit, or that of another plan
  | 'missing' // a file of the manifest is not there
  | 'size'
  | 'checksum'
  | 'rows' // a file holds another number of rows than its manifest says
  | 'columns' // a file lacks a column that is never null, or lies elsewhere than its table
  | 'stray' // a file that no manifest names shows rows of a committed run, or breaks its table
  | 'derived' // a file of a derived table cannot be read, or is not its own; the committed ones are not touched by it
  | RowCheck;

/** The checks of queries/checks, by name. */
export const ROW_CHECKS = [
  'counts',
  'service_counts',
  'reasons',
  'totals',
  'uses',
  'seen',
  'evidence_counts',
  'grants',
  'lists',
  'witnesses',
  'sources',
  'other_rows',
] as const;

/**
 * `times`: a column holds times that no calendar has. `hashes`: a list of actions has not its own hash. `statements`:
 * policy_statements says something else than the document.
 */
export type RowCheck = (typeof ROW_CHECKS)[number] | 'hashes' | 'statements' | 'times';

export interface Damage {
  readonly kind: DamageKind;
  /** Undefined where it belongs to no run. */
  readonly runId: string | undefined;
  /** A key of the store, an account id, or an ARN. */
  readonly subject: string;
  /** What is wrong with the subject: the end of a sentence that begins with it. */
  readonly problem: string;
}

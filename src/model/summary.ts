/** How an export ended, for the person who ran it. */
import type { RunRow } from './tables.js';

/** One file of a run, as its manifest names it. */
export interface ManifestFile {
  /** Key within the destination. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** Lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** What could not be measured, grouped by its error. */
export interface Gap {
  readonly of: 'account' | 'principal';
  readonly status: 'failed' | 'skipped' | 'excluded' | 'deleted';
  readonly errorCode: string | null;
  /** The sentence of the first of them. */
  readonly errorMessage: string | null;
  readonly count: number;
  /** The first few: account ids or principal ARNs. */
  readonly examples: readonly string[];
}

/** How a source of evidence ended that was not collected wholly in each account which the run measured. */
export interface SourceGap {
  readonly source: string;
  /** Whether a person named it. */
  readonly demanded: boolean;
  /** Accounts that were asked, or should have been. */
  readonly accounts: number;
  readonly collected: number;
  /** Of the first account in which it was not collected. */
  readonly errorMessage: string | null;
}

export interface ExportSummary {
  readonly location: string;
  readonly run: RunRow;
  readonly files: readonly ManifestFile[];
  readonly gaps: readonly Gap[];
  /** Undefined: not known any more. */
  readonly sourceGaps: readonly SourceGap[] | undefined;
  /** Ids, ascending, of the accounts that failed or of which principals failed; undefined: not known any more. */
  readonly accountsWithFailures: readonly string[] | undefined;
  /** True where an earlier execution had committed this plan and this one only cleaned up after it. */
  readonly alreadyCommitted: boolean;
}

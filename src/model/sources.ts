/** Sources of evidence beside the last-accessed reports: what each is asked for, where, and how that ended. */
import type { TableSchema, Unpublished } from './schema.js';

/** `partial`: some of it is missing; `not_asked`: nobody asked, so nothing is known. */
export const SOURCE_STATUSES = ['collected', 'partial', 'refused', 'failed', 'not_asked'] as const;

export type SourceStatus = (typeof SOURCE_STATUSES)[number];

/** Rows of one table of a source, before they are published. A table may come in several of them. */
export interface SourceRows<T extends TableSchema = TableSchema> {
  readonly table: T;
  readonly rows: readonly Unpublished<T>[];
}

/** How asking one source in one account ended. */
export interface SourceResult {
  /** Name of the source. */
  readonly source: string;
  readonly status: Exclude<SourceStatus, 'not_asked'>;
  /** Null where it was collected. */
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** When AWS made what was read, ms since 1970 in UTC: evidence runs back from there. Null: the source does not say. */
  readonly generatedAt: number | null;
  /** ms since 1970 in UTC */
  readonly finishedAt: number;
  /** None unless it was collected, wholly or in part. */
  readonly rows: readonly SourceRows[];
  /** Whether a further attempt may go better: trouble that may have passed by then. */
  readonly mayPass: boolean;
}

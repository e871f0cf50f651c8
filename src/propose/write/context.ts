/** What all files of one proposal share. */
import type { Accepted } from './accept-file.js';

export interface WriteContext {
  readonly date: string;
  readonly days: number;
  /** Last day on which the scripts apply. */
  readonly expiresOn: string;
  readonly isExpired: boolean;
  readonly accepted: readonly Accepted[];
  /** Regions that the lake saw used, by account. */
  readonly regions: ReadonlyMap<string, readonly string[]>;
  /** By the ARN of a user or role the roles whose trust policies name it. */
  readonly trusting: ReadonlyMap<string, readonly string[]>;
}

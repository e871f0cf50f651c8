/** What a run is asked for. */
import type { Progress } from '../model/progress.js';
import type { Scope } from '../model/scope.js';
import type { SourceRequest } from '../model/sources.js';
import type { Access } from '../organization/access.js';
import type { Store } from '../store/store.js';
import type { EncoderName } from '../tables/encoder.js';

export interface ExportOptions {
  readonly store: Store;
  readonly access: Access;
  readonly scope: Scope;
  /** yyyy-MM-dd; undefined: today in UTC, or that of the plan that is resumed */
  readonly snapshotDate: string | undefined;
  readonly accountConcurrency: number;
  readonly jobTimeoutMs: number;
  /** How long what failed in passing is waited for and tried again, ms; 0: not. */
  readonly retryForMs: number;
  readonly encoder: EncoderName;
  /** What is asked besides the reports; undefined: all that there is, none demanded. A plan that is resumed keeps its own. */
  readonly sources?: readonly SourceRequest[] | undefined;
  /** Per cent of the principals asked for, below which nothing is published. */
  readonly minCoverage: number;
  /** Measure what the newest snapshot of all accounts could not, under its date, in place of scope and snapshotDate. */
  readonly repair?: boolean;
  /** Go on where the first accounts are all denied. */
  readonly keepGoing?: boolean;
  /** Abandon an unfinished plan of the same scope. */
  readonly restart: boolean;
  readonly toolVersion: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

export interface PlanOptions {
  /** Or `latest`, where a plan is to be worked on. */
  readonly planId: string;
}

export interface Shard {
  /** 1 to `of` */
  readonly index: number;
  readonly of: number;
}

export interface ShardSummary extends PlanOptions {
  readonly shard: Shard;
  readonly accounts: number;
  readonly accountsExported: number;
  readonly accountsFailed: number;
}

import type { Limiter } from '../../aws/limiter.js';
import type { ReportMemory } from './memory.js';
import type { JobTimes } from './times.js';

/** Before anything is known of an account; jobs that wait cost nothing. */
const FIRST_JOBS = 256;
const MOST_JOBS = 400;
/** Some more than rate × job time keep the calls busy when times vary. */
const SPARE_JOBS = 8;
/** Action rows of a report before one was seen: an administrator's. */
const FIRST_ROWS = 10_000;
/** Reports that have room whatever they hold: one that hangs does not stop the others of its account. */
const LEAST_REPORTS = 2;

/** Where a report is while it is fetched, until it lands. */
export interface DownloadSlot {
  /** Resolves when there is room for one more; at once where this one is in. */
  acquire(): Promise<void>;
  release(): void;
}

interface Landed<T> {
  readonly result: T;
  readonly rows: number;
}

/**
 * Jobs under way in one account, as many at once as rate × job time keeps busy, and their results in
 * the order in which they end.
 */
export class InFlightWindow<T> {
  private readonly landed: Landed<T>[] = [];
  private readonly waitingForSlot: (() => void)[] = [];
  private readonly limiter: Limiter;
  private readonly times: JobTimes;
  private readonly memory: Pick<ReportMemory, 'rowsEach'>;
  private wake: (() => void) | undefined;
  private failure: { readonly error: unknown } | undefined;
  private underWay = 0;
  /** Rows of reports that nobody took yet. */
  private rows = 0;
  /** Reports that are being fetched. */
  private downloading = 0;
  private rowsAReport = FIRST_ROWS;

  constructor(limiter: Limiter, times: JobTimes, memory: Pick<ReportMemory, 'rowsEach'>) {
    this.limiter = limiter;
    this.times = times;
    this.memory = memory;
  }

  /** Whether one more job would find a use. */
  get hasPlace(): boolean {
    return this.underWay < this.places;
  }

  get isEmpty(): boolean {
    return this.underWay === 0;
  }

  /** `rowsOf` says what a result weighs; a job that throws is a bug or an interruption, and ends the window. */
  start(job: (slot: DownloadSlot) => Promise<T>, rowsOf: (result: T) => number): void {
    this.underWay += 1;
    const slot = this.newSlot();
    job(slot).then(
      (result) => {
        this.land({ result, rows: rowsOf(result) });
        slot.release();
      },
      (error) => {
        this.failure ??= { error };
        this.wake?.();
      },
    );
  }

  /** The next result. Rejects with what a job threw. */
  async next(): Promise<T> {
    while (this.landed.length === 0) {
      if (this.failure !== undefined) throw this.failure.error;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const { result, rows } = this.landed.shift() as Landed<T>;
    this.underWay -= 1;
    this.rows -= rows;
    this.letIn();
    return result;
  }

  private newSlot(): DownloadSlot {
    let isIn = false;
    return {
      acquire: async () => {
        if (isIn) return;
        if (this.hasSlot) this.downloading += 1;
        else await new Promise<void>((letIn) => this.waitingForSlot.push(letIn));
        isIn = true;
      },
      release: () => {
        if (isIn) this.downloading -= 1;
        isIn = false;
        this.letIn();
      },
    };
  }

  private letIn(): void {
    while (this.waitingForSlot.length > 0 && this.hasSlot) {
      this.downloading += 1;
      this.waitingForSlot.shift()?.();
    }
  }

  /** Whether the reports that nobody took, those that are being fetched and one more are within the memory. */
  private get hasSlot(): boolean {
    if (this.downloading + this.landed.length < LEAST_REPORTS) return true;
    return this.rows + (this.downloading + 1) * this.rowsAReport <= this.memory.rowsEach;
  }

  private land(landed: Landed<T>): void {
    this.landed.push(landed);
    this.rows += landed.rows;
    this.rowsAReport += (landed.rows - this.rowsAReport) / 16;
    this.wake?.();
  }

  /** How many jobs find a use at once; a job makes two calls. */
  get places(): number {
    if (this.times.likely === undefined) return FIRST_JOBS;
    const jobsPerMs = this.limiter.rate / 2 / 1000;
    return Math.min(MOST_JOBS, Math.ceil(jobsPerMs * this.times.likely * 1.3) + SPARE_JOBS);
  }
}

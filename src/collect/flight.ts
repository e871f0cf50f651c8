import type { Limiter } from '../organization/limiter.js';
import type { JobTimes } from './job-times.js';

/** Before anything is known of an account; jobs that wait cost nothing. */
const firstJobs = 256;
const mostJobs = 400;
/** Some more than rate × job time keep the calls busy when times vary. */
const spareJobs = 8;
/** Action rows of reports that nobody took yet: some ten administrators. */
const mostRowsWaiting = 100_000;

interface Landed<T> {
  readonly result: T;
  readonly rows: number;
}

/**
 * Jobs under way in one account, as many at once as rate × job time keeps busy, and their results in
 * the order in which they end.
 */
export class Flight<T> {
  private readonly landed: Landed<T>[] = [];
  private readonly waitingForRoom: (() => void)[] = [];
  private readonly limiter: Limiter;
  private readonly times: JobTimes;
  private wake: (() => void) | undefined;
  private failure: { readonly error: unknown } | undefined;
  private underWay = 0;
  private rows = 0;

  constructor(limiter: Limiter, times: JobTimes) {
    this.limiter = limiter;
    this.times = times;
  }

  /** Whether one more job would find a use. */
  get hasPlace(): boolean {
    return this.underWay < this.places;
  }

  get isEmpty(): boolean {
    return this.underWay === 0;
  }

  /** `rowsOf` says what a result weighs; a job that throws is a bug or an interruption, and ends the flight. */
  start(job: () => Promise<T>, rowsOf: (result: T) => number): void {
    this.underWay += 1;
    job().then(
      (result) => this.land({ result, rows: rowsOf(result) }),
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
    if (this.rows < mostRowsWaiting) for (const go of this.waitingForRoom.splice(0)) go();
    return result;
  }

  /** Waits while too many rows have not been taken. */
  readonly room = async (): Promise<void> => {
    while (this.rows >= mostRowsWaiting) await new Promise<void>((resolve) => this.waitingForRoom.push(resolve));
  };

  private land(landed: Landed<T>): void {
    this.landed.push(landed);
    this.rows += landed.rows;
    this.wake?.();
  }

  /** A job makes two calls. */
  private get places(): number {
    if (this.times.likely === undefined) return firstJobs;
    const jobsPerMs = this.limiter.rate / 2 / 1000;
    return Math.min(mostJobs, Math.ceil(jobsPerMs * this.times.likely * 1.3) + spareJobs);
  }
}

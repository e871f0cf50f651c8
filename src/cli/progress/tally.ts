/** What the events of an export add up to. */
import type { ProgressEvent } from '../../model/progress.js';

/** Before, the rate is that of the first accounts alone. */
const FIRST_ESTIMATE_MS = 30_000;

class Attempt {
  listed: { readonly principals: number; readonly kept: number } | undefined;
  done = 0;
  failed = 0;
  status: 'exported' | 'failed' | undefined;
}

/** Counts so far; times in ms of the monotonic clock. */
export class Tally {
  accounts = 0;
  actionRows = 0;
  calls = 0;
  throttled = 0;
  /** Table being published and the part of its rows that is, 0 to 1. */
  publishing: { readonly table: string; readonly share: number } | null = null;
  /** Of how many accounts the tags were asked for, until the run is planned. */
  tagging: { readonly accounts: number; readonly of: number } | null = null;
  /** What the last attempt at each account came to. */
  private readonly attempts = new Map<string, Attempt>();
  private measured = 0;
  private readonly startedAt: number;

  constructor(now: number) {
    this.startedAt = now;
  }

  add(event: ProgressEvent): void {
    if (event.type === 'planned') this.addPlan(event);
    else if (event.type === 'tagged') this.tagging = event;
    else if (event.type === 'accountStarted') this.attempts.set(event.accountId, new Attempt());
    else if (event.type === 'accountListed') this.attempt(event.accountId).listed = event;
    else if (event.type === 'principalDone') this.addPrincipal(event);
    else if (event.type === 'accountDone') this.attempt(event.accountId).status = event.status;
    else if (event.type === 'call') this.addCall(event.throttled);
    else if (event.type === 'publishing') {
      this.publishing = { table: event.table, share: event.rowsTotal === 0 ? 1 : event.rows / event.rowsTotal };
    }
  }

  get accountsDone(): number {
    return this.sum(({ status }) => (status === undefined ? 0 : 1));
  }

  get accountsFailed(): number {
    return this.sum(({ status }) => (status === 'failed' ? 1 : 0));
  }

  get principalsDone(): number {
    return this.sum(({ done }) => done);
  }

  get principalsFailed(): number {
    return this.sum(({ failed }) => failed);
  }

  /** Principals of the accounts listed so far that an earlier attempt had measured. */
  get kept(): number {
    return this.sum(({ listed }) => listed?.kept ?? 0);
  }

  /** Principals of all accounts, those not listed yet at the mean of the others; null: none is listed. */
  get principalsExpected(): number | null {
    const listed = this.sum((attempt) => (attempt.listed === undefined ? 0 : 1));
    if (listed === 0) return null;
    const known = this.sum((attempt) => attempt.listed?.principals ?? 0);
    return Math.round((known * Math.max(this.accounts, listed)) / listed);
  }

  /** Accounts that were begun and have not ended. */
  get accountsUnderWay(): number {
    return this.sum(({ status }) => (status === undefined ? 1 : 0));
  }

  /** Seconds since it began. */
  secondsElapsed(now: number): number {
    return Math.max(0, now - this.startedAt) / 1000;
  }

  /** Principals a second; null: none yet. */
  rate(now: number): number | null {
    return this.measured === 0 || now <= this.startedAt ? null : (this.measured * 1000) / (now - this.startedAt);
  }

  /** Seconds that the rest will take at the rate so far; null: not known, or too early to say. */
  secondsLeft(now: number): number | null {
    const rate = this.rate(now);
    if (now - this.startedAt < FIRST_ESTIMATE_MS || rate === null || this.principalsExpected === null) return null;
    return Math.max(0, this.principalsExpected - this.kept - this.principalsDone) / rate;
  }

  private addPlan({ accounts }: Extract<ProgressEvent, { type: 'planned' }>): void {
    this.accounts = accounts;
    this.tagging = null;
  }

  private addPrincipal({ accountId, status, actionRows }: Extract<ProgressEvent, { type: 'principalDone' }>): void {
    const attempt = this.attempt(accountId);
    attempt.done++;
    if (status === 'failed') attempt.failed++;
    this.measured++;
    this.actionRows += actionRows;
  }

  private attempt(accountId: string): Attempt {
    const known = this.attempts.get(accountId) ?? new Attempt();
    this.attempts.set(accountId, known);
    return known;
  }

  private sum(of: (attempt: Attempt) => number): number {
    let total = 0;
    for (const attempt of this.attempts.values()) total += of(attempt);
    return total;
  }

  private addCall(throttled: boolean): void {
    this.calls++;
    if (throttled) this.throttled++;
  }
}

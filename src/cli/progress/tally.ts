/** What the events of an export add up to. */
import type { ProgressEvent } from '../../model/progress.js';

/** Counts so far; times in ms of the monotonic clock. */
export class Tally {
  accounts = 0;
  accountsStarted = 0;
  accountsDone = 0;
  accountsFailed = 0;
  principalsDone = 0;
  principalsFailed = 0;
  actionRows = 0;
  calls = 0;
  throttled = 0;
  /** Table being published and the part of its rows that is, 0 to 1. */
  publishing: { readonly table: string; readonly share: number } | null = null;
  private readonly listed = new Map<string, { readonly principals: number; readonly kept: number }>();
  private readonly startedAt: number;

  constructor(now: number) {
    this.startedAt = now;
  }

  add(event: ProgressEvent): void {
    if (event.type === 'planned') this.accounts = event.accounts;
    else if (event.type === 'accountStarted') this.accountsStarted++;
    else if (event.type === 'accountListed') this.listed.set(event.accountId, event);
    else if (event.type === 'principalDone') this.addPrincipal(event);
    else if (event.type === 'accountDone') this.addAccount(event.status);
    else if (event.type === 'call') this.addCall(event.throttled);
    else if (event.type === 'publishing') {
      this.publishing = { table: event.table, share: event.rowsTotal === 0 ? 1 : event.rows / event.rowsTotal };
    }
  }

  /** Principals of the accounts listed so far that an earlier run had measured. */
  get kept(): number {
    return sum([...this.listed.values()].map(({ kept }) => kept));
  }

  /** Principals of all accounts, those not listed yet at the mean of the others; null: none is listed. */
  get principalsExpected(): number | null {
    if (this.listed.size === 0) return null;
    const known = sum([...this.listed.values()].map(({ principals }) => principals));
    return Math.round((known * Math.max(this.accounts, this.listed.size)) / this.listed.size);
  }

  /** Accounts that were begun and have not ended. */
  get accountsUnderWay(): number {
    return Math.max(0, this.accountsStarted - this.accountsDone);
  }

  /** Seconds since it began. */
  secondsElapsed(now: number): number {
    return Math.max(0, now - this.startedAt) / 1000;
  }

  /** Principals a second; null: none yet. */
  rate(now: number): number | null {
    return this.principalsDone === 0 || now <= this.startedAt
      ? null
      : (this.principalsDone * 1000) / (now - this.startedAt);
  }

  /** Seconds that the rest will take at the rate so far; null: not known. */
  secondsLeft(now: number): number | null {
    const rate = this.rate(now);
    if (rate === null || this.principalsExpected === null) return null;
    return Math.max(0, this.principalsExpected - this.kept - this.principalsDone) / rate;
  }

  private addPrincipal({ status, actionRows }: Extract<ProgressEvent, { type: 'principalDone' }>): void {
    this.principalsDone++;
    if (status === 'failed') this.principalsFailed++;
    this.actionRows += actionRows;
  }

  private addAccount(status: 'exported' | 'failed'): void {
    this.accountsDone++;
    if (status === 'failed') this.accountsFailed++;
  }

  private addCall(throttled: boolean): void {
    this.calls++;
    if (throttled) this.throttled++;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

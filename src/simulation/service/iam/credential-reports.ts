/** The credential reports of the accounts: one each, frozen when it begins, served for four hours. */
import { between, hash } from '../../random.js';
import { AwsError } from '../aws-error.js';
import type { Table } from './credential-csv.js';

const HOURS_4_MS = 4 * 60 * 60 * 1000;

export interface CredentialReport {
  /** ms since 1970 by the organization's clock */
  readonly generatedAt: number;
  /** ms of the process's monotonic clock from which on it is there; Infinity: it never is */
  readonly doneAt: number;
  /** Made when asked for. */
  readonly table: () => Table;
}

/** A report that begins. */
export interface Beginning {
  /** ms since 1970 by the organization's clock */
  readonly now: number;
  readonly table: () => Table;
  /** Infinity: it never ends. */
  readonly slowerMs: number;
}

export class CredentialReports {
  private readonly reports = new Map<string, CredentialReport>();
  private readonly seed: number;
  private readonly jobMs: readonly [number, number];
  private begun = 0;

  constructor(seed: number, jobMs: readonly [number, number]) {
    this.seed = seed;
    this.jobMs = jobMs;
  }

  /** The report of the account, in progress, done or expired; undefined: there is none. */
  of(accountId: string): CredentialReport | undefined {
    return this.reports.get(accountId);
  }

  /** Begins a report in place of the one before it. */
  begin(accountId: string, { now, table, slowerMs }: Beginning): void {
    const durationMs = between(hash(this.seed, 'credential report', this.begun++), ...this.jobMs) + slowerMs;
    this.reports.set(accountId, { generatedAt: now + durationMs, doneAt: performance.now() + durationMs, table });
  }

  /** The report that is served. @throws AwsError ReportNotPresent 410, ReportInProgress 404, ReportExpired 410, without a message */
  ready(accountId: string, now: number): CredentialReport {
    const report = this.reports.get(accountId);
    if (report === undefined) throw new AwsError(410, 'ReportNotPresent', '');
    if (!isDone(report)) throw new AwsError(404, 'ReportInProgress', '');
    if (isExpired(report, now)) throw new AwsError(410, 'ReportExpired', '');
    return report;
  }
}

export function isDone({ doneAt }: CredentialReport): boolean {
  return performance.now() >= doneAt;
}

export function isExpired(report: CredentialReport, now: number): boolean {
  return isDone(report) && now - report.generatedAt >= HOURS_4_MS;
}

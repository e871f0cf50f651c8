/**
 * The credential report of IAM, from CSV to records.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
import { DAY_MS } from '../../model/days.js';
import { SourceFailed } from '../source.js';
import { readCsv } from './csv.js';
import { type CredentialRecord, recordOf } from './record.js';
import { ReportRow, RowError } from './row.js';

export interface CredentialReport {
  readonly records: readonly CredentialRecord[];
  /** Rows that cannot be believed: nothing is known of their users. */
  readonly unread: readonly UnreadRow[];
}

export interface UnreadRow {
  /** Counted from 1, the heading. */
  readonly line: number;
  readonly reason: string;
}

/** Without one of these columns nothing could be said of a user's use. */
const NEEDED_COLUMNS = [
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  ...keyColumns(1),
  ...keyColumns(2),
];

function keyColumns(slot: 1 | 2): string[] {
  return ['active', 'last_rotated', 'last_used_date'].map((name) => `access_key_${slot}_${name}`);
}

/**
 * The records of a report in the order of its rows. Columns may come in any order, and more or fewer of them; what a
 * missing column or an unknown word would say is null. A row is unread where it has not as many values as there are columns,
 * where its ARN or one of its times is none, or where another row has its ARN. Fails with SourceFailed where the text is no
 * CSV, or lacks a column that decides about a user.
 */
export function readReport(text: string): CredentialReport {
  const [heading, ...lines] = readCsv(text) ?? [];
  if (heading === undefined) throw unreadable('it is no CSV, or empty');
  if (lines.length === 0) throw unreadable('it has no row, not even one of root');
  const places = placesOf(heading);
  const read = lines.map((values, at) => ({ line: at + 2, row: new ReportRow(places, values) }));
  const [records, unread]: [CredentialRecord[], UnreadRow[]] = [[], []];
  const times = counted(read.map(({ row }) => row.text('arn')));
  for (const { line, row } of read) {
    try {
      if (row.length !== heading.length) throw new RowError(`${row.length} values under ${heading.length} columns`);
      if ((times.get(row.text('arn')) ?? 0) > 1) throw new RowError('another row has its ARN');
      records.push(recordOf(row));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      unread.push({ line, reason: error.message });
    }
  }
  return { records, unread };
}

function unreadable(reason: string): SourceFailed {
  return new SourceFailed('ReportUnreadable', reason, false);
}

function placesOf(heading: readonly string[]): ReadonlyMap<string, number> {
  const names = heading.map((name) => name.trim().toLowerCase());
  const places = new Map(names.map((name, at) => [name, at]));
  const missing = NEEDED_COLUMNS.find((name) => !places.has(name));
  if (missing !== undefined) throw unreadable(`it has no column ${missing}`);
  if (places.size < names.length) throw unreadable('two of its columns have one name');
  return places;
}

const OLDEST_MS = DAY_MS;
/** By so much the clock of the service may be off. */
const TOLERANCE_MS = DAY_MS / 24;

/** Where a report must come from, and when it was asked for. */
export interface ReportOrigin {
  readonly accountId: string;
  /** ms since 1970 by the clock of AWS */
  readonly askedAt: number;
}

/** Fails with SourceFailed where a report is another account's, or was not made within the day before it was asked for. */
export function checkOrigin({ records }: CredentialReport, generatedAt: number, origin: ReportOrigin): void {
  const other = records.find(({ accountId }) => accountId !== origin.accountId);
  if (other !== undefined) {
    throw new SourceFailed('ReportOfAnotherAccount', `it is of account ${other.accountId}`, false);
  }
  const age = origin.askedAt - generatedAt;
  if (age <= OLDEST_MS + TOLERANCE_MS && age >= -TOLERANCE_MS) return;
  const made = Number.isFinite(generatedAt) ? new Date(generatedAt).toISOString() : 'at an unknown time';
  throw new SourceFailed('ReportOutOfDate', `it was generated ${made}, not within the last day`, false);
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** What is told beside an answer: what it does not speak of. */
import { accessLake } from '../../model/commands/command-line.js';
import { escapeForTerminal } from '../../model/escape.js';
import { count, counted } from '../../model/numbers.js';
import { allRows } from '../../query/engine/all-rows.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import type { LeftOut } from '../../query/question/left-out.js';
import type { LakeDate } from '../../query/sql/lake-dates.js';
import { readSql } from '../../query/sql/sql-files.js';
import type { Terminal } from '../terminal.js';
import type { Unmeasured } from './gaps.js';

/** Views that read trends. */
const READS_TRENDS = /\b(trends|bi_accounts|bi_owners|bi_permission_sets|bi_services|bi_tasks|bi_worklist)\b/i;

/**
 * Where a statement reads trends, the snapshots whose trends are missing or stale: their rows would be missed silently.
 * `derive` makes trends of those that a run of all accounts began.
 */
export async function datesWithoutTrends(
  engine: QueryEngine,
  sql: string,
  dates: readonly LakeDate[],
  options: QueryOptions,
): Promise<string[]> {
  if (!READS_TRENDS.test(sql)) return [];
  const trended = new Set(
    (await allRows(engine, readSql('lake/', 'trended'), [], options)).map(([date]) => String(date)),
  );
  return dates.filter(({ date, isWhole }) => isWhole && !trended.has(date)).map(({ date }) => date);
}

export function tellWithoutTrends(dates: readonly string[], { note }: Pick<Terminal, 'note'>): void {
  if (dates.length === 0) return;
  const named = dates.length > 3 ? `${dates.slice(0, 3).join(', ')}, …` : dates.join(', ');
  note(`No trends of ${counted(dates.length, 'snapshot')} (${named}): \`${accessLake(['derive'])}\` makes them.\n`);
}

/** Until when a use is one that the answer knows of: of the default date a later run counts, too. */
export function tellUsesUntil(date: string | undefined, { note }: Pick<Terminal, 'note'>): void {
  if (date !== undefined) note(`Uses count until ${escapeForTerminal(date)}, whichever run saw them.\n`);
}

/** What was not measured of what is asked. */
export function tellUnmeasured({ accounts, principals }: Unmeasured, { note }: Pick<Terminal, 'note'>): void {
  const parts = [
    ...(accounts > 0 ? [counted(accounts, 'account')] : []),
    ...(principals > 0 ? [counted(principals, 'principal')] : []),
  ];
  if (parts.length > 0) note(`Not measured: ${parts.join(' and ')}. coverage_gaps lists them.\n`);
}

/** What the list of a question leaves out, or shows though it is excepted, and why. */
export function tellLeftOut(found: readonly LeftOut[], { note }: Pick<Terminal, 'note'>): void {
  const headOf = ({ counts, isShown }: LeftOut): string => `${isShown ? 'Excepted among' : 'Left out of'} ${counts}`;
  for (const head of new Set(found.map(headOf))) {
    const reasons = found.filter((each) => headOf(each) === head).map(({ reason, rows }) => `${count(rows)} ${reason}`);
    note(`${head}: ${reasons.join('; ')}.\n`);
  }
}

/** A snapshot that is newer than the one that answers by default, and is of a part of the accounts. */
export function tellNewerPart(date: string | undefined, { note }: Pick<Terminal, 'note'>): void {
  if (date === undefined) return;
  const name = escapeForTerminal(date);
  note(
    `The snapshot of ${name} is newer, but covers only part of the accounts: query it with --snapshot-date ${name}.\n`,
  );
}

/** Tells of snapshots whose trends are missing or stale, where a statement reads trends: their rows would be missed silently. */
import { allRows } from '../../query/all-rows.js';
import type { QueryEngine, QueryOptions } from '../../query/engine.js';
import type { LakeDate } from '../../query/lake-dates.js';
import { readSql } from '../../query/sql-files.js';
import type { Terminal } from '../terminal.js';
import { counted } from '../text/numbers.js';

/** Views that read trends. */
const READS_TRENDS = /\b(trends|bi_accounts|bi_owners|bi_permission_sets|bi_services|bi_worklist)\b/i;

/** Of the snapshots that `derive` makes trends of: those that a run of all accounts began. */
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
  note(`No trends of ${counted(dates.length, 'snapshot')} (${named}): \`access-lake derive\` makes them.\n`);
}

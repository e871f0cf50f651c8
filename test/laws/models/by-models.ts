/** What the models of queries/models say of a lake: they are made for no number of days, and read at any. */
import { REASONS, type ReasonCode } from '../../../src/model/judgement/reasons.js';
import type { JudgedDates } from '../../../src/query/engine/engine.js';
import { modelStatement } from '../../../src/query/sql/models.js';
import { type AnswerRow, rowsOf } from '../claims.js';
import type { MemoryEngine } from '../memory-engine.js';

export async function modelRows(engine: MemoryEngine, select: string, dates: JudgedDates): Promise<AnswerRow[]> {
  return rowsOf(await engine.query(modelStatement(select, dates), []));
}

/** The reason that speaks where a number is less than the days. */
export const REASON_OF_NUMBER: Readonly<Record<string, ReasonCode>> = {
  used_days: 'USED',
  seen_days: 'BLIND',
  new_days: 'NEW_THING',
  age_days: 'YOUNG_PRINCIPAL',
  young_days: 'YOUNG_GRANT',
  tracked_days: 'LITTLE_EVIDENCE',
};

/** The first reason at a number of days, and of a grant how its age is known. */
export function saidAt(days: number, row: AnswerRow): string {
  const isAge = 'known_days' in row;
  return `${withheldAt(days, row) ?? 'nothing'}, ${isAge ? grantAgeAt(days, row) : '-'}`;
}

function withheldAt(days: number, row: AnswerRow): ReasonCode | null {
  return codesAt(days, row)[0] ?? null;
}

/** Every reason at a number of days, in their order. */
export function codesAt(days: number, row: AnswerRow): ReasonCode[] {
  const told = new Set(
    Object.entries(REASON_OF_NUMBER).flatMap(([number, code]) =>
      number in row && Number(row[number]) < days ? [code] : [],
    ),
  );
  const bits = Number(row.fixed_reasons);
  return REASONS.filter(({ bit, code }) => (bits & bit) > 0 || told.has(code)).map(({ code }) => code);
}

export function grantAgeAt(days: number, { known_days, bounded_days }: AnswerRow): string {
  if (Number(known_days) >= days) return 'KNOWN';
  return Number(bounded_days) >= days ? 'BOUNDED' : 'UNKNOWN';
}

/** Sentences about where two of them differ, by their keys. */
export function differences(
  models: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
  otherName: string,
): string[] {
  return [...new Set([...models.keys(), ...other.keys()])].flatMap((key) => {
    const [own, its] = [models.get(key) ?? 'no row', other.get(key) ?? 'no row'];
    return own === its ? [] : [`${key}: the models say ${own}; ${otherName} ${its}`];
  });
}

/** From DuckDB's values to the cells of the project. */
import type { DuckDBTimestampValue, DuckDBType, DuckDBTypeId, DuckDBValue, DuckDBVector } from '@duckdb/node-api';
import type { Cell, SqlType } from '../engine/engine.js';
import { duckdb } from './client.js';

const { BOOLEAN, TINYINT, SMALLINT, INTEGER, UTINYINT, USMALLINT, BIGINT, UINTEGER, UBIGINT, HUGEINT } =
  duckdb.DuckDBTypeId;
const { FLOAT, DOUBLE, DECIMAL, DATE, TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP_TZ } =
  duckdb.DuckDBTypeId;

const SQL_TYPES = new Map<DuckDBTypeId, SqlType>([
  [BOOLEAN, 'boolean'],
  ...[TINYINT, SMALLINT, INTEGER, UTINYINT, USMALLINT].map((id) => [id, 'integer'] as const),
  ...[BIGINT, UINTEGER, UBIGINT, HUGEINT].map((id) => [id, 'bigint'] as const),
  ...[FLOAT, DOUBLE, DECIMAL].map((id) => [id, 'double'] as const),
  [DATE, 'date'],
  ...[TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP_TZ].map((id) => [id, 'timestamp'] as const),
]);

/** The type of a column; one that the project has no word for is shown as text. */
export function sqlTypeOf({ typeId }: DuckDBType): SqlType {
  return SQL_TYPES.get(typeId) ?? 'varchar';
}

/** The cells of one column of a chunk. */
export function cellsOf(vector: DuckDBVector, type: SqlType): Cell[] {
  const cells: Cell[] = [];
  for (let item = 0; item < vector.itemCount; item++) cells.push(cellOf(vector.getItem(item), type));
  return cells;
}

function cellOf(value: DuckDBValue, type: SqlType): Cell {
  if (value === null) return null;
  if (type === 'bigint') return BigInt(value as bigint | number);
  if (type === 'double') return Number(value);
  if (type === 'integer' || type === 'boolean') return value as number | boolean;
  if (value instanceof duckdb.DuckDBTimestampValue) return timeText(value);
  const text = String(value);
  return type === 'timestamp' ? withMilliseconds(text) : text;
}

/** Between these the microseconds since 1970 are a number to the last. */
const [firstMs, lastMs] = ['1700-01-01', '2250-01-01'].map((day) => Date.parse(day)) as [number, number];

/** What is less than a millisecond is cut off, as DuckDB's own text is. */
function timeText(value: DuckDBTimestampValue): string {
  const ms = Math.floor(Number(value.micros) / 1000);
  if (ms < firstMs || ms > lastMs) return withMilliseconds(String(value));
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
}

/** DuckDB leaves out a fraction of zero, writes up to six digits, and a zone's offset where there is a zone (UTC). */
function withMilliseconds(text: string): string {
  const [, seconds = text, fraction = ''] = /^(.*:\d\d)(?:\.(\d+))?(?:\+00)?$/.exec(text) ?? [];
  return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}

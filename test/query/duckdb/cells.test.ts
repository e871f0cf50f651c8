/** Times from DuckDB as the project writes them: as DuckDB's own text has them, with three digits of a second. */
import { DuckDBTimestampValue, type DuckDBVector } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { cellsOf } from '../../../src/query/duckdb/cells.js';

/** A vector of these values. */
function vectorOf(values: readonly (DuckDBTimestampValue | null)[]): DuckDBVector {
  return { itemCount: values.length, getItem: (item: number) => values[item] } as unknown as DuckDBVector;
}

const micros = (text: string): bigint => BigInt(Date.parse(`${text}Z`)) * 1000n;

it('a time is what DuckDB writes, cut off after the millisecond', () => {
  const times = ['1699-12-31 23:59:59', '1700-01-01', '1969-12-31 23:59:59', '1970-01-01', '2026-07-01 00:00:01.500'];
  const later = ['2249-12-31 23:59:59.999', '2250-01-01', '2250-01-01 00:00:00.001', '9999-12-31 23:59:59.999'];
  const all = [...times, ...later].flatMap((text) => [0n, 1n, 999n, -1n].map((more) => micros(text) + more));
  const cells = cellsOf(vectorOf(all.map((each) => new DuckDBTimestampValue(each))), 'timestamp');
  for (const [at, each] of all.entries()) {
    const [seconds, fraction = ''] = String(new DuckDBTimestampValue(each)).split('.');
    expect(cells[at]).toBe(`${seconds}.${fraction.padEnd(6, '0').slice(0, 3)}`);
  }
});

it('what is no time of a calendar stays as DuckDB writes it', () => {
  const cells = cellsOf(vectorOf([null, new DuckDBTimestampValue(9223372036854775807n)]), 'timestamp');
  expect(cells[0]).toBeNull();
  expect(cells[1]).toContain('infinity');
});

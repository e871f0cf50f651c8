import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import type { Cell } from '../../../src/query/engine/engine.js';
import { LINED_FORMATS, textFormat } from '../../../src/query/format/formats.js';
import { folderStore } from '../../../src/store/folder.js';

const folder = mkdtempSync(join(tmpdir(), "copy csv it's [x]*"));
const path = join(folder, 'answer.csv');
let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await duckdbEngine(folderStore(join(folder, 'empty')), { writes: [path] });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function joined(texts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of texts) text += piece;
  return text;
}

/** As `query` writes it where the engine does not. */
async function written(sql: string, parameters: readonly Cell[], format: 'csv' | 'json' | 'ndjson'): Promise<string> {
  const { columns, pages } = await engine.query(sql, parameters);
  return joined(textFormat(format, { width: Number.POSITIVE_INFINITY, brief: false })(columns, pages));
}

async function lined(sql: string, parameters: readonly Cell[], format: 'csv' | 'json' | 'ndjson') {
  const made = LINED_FORMATS[format];
  const answer = made && (await engine.lines?.(sql, parameters, made.lines));
  return answer && joined(made.written(answer));
}

async function expectSame(sql: string, parameters: readonly Cell[], rows: number): Promise<void> {
  const csv = await written(sql, parameters, 'csv');
  expect(await engine.writeCsv?.(sql, parameters, path)).toBe(rows);
  expect(readFileSync(path, 'utf8')).toBe(csv);
  expect(await lined(sql, parameters, 'csv')).toBe(csv);
  for (const format of ['json', 'ndjson'] as const) {
    expect(await lined(sql, parameters, format)).toBe(await written(sql, parameters, format));
  }
}

// The binding for Node drops a mark of byte order at the beginning of a text; DuckDB itself writes it.
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'=+-@＝＋－＠\t\r\n\0\v\f ,;"\'a\u00a0\u3000\ufeff\u2028\u0085\u180e😀') }),
  )
  .filter((written) => !written.startsWith('\ufeff'));
const time = fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
const cells = fc.tuple(
  fc.option(text),
  fc.option(fc.oneof(fc.maxSafeInteger().map(BigInt), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))),
  fc.option(fc.boolean()),
  fc.option(time.map((date) => date.toISOString().slice(0, -1))),
  fc.option(fc.integer({ min: 0, max: 999_999 })),
);

it('writes the bytes that the rows handed to JavaScript make', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(cells, { minLength: 1, maxLength: 8 }),
      fc.string({ maxLength: 5 }),
      async (rows, name) => {
        const quoted = `"n ${name.replaceAll('"', '""').replaceAll('\0', '')}"`; // never b, c, d or e
        const one = `SELECT CAST(? AS varchar) AS ${quoted}, CAST(? AS bigint) AS b, CAST(? AS boolean) AS c,
        CAST(? AS timestamp) + to_microseconds(CAST(? AS bigint)) AS d`;
        const sql = `SELECT *, CAST(d AS date) AS e FROM (${rows.map(() => one).join('\nUNION ALL\n')}) ORDER BY ALL`;
        await expectSame(sql, rows.flat(), rows.length);
      },
    ),
    { numRuns: 60 },
  );
});

it('keeps the order of many rows, and writes the head of none', async () => {
  await expectSame('SELECT i, i || $$,$$ AS t FROM range(300000) AS r(i) ORDER BY hash(i);', [], 300_000);
  await expectSame('SELECT 1 AS a WHERE false', [], 0);
});

it('leaves alone what it would write in another way, and writes nothing elsewhere', async () => {
  expect(await engine.writeCsv?.('SELECT 0.5 AS a', [], path)).toBeUndefined();
  expect(await engine.writeCsv?.('SELECT [1] AS a', [], path)).toBeUndefined();
  expect(await lined('SELECT 0.5 AS a', [], 'json')).toBeUndefined();
  expect(await lined('SELECT 1 AS b, 2 AS "1"', [], 'json')).toBeUndefined();
  await expect(engine.writeCsv?.('SELECT 1 AS a', [], `${path}.other`)).rejects.toThrow('Permission Error');
  await expect(lined('CREATE TABLE t AS SELECT 1', [], 'csv')).rejects.toThrow('another statement');
  await expect(engine.writeCsv?.('CREATE TABLE t AS SELECT 1', [], path)).rejects.toThrow('another statement');
});

it.each(['DESCRIBE SELECT 1 AS a', 'SUMMARIZE SELECT 1 AS a', 'SUMMARIZE snapshot_runs', 'SHOW TABLES'])(
  '%s, which cannot be described, is left to the way row by row',
  async (sql) => {
    expect(await engine.writeCsv?.(sql, [], path)).toBeUndefined();
    for (const format of ['csv', 'json', 'ndjson'] as const) {
      expect(await lined(sql, [], format)).toBeUndefined();
      expect(await written(sql, [], format)).not.toBe('');
    }
  },
);

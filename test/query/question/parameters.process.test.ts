/** Each question runs with all of its parameters, and so does what counts what it leaves out. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { ask } from '../../../src/query/question/ask.js';
import { bindLeftOut, countLeftOut } from '../../../src/query/question/left-out.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import { readGiven } from '../../../src/query/question/values.js';
import { allParameters } from '../lake/all-parameters.js';
import { rowsOf } from '../lake/rows-of.js';
import { writeLake } from '../lake/write-lake.js';

const folder = mkdtempSync(join(tmpdir(), 'parameters-'));
const dates = ['2026-01-01', '2026-04-01', '2026-07-01'].map((date) => {
  return { date, schemaVersion: 1, isWhole: true };
});
let engine: DuckdbEngine;
beforeAll(async () => {
  engine = await duckdbEngine(
    await writeLake(folder, readFileSync(new URL('../questions/base.txt', import.meta.url), 'utf8')),
  );
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

test.each(readQuestions())('$name runs with all parameters', async (question) => {
  const given = allParameters(question, dates);
  const rows = await rowsOf(ask(engine, question.name, given));
  expect(Array.isArray(rows)).toBe(true);
  for (const { rows: count } of await countLeftOut(engine, bindLeftOut(question, readGiven(question, given)))) {
    expect(count).toBeGreaterThan(0);
  }
});

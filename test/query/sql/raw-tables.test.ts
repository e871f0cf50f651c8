/** Names in SQL: a table's is never that of a view or a question, and what is asked on both engines reads views alone. */
import { expect, it } from 'vitest';
import { ALL_TABLES } from '../../../src/model/tables.js';
import { engineOn, openTables } from '../../../src/query/duckdb/open-tables.js';
import { readQuestions } from '../../../src/query/question/questions.js';
import { viewDates } from '../../../src/query/sql/lake-dates.js';
import { glueName, inGlue, rawName } from '../../../src/query/sql/raw-tables.js';
import { readSqlFiles } from '../../../src/query/sql/sql-files.js';
import { readViews } from '../../../src/query/sql/views.js';
import { rowsOf } from '../lake/rows-of.js';

const VIEWS = readViews(viewDates([]));
const TABLE_NAMES = new Set(ALL_TABLES.map(({ name }) => name as string));
/** Names after FROM and JOIN. */
const read = (sql: string): string[] =>
  [...sql.replaceAll(/--[^\n]*/g, '').matchAll(/\b(?:FROM|JOIN)\s+([\w.]+)/g)].map(([, name]) => String(name));

it('DuckDB has views right at hand, and every table in the schema raw', async () => {
  const engine = engineOn(await openTables({ root: '/', runs: [], files: [] }, {}));
  const sql = 'SELECT table_schema, table_name FROM information_schema.tables';
  const found = (await rowsOf(engine.query(sql, []))).map(([schema, name]) => `${schema}.${name}`).sort();
  await engine.close();
  expect(found).toEqual([...VIEWS.map(({ name }) => `main.${name}`), ...ALL_TABLES.map(rawName)].sort());
});

it('no table has the name of a view or question in Glue, and no name of a table means one by itself', () => {
  const others = [...VIEWS, ...readQuestions()].map(({ name }) => name);
  expect(others.filter((name) => ALL_TABLES.some((table) => glueName(table) === name))).toEqual([]);
  expect(VIEWS.filter(({ name }) => TABLE_NAMES.has(name))).toEqual([]);
});

it('views read tables by the names that Glue gives them', () => {
  const names = VIEWS.flatMap(({ sql }) => read(inGlue(sql)));
  expect(names.filter((name) => name.includes('.'))).toEqual([]);
  const tables = ALL_TABLES.map(glueName);
  expect(names.filter((name) => name.startsWith('raw_') && !tables.includes(name))).toEqual([]);
  expect(names).toContain('raw_principals');
  expect(VIEWS.filter(({ sql }) => /\braw\./.test(inGlue(sql).replaceAll(/--[^\n]*/g, '')))).toEqual([]);
});

it('what is asked on both engines reads no table', () => {
  const folders = ['', 'fragments/', 'filters/', 'known/', 'models/', 'propose/'] as const;
  const reading = folders.flatMap((folder) => readSqlFiles(folder).filter(({ text }) => /\braw[._]/.test(text)));
  expect(reading.map(({ name }) => name)).toEqual([]);
});

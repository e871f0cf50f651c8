import { expect, it, test } from 'vitest';
import { REASONS } from '../../../src/model/judgement/reasons.js';
import { planOf } from '../../../src/query/engine/materialized.js';
import { namesIn } from '../../../src/query/question/if-given.js';
import { readDerivation } from '../../../src/query/question/questions.js';
import { modelStatement, readModels } from '../../../src/query/sql/models.js';
import { readSqlFiles } from '../../../src/query/sql/sql-files.js';

const DATES = { snapshotDate: '2026-07-01', usesUntil: '2026-08-01' };
const MODELS = readModels();

it('a statement has the models that it reads, themselves or through others, in their order', () => {
  const sql = modelStatement('SELECT count(*) FROM judged_uses', DATES);
  const { kept, part } = planOf(sql, []);
  expect(kept.map(({ name }) => name)).toEqual(['asked_principals', 'judged_uses']);
  expect(part.sql).toBe('SELECT count(*) FROM judged_uses');
  expect(sql).toContain(
    "BETWEEN CAST(CAST(CAST('2026-07-01' AS date) - INTERVAL '415' DAY AS date) AS varchar) AND '2026-08-01'",
  );
});

it('a column or a text of the name of a model puts no model before a statement', () => {
  const uses = modelStatement('SELECT count(*) FROM judged_uses', DATES).replace(/SELECT count.*$/, '');
  const sql = "SELECT used_days AS judged_lists, 'FROM judged_grants' AS said FROM judged_uses";
  expect(modelStatement(sql, DATES)).toBe(`${uses}${sql}`);
});

it('what is a view is kept nowhere, and what it reads is', () => {
  const { kept, reads } = planOf(modelStatement('SELECT * FROM judged_items', DATES), []);
  expect(kept.map(({ name }) => name)).not.toContain('judged_items');
  expect(reads).toEqual(['judged_principals', 'judged_grants', 'judged_lists', 'judged_uses']);
});

it('a model with a WITH of its own may read what is a view', () => {
  const { kept } = planOf(modelStatement('SELECT * FROM uses_of_subjects', DATES), []);
  const { sql } = kept.at(-1)?.part ?? { sql: '' };
  expect(sql).toMatch(/^WITH subject_uses AS \(/);
  expect(sql).toMatch(/\n\),\nused AS \(/);
  expect(sql.match(/\bWITH\b/g)).toHaveLength(2);
});

it('a statement may judge a few principals alone, whom a fragment before the models names', () => {
  const stored = { judgementId: 'of-everybody', earlierId: null };
  const { kept } = planOf(readDerivation('taken_away', stored).sql, []);
  expect(kept.slice(0, 2).map(({ name }) => name)).toEqual(['changed_grants', 'asked_principals']);
  const asking = kept.filter(({ reads }) => reads.includes('changed_grants'));
  expect(asking.map(({ name }) => name)).toEqual(['asked_principals', 'taken']);
  const uses = kept.find(({ name }) => name === 'judged_uses');
  expect(uses?.reads).toEqual(['asked_principals']);
  expect(uses?.part.sql).not.toContain('LEFT JOIN asked_principals');
  expect(kept.map(({ part }) => part.sql).join('\n')).not.toContain('of-everybody');
});

it('a statement may have a WITH of its own, or read no model', () => {
  const sql = modelStatement('WITH used AS (SELECT * FROM judged_uses) SELECT * FROM used', DATES);
  expect(sql).toMatch(/\n\),\nused AS \(SELECT \* FROM judged_uses\) SELECT \* FROM used$/);
  expect(modelStatement('-- judged_uses\nSELECT 1', DATES)).toBe('-- judged_uses\nSELECT 1');
});

test.each(["2026-07-01' OR true --", '2026-02-30', ''])('the date %j is refused', (text) => {
  const refused = { name: 'UserError', message: expect.stringContaining(`"${text}"`) };
  expect(() => modelStatement('SELECT * FROM judged_uses', { ...DATES, usesUntil: text })).toThrow(
    expect.objectContaining(refused),
  );
});

it('a model names earlier ones and two dates, and no table', () => {
  for (const [at, { name, sql }] of MODELS.entries()) {
    const read = [...sql.matchAll(/\b(?:FROM|JOIN) ([a-z_.]+)/g)].map(([, table]) => table);
    const later = MODELS.slice(at).map((model) => model.name);
    expect([name, read.filter((table) => later.includes(String(table)) || table?.includes('.'))]).toEqual([name, []]);
    expect([name, namesIn(sql).filter((date) => !['snapshot_date', 'uses_until'].includes(date))]).toEqual([name, []]);
  }
});

it('a bit stands beside the code of its reason', () => {
  const stated = readSqlFiles('models/').flatMap(({ text }) =>
    [...text.matchAll(/THEN (\d+) ELSE 0 END(?: -- (\w+))?$/gm)].map(([, bit, code]) => ({ bit: Number(bit), code })),
  );
  const declared = REASONS.map(({ bit, code }) => ({ bit, code }));
  expect(
    stated.filter(({ bit, code }) => !declared.some((reason) => reason.bit === bit && reason.code === code)),
  ).toEqual([]);
  expect(stated.length).toBeGreaterThan(5);
});

/** Each kind of finding is whole: its statement, its words, the question to look closer with. */
import { expect, test } from 'vitest';
import { KIND_CODES, kindOf } from '../../src/digest/kinds.js';
import { checkValues } from '../../src/query/question/ask.js';
import { findQuestion } from '../../src/query/question/find.js';
import { readDigestStatement } from '../../src/query/question/questions.js';
import { sqlNames } from '../../src/query/sql/sql-files.js';

/** Statements of what a digest says besides its findings, and the one that stands for `tasks`. */
const BESIDES = ['compared', 'coverage_of_dates', 'derived_task_states', 'derived_tasks', 'first_tasks', 'task_states'];
const DATES = { fromDate: '2026-06-24', toDate: '2026-07-01' };
/** What every row says. */
const COLUMNS = ['finding_rank', 'account_id', 'account_name', 'principal_arn', 'principal_id', 'subject'];

test('every file of queries/digest is the statement of a kind, or one besides', () => {
  const named = new Set<string>([...KIND_CODES.map((code) => kindOf(code).statement), ...BESIDES]);
  expect(sqlNames('digest/')).toEqual([...named].sort());
});

test('titles are no others', () => {
  const titles = KIND_CODES.map((code) => kindOf(code).title);
  expect(new Set(titles).size).toBe(KIND_CODES.length);
  expect(titles.filter((title) => title.length > 60)).toEqual([]);
});

test.each(KIND_CODES)('%s has rows that say so, in a total order, and no date in what makes its uid', (code) => {
  const { statement } = kindOf(code);
  const { sql, topic, parameters } = readDigestStatement(statement);
  expect(topic).toBeNull();
  expect(sql).toContain(statement === 'tasks' ? "'WORK_' || task_state" : `'${code}'`);
  for (const column of COLUMNS) expect(sql, column).toMatch(new RegExp(`(AS )?${column}\\b`));
  expect(sql.trimEnd().split('\n').slice(-2).join(' ')).toMatch(/ORDER BY .*\b(principal_id|task_id|error_code)$/);
  const names = parameters.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['from_date', 'account', 'ou', 'principal', 'tag', 'except', 'except_tag']),
  );
});

test.each(KIND_CODES)('%s names a question that takes what it is asked with', (code) => {
  const { question, parameters } = kindOf(code);
  const words = parameters?.(DATES) ?? [];
  const given = Object.fromEntries(
    words.flatMap((word, at) => (word.startsWith('--') ? [[word.slice(2).replaceAll('-', '_'), words[at + 1]]] : [])),
  );
  expect(Object.keys(given).length).toBeGreaterThan(0);
  checkValues(findQuestion(question), given);
});

test.each(KIND_CODES)('%s finds words for a row that holds nothing', (code) => {
  const row = {
    kind: code,
    account_id: null,
    account_name: null,
    principal_arn: null,
    error_message: null,
    task: null,
  };
  expect(kindOf(code).sentence(row)).not.toMatch(/undefined|NaN|null/);
});

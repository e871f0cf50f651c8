/** From which snapshot on a judgement reads uses and reports, and a proposal texts. */
import { expect, test } from 'vitest';
import { LATE_DAYS, TRACKED_DAYS } from '../../src/model/days.js';
import { bind } from '../../src/query/question/bind.js';
import { windowStart, withDates } from '../../src/query/question/dates.js';
import { findQuestion } from '../../src/query/question/find.js';
import { readModels } from '../../src/query/sql/models.js';

const dates = ['2026-01-10', '2026-04-01', '2026-08-01', '2026-11-29'].map((date) => ({
  ...{ date, schemaVersion: 1, isWhole: true },
}));

test('the models read uses and reports of 415 days before the snapshot that is asked', () => {
  const windows = readModels().flatMap(({ name, sql }) =>
    [...sql.matchAll(/INTERVAL '(\d+)' DAY/g)].map(([, days]) => [name, Number(days)]),
  );
  expect(new Set(windows.map(([name]) => name)).size).toBeGreaterThan(3);
  expect(windows.filter(([, days]) => days !== TRACKED_DAYS + LATE_DAYS)).toEqual([]);
});

test.each([0, 90, 400])('questions over several dates do so at %i days', (days) => {
  const question = findQuestion('usage_trend');
  const given = { from_date: '2026-08-01', to_date: '2026-11-29', days };
  const { parameters } = bind(question, withDates(question, given, dates));
  const bound = new Set(parameters.map(String).filter((value) => /^\d{4}-\d\d-\d\d$/.test(value)));
  expect([...bound].sort()).toEqual(['2025-06-12', '2026-08-01', '2026-11-29']);
});

test('texts are those of the last snapshot before the days, and later ones', () => {
  expect(windowStart(dates, '2026-11-29', 90)).toBe('2026-08-01');
  expect(windowStart(dates, '2026-08-01', 90)).toBe('2026-04-01');
  expect(windowStart(dates, '2026-01-10', 90)).toBe('2026-01-10');
});

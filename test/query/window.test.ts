/** From which snapshot on a judgement reads uses and reports, and a proposal texts. */
import { expect, test } from 'vitest';
import { bind } from '../../src/query/question/bind.js';
import { windowStart, withDates } from '../../src/query/question/dates.js';
import { type Question, readDerivation } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';

const dates = ['2026-01-10', '2026-04-01', '2026-08-01', '2026-11-29'].map((date) => ({
  ...{ date, schemaVersion: 1, isWhole: true },
}));

const NEWEST = { snapshot_date: '2026-11-29', uses_until: '2026-11-29' };

/** Every value of a date that the statement compares with. */
function datesBound(given: Given, question: Question = readDerivation('trends')): string[] {
  const { parameters } = bind(question, withDates(question, given, dates));
  return [...new Set(parameters.map(String).filter((value) => /^\d{4}-\d\d-\d\d$/.test(value)))].sort();
}

test.each([0, 30, 90, 400])('of %i days, uses and reports are those of 415 days before the newest', (days) => {
  expect(datesBound({ ...NEWEST, days })).toEqual(['2025-10-10', '2026-11-29']);
});

test('of an earlier snapshot they are those before it', () => {
  expect(datesBound({ days: 90, snapshot_date: '2026-08-01', uses_until: '2026-08-01' })).toEqual([
    '2025-06-12',
    '2026-08-01',
  ]);
});

test('of a snapshot that a later one is compared with they are those before it, and not before the later one', () => {
  const given = { snapshot_date: '2026-04-01', later_date: '2026-11-29' };
  const bound = datesBound(given, readDerivation('taken_away'));
  expect(bound[0]).toBe('2025-02-10');
  expect(bound).not.toContain('2025-10-10');
});

test('texts are those of the last snapshot before the days, and later ones', () => {
  expect(windowStart(dates, '2026-11-29', 90)).toBe('2026-08-01');
  expect(windowStart(dates, '2026-08-01', 90)).toBe('2026-04-01');
  expect(windowStart(dates, '2026-01-10', 90)).toBe('2026-01-10');
});

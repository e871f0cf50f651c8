/** From which snapshot on a judgement reads reports. */
import { expect, test } from 'vitest';
import { withDates } from '../../src/query/question/dates.js';
import { findQuestion } from '../../src/query/question/find.js';
import { readDerivation } from '../../src/query/question/questions.js';

const dates = ['2026-01-10', '2026-04-01', '2026-08-01', '2026-11-29'].map((date) => ({
  ...{ date, schemaVersion: 1, isWhole: true },
}));

test.each([
  ['the days before the newest', {}, '2026-08-01'],
  ['the days before the one that is asked for', { snapshot_date: '2026-08-01' }, '2026-04-01'],
  ['that of --history-from', { history_from: '2026-01-10' }, '2026-01-10'],
])('%s', (_, given, from) => {
  expect(withDates(findQuestion('removable'), given, dates).history_from).toBe(from);
});

test('the days before the snapshot that is judged, and not before the later one that it is compared with', () => {
  const given = { snapshot_date: '2026-04-01', later_date: '2026-11-29' };
  expect(withDates(readDerivation('taken_away'), given, dates)).toMatchObject({ ...given, history_from: '2026-01-10' });
});

/** The units above an account: paths are of IDs, and a slash in a name splits none. */
import { expect, test } from 'vitest';
import type { Opened } from '../../src/report/page/opened.js';
import { unitsOf } from '../../src/report/page/views/accounts/known-accounts.js';

const sheetOf = (row: Readonly<Record<string, string>>): Opened =>
  ({ text: (column: string) => row[column] ?? '' }) as unknown as Opened;

test('each unit has the IDs and the names from the root down', () => {
  const sheet = sheetOf({ ou_path: 'r-a/ou-b/ou-c', ou_path_names: 'Root/Prod/Web' });
  expect(unitsOf(sheet, 0)).toEqual([
    { path: 'r-a', name: 'Root' },
    { path: 'r-a/ou-b', name: 'Root/Prod' },
    { path: 'r-a/ou-b/ou-c', name: 'Root/Prod/Web' },
  ]);
});

test('names that hold a slash give way to the IDs, and never stand for another unit', () => {
  const slashed = unitsOf(sheetOf({ ou_path: 'r-a/ou-x', ou_path_names: 'Root/Prod/Web' }), 0);
  expect(slashed).toEqual([
    { path: 'r-a', name: 'r-a' },
    { path: 'r-a/ou-x', name: 'r-a/ou-x' },
  ]);
});

test('an account whose place is not known has none', () => {
  expect(unitsOf(sheetOf({}), 0)).toEqual([]);
});

/** When a person is asked about wildcards that became narrower: the list of actions may lack what they named. */
import { expect, it } from 'vitest';
import { ReferenceAge } from '../../../src/propose/evidence/reference-age.js';

const DAY = '2026-07-01';
const [GROWS, STANDS] = ['backup', 'sqs'];

interface Known {
  readonly incomplete?: readonly string[];
  /** The list that ships: its day, and services of which it names more. */
  readonly newest?: readonly [string, ...string[]];
}
const ageOf = (date: string, { incomplete = [], newest = [date] }: Known = {}): ReferenceAge => {
  const [newestDate, ...grown] = newest;
  const lists = { date, incomplete: new Set(incomplete), newest: { date: newestDate, grown: new Set(grown) } };
  return new ReferenceAge(DAY, lists);
};
const asked = (date: string, services: readonly string[], known: Known = {}) =>
  ageOf(date, known)
    .gapOf(new Set(services))
    .map(({ subject }) => subject);

it('asks where the list is older than the snapshot and the service grows', () => {
  expect(asked('2026-06-30', [GROWS, STANDS])).toEqual([`reference of 2026-06-30: ${GROWS}`]);
  expect(asked('2026-06-30', [STANDS])).toEqual([]);
});

it('does not ask where the list is as new as the snapshot', () => {
  expect(asked(DAY, [GROWS])).toEqual([]);
  expect(asked('2026-07-02', [GROWS])).toEqual([]);
});

it.each([
  ['names more of the service: it grew', '2026-07-02', [GROWS], [`reference of 2026-06-30: ${GROWS}`]],
  ['names no more of it: it did not grow', '2026-07-02', ['s3'], []],
  ['is of the day of the snapshot', DAY, ['s3'], []],
  [
    'is older than the snapshot: what came since is unknown',
    '2026-06-30',
    ['s3'],
    [`reference of 2026-06-30: ${GROWS}`],
  ],
])('asks a newer list, which %s', (_, date, grown, subjects) => {
  expect(asked('2026-06-30', [GROWS, STANDS], { newest: [date, ...grown] })).toEqual(subjects);
});

it('asks where a row names an action that the list lacks, however new the list is', () => {
  expect(asked('2026-07-02', [GROWS, STANDS], { incomplete: [STANDS] })).toEqual([
    `reference of 2026-07-02: ${STANDS}`,
  ]);
});

it('asks about nothing that did not become narrower', () => {
  expect(asked('2026-06-30', [], { incomplete: [STANDS] })).toEqual([]);
});

it('is accepted once a run, by the day of the list', () => {
  const [gap] = ageOf('2026-06-30').gapOf(new Set([GROWS]));
  expect(gap).toMatchObject({ code: 'reference_old', onceARun: '2026-06-30' });
  expect(gap?.growth?.actions).toBeGreaterThan(0);
});

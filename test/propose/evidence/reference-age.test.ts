/** When a person is asked about wildcards that became narrower: the list of actions may lack what they named. */
import { expect, it } from 'vitest';
import { ReferenceAge } from '../../../src/propose/evidence/reference-age.js';

const DAY = '2026-07-01';
const [GROWS, STANDS] = ['backup', 'sqs'];
const asked = (date: string, services: readonly string[], incomplete: readonly string[] = []) =>
  new ReferenceAge(date, DAY, new Set(incomplete)).gapOf(new Set(services)).map(({ subject }) => subject);

it('asks where the list is older than the snapshot and the service grows', () => {
  expect(asked('2026-06-30', [GROWS, STANDS])).toEqual([`reference of 2026-06-30: ${GROWS}`]);
  expect(asked('2026-06-30', [STANDS])).toEqual([]);
});

it('does not ask where the list is as new as the snapshot', () => {
  expect(asked(DAY, [GROWS])).toEqual([]);
  expect(asked('2026-07-02', [GROWS])).toEqual([]);
});

it('asks where a row names an action that the list lacks, however new the list is', () => {
  expect(asked('2026-07-02', [GROWS, STANDS], [STANDS])).toEqual([`reference of 2026-07-02: ${STANDS}`]);
});

it('asks about nothing that did not become narrower', () => {
  expect(asked('2026-06-30', [], [STANDS])).toEqual([]);
});

it('is accepted once a run, by the day of the list', () => {
  const [gap] = new ReferenceAge('2026-06-30', DAY, new Set()).gapOf(new Set([GROWS]));
  expect(gap).toMatchObject({ code: 'reference_old', onceARun: '2026-06-30' });
  expect(gap?.growth?.actions).toBeGreaterThan(0);
});

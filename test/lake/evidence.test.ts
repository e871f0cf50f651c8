/** Which runs a snapshot that stays needs, by the days between them. */
import { expect, test } from 'vitest';
import { evidenceIn } from '../../src/lake/evidence.js';
import { daysBefore } from '../../src/model/days.js';
import type { CommittedRun } from '../../src/snapshot/read-run.js';

const NEWEST = '2026-06-01';
const WHOLE = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };

interface Given {
  /** Days before the newest date. */
  readonly days: number;
  readonly id?: string;
  readonly isPart?: boolean;
  readonly hasWitness?: boolean;
}

function run({ days, id = '', isPart = false, hasWitness = false }: Given): CommittedRun {
  const scope = JSON.stringify(isPart ? { ...WHOLE, accounts: ['111111111111'] } : WHOLE);
  const snapshot_date = daysBefore(NEWEST, days);
  const files = [{ path: `witnesses/snapshot_date=${snapshot_date}/x.parquet`, rows: hasWitness ? 1 : 0 }];
  return { run_id: `${days}${id}`, snapshot_date, scope, files } as unknown as CommittedRun;
}

/** None of the runs has a listing. */
const NO_FILES = { get: async () => undefined };

/** By run id, of all but those that stay, what they are evidence for. */
async function found(stay: readonly Given[], go: readonly Given[]): Promise<Record<string, string>> {
  const going = new Set(go.map(run));
  const evidence = await evidenceIn(NO_FILES, [...stay.map(run), ...going].sort(byId), going);
  return Object.fromEntries([...evidence].map(([{ run_id }, { kind, until }]) => [run_id, `${kind} ${until}`]));
}

function byId({ run_id: a }: CommittedRun, { run_id: b }: CommittedRun): number {
  return a < b ? -1 : 1;
}

test('a run is evidence for 415 days, and for no day more', async () => {
  const days = [{ days: 1 }, { days: 415 }, { days: 416 }];
  expect(await found([{ days: 0 }], days)).toEqual({ 1: 'recent 2027-07-20', 415: `recent ${NEWEST}` });
});

test('also one that is replaced, or of a part of the accounts; a later one is none', async () => {
  expect(await found([{ days: 0 }], [{ days: 0, id: 'old' }])).toEqual({ '0old': 'recent 2027-07-21' });
  expect(await found([{ days: 0 }], [{ days: 9, isPart: true }])).toEqual({ 9: 'recent 2027-07-12' });
  expect(await found([{ days: 600 }], [{ days: 0 }])).toEqual({});
});

test('of the runs before all these the newest that has a witness stays, of each date that stays', async () => {
  const older = [
    { days: 500, hasWitness: true },
    { days: 460 },
    { days: 450, hasWitness: true },
    { days: 450, id: 'later', hasWitness: true },
    { days: 440 },
  ];
  expect(await found([{ days: 0 }], older)).toEqual({ '450later': `witness ${daysBefore(NEWEST, 415)}` });
  const both = await found([{ days: 0 }, { days: 1000 }], [...older, { days: 1500, hasWitness: true }]);
  expect(Object.keys(both).sort()).toEqual(['1500', '450later']);
});

test('what is recent for one date and the last witness for another is recent', async () => {
  const witness = { days: 450, hasWitness: true };
  expect(await found([{ days: 0 }, { days: 300 }], [witness])).toEqual({ 450: `recent ${daysBefore(NEWEST, 35)}` });
});

test('a date of a part of the accounts keeps the last of all accounts before it', async () => {
  const stay = [{ days: 0 }, { days: 500, isPart: true }];
  const go = [{ days: 1100 }, { days: 1000 }, { days: 1000, id: 'too', isPart: true }, { days: 990, isPart: true }];
  const whole = `whole ${daysBefore(NEWEST, 500)}`;
  expect(await found(stay, go)).toEqual({ 1000: whole, '1000too': whole });
  expect(await found([{ days: 0 }, { days: 500 }], go)).toEqual({});
});

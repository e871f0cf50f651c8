/** `export --repair`: what the newest snapshot of all accounts could not measure, under its date. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { committedRuns } from '../../src/lake/runs.js';
import { systemEffects } from '../../src/model/effects.js';
import type { Scope } from '../../src/model/scope.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import type { Store } from '../../src/store/store.js';
import { type FakeAccount, fakeSource, plainAccounts } from '../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';
import { rowsOf } from '../query/lake/rows-of.js';

const DATE = '2026-07-01';
const [one, two, three] = plainAccounts(3, 2, 4) as [FakeAccount, FakeAccount, FakeAccount];
const denied: FakeAccount = { ...two, ends: 'AccessDenied' };
const [failing, ...others] = three.principals;
const partly: FakeAccount = {
  ...three,
  principals: [{ ...(failing as (typeof three.principals)[0]), fails: 'Throttled' }, ...others],
};

const all: Scope = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };

async function run(
  store: Store,
  accounts: readonly FakeAccount[],
  more: { date?: string; repair?: boolean; at?: string; scope?: Scope },
) {
  const now = () => Date.parse(`${more.at ?? DATE}T06:00:00Z`);
  const source = fakeSource(accounts);
  const scoped = {
    ...source,
    accounts: ({ accounts: only }: Scope) =>
      source
        .accounts(all)
        .map((planned) =>
          only.length === 0 || only.includes(planned.account.id)
            ? planned
            : { ...planned, decision: 'excluded' as const, errorCode: 'Excluded', errorMessage: 'left out' },
        ),
  };
  const options = optionsFor(store, {
    snapshotDate: more.date,
    repair: more.repair ?? false,
    scope: more.scope ?? all,
  });
  const { run: committed } = await exportSnapshot(options, { ...systemEffects, now }, async () => scoped);
  return { committed, measured: source.measured };
}

test('measures the accounts that failed or have failed principals, under the date of the snapshot', () =>
  inFolder(async (folder, store) => {
    await run(store, [one, denied, partly], { date: DATE });
    const { committed, measured } = await run(store, [one, two, three], { repair: true, at: '2026-07-10' });
    expect(committed).toMatchObject({ snapshot_date: DATE, accounts_exported: 2, accounts_excluded: 1 });
    expect(measured).toHaveLength(4);
    const engine = await duckdbEngine(store);
    expect(await snapshotDates(engine)).toMatchObject([{ date: DATE, isWhole: true }]);
    const shown = await rowsOf(
      engine.query('SELECT account_id, status, principals_failed FROM snapshot_accounts ORDER BY 1', []),
    );
    expect(shown).toEqual([one, two, three].map(({ id }) => [id, 'exported', 0]));
    await engine.close();
    expect(filesIn(folder).some((file) => file.startsWith('_staging/'))).toBe(false);
  }));

test('repairs the newest snapshot of all accounts, not a later one of a part', () =>
  inFolder(async (_folder, store) => {
    await run(store, [one, denied], { date: DATE });
    await run(store, [one, denied], { date: '2026-07-02', scope: { ...all, accounts: [denied.id] } }).catch(
      () => undefined,
    );
    await run(store, [one, two], { date: '2026-07-03', scope: { ...all, accounts: [one.id] } });
    expect((await run(store, [one, two], { repair: true, at: '2026-07-04' })).committed.snapshot_date).toBe(DATE);
  }));

test.each([
  ['no snapshot of all accounts', async () => {}, [two], '2026-07-02', /holds no snapshot of all accounts/],
  [
    'too old a snapshot',
    (store: Store) => run(store, [one, denied], { date: DATE }),
    [one, two],
    '2026-07-16',
    /it is 15 days old/,
  ],
  [
    'nothing that failed',
    (store: Store) => run(store, [one], { date: DATE }),
    [one],
    '2026-07-02',
    /nothing that can be measured again/,
  ],
  [
    'an account that has left',
    (store: Store) => run(store, [one, denied], { date: DATE }),
    [one],
    '2026-07-02',
    /nothing that can be measured again/,
  ],
] as const)('refuses %s', (_name, before, accounts, at, sentence) =>
  inFolder(async (_folder, store) => {
    await before(store);
    const runs = await committedRuns(store);
    await expect(run(store, accounts, { repair: true, at })).rejects.toThrow(sentence);
    expect(await committedRuns(store)).toEqual(runs);
  }),
);

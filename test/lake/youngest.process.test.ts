/** What a watch is told of a lake, over runs that real exports committed. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { committedRuns } from '../../src/lake/runs.js';
import { requireYoung } from '../../src/lake/youngest.js';
import { DAY_MS } from '../../src/model/days.js';
import { systemEffects } from '../../src/model/effects.js';
import { UserError } from '../../src/model/errors.js';
import type { Scope } from '../../src/model/scope.js';
import type { Store } from '../../src/store/store.js';
import { type FakeAccount, fakeSource, plainAccounts } from '../export/fake-source.js';
import { inFolder, optionsFor } from '../export/lake.js';

const accounts = plainAccounts(5, 2, 3);
const whole: Scope = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };

/** Exports by a clock so many days from now. */
async function run(
  store: Store,
  days: number,
  { scope = {}, of = accounts }: { scope?: Partial<Scope>; of?: FakeAccount[] } = {},
) {
  const effects = { ...systemEffects, now: () => Date.now() + days * DAY_MS };
  const open = async () => fakeSource(of.filter(({ id }) => !scope.accounts?.length || scope.accounts.includes(id)));
  return exportSnapshot(optionsFor(store, { scope: { ...whole, ...scope } }), effects, open);
}

/** `n` principals of each account are measured in their first account alone. */
const poorly = accounts.map((account, at) => ({
  ...account,
  principals: account.principals.map((principal) => (at === 0 ? principal : { ...principal, fails: 'AccessDenied' })),
}));

async function judged(store: Store, maxAge: number | undefined, minCoverage = 0): Promise<string> {
  try {
    await requireYoung(store, await committedRuns(store), { maxAge, minCoverage }, Date.now());
    return 'ok';
  } catch (error) {
    if (!(error instanceof UserError) || error.exit !== 'found') throw error;
    return error.message.replace(/^.* that is /, '');
  }
}

test('one of all accounts that is young enough does, whatever it excludes', () =>
  inFolder(async (_folder, store) => {
    await run(store, -3, { scope: { excludeAccounts: [accounts[0]?.id as string] } });
    expect(await judged(store, 4, 100)).toBe('ok');
    expect(await judged(store, 2)).toMatch(
      /^at most 2 days old: the newest, of .+, is 3\.0 days old and measured 100\.00 per cent\.$/,
    );
    expect(await judged(store, undefined, 100)).toBe('ok');
  }));

test('a younger one of a part of the accounts does not do', () =>
  inFolder(async (_folder, store) => {
    await run(store, 0, { scope: { accounts: [accounts[0]?.id as string] } });
    expect(await judged(store, 9)).toBe('at most 9 days old: none is of all accounts.');
    await run(store, -10);
    expect(await judged(store, 9)).toMatch(/: the newest, of .+, is 10\.0 days old /);
  }));

test('a young one that measured too little rings, though an old one measured all; a young one before it does', () =>
  inFolder(async (_folder, store) => {
    await run(store, -20);
    await run(store, 0, { of: poorly });
    const told =
      /^at most 9 days old and measured to 80 per cent: the newest, of .+, is 0\.0 days old and measured 20\.00 per cent\.$/;
    expect(await judged(store, 9, 80)).toMatch(told);
    expect(await judged(store, 9, 20)).toBe('ok');
    expect(await judged(store, 21, 80)).toBe('ok');
  }));

test('what a later run of the same date measured counts', () =>
  inFolder(async (_folder, store) => {
    await run(store, 0, { of: poorly });
    await run(store, 0, { scope: { accounts: accounts.slice(1, 4).map(({ id }) => id) } });
    expect(await judged(store, 9, 80)).toBe('ok');
    expect(await judged(store, 9, 81)).toMatch(/measured 80\.00 per cent\.$/);
  }));

test('a run of a day to come silences nothing', () =>
  inFolder(async (_folder, store) => {
    await run(store, 300);
    expect(await judged(store, 9)).toMatch(/ is 300\.0 days ahead of this clock and measured 100\.00 per cent\.$/);
  }));

test('a run whose accounts are gone is not believed', () =>
  inFolder(async (_folder, store) => {
    const { files } = await run(store, 0);
    await store.delete(files.map(({ path }) => path).filter((path) => path.startsWith('accounts/')));
    expect(await judged(store, 9)).toMatch(/ is 0\.0 days old and its accounts cannot be read\.$/);
  }));

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitOf, exportSnapshot, planSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import { Interrupted } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { applyScope } from '../../src/organization/scope.js';
import { folderStore } from '../../src/store/folder.js';
import type { Store } from '../../src/store/store.js';
import { arnOf, type FakeAccount, type FakeSource, fakeSource, plainAccounts } from './fake-source.js';
import { filesIn, inFolder, optionsFor, sql, visibleRows } from './lake.js';

function run(store: Store, source: FakeSource, more: Parameters<typeof optionsFor>[1] = {}) {
  return exportSnapshot(optionsFor(store, more), systemEffects, async () => source);
}

const [one, two, three] = plainAccounts(3, 3, 20) as [FakeAccount, FakeAccount, FakeAccount];

describe('a run', () => {
  test('commits every row of every account, and leaves nothing but the lake', () =>
    inFolder(async (folder, store) => {
      const accounts = [one, { ...two, decision: 'skipped' as const }, three];
      const summary = await run(store, fakeSource(accounts));
      const tables = await visibleRows(folder, summary.run.run_id);
      expect(tables.principals).toHaveLength(6);
      expect(tables.action_last_accessed).toHaveLength(120);
      expect(tables.service_last_accessed).toHaveLength(6);
      expect(tables.groups).toHaveLength(2);
      expect(tables.accounts?.map((row) => JSON.parse(row).status)).toEqual(['exported', 'skipped', 'exported']);
      expect(summary.run).toMatchObject({
        accounts_exported: 2,
        accounts_skipped: 1,
        principals_exported: 6,
        action_rows: 120,
      });
      expect(summary.run.api_calls).toBe(23);
      const commit = `runs/${summary.run.run_id.slice(0, -5)}.parquet`;
      expect(filesIn(folder)).toEqual([...summary.files.map((file) => file.path), commit].sort());
      expect(exitOf(summary)).toBe('ok');
    }));

  test('records what failed, by account and principal, and says so', () =>
    inFolder(async (folder, store) => {
      const accounts: FakeAccount[] = [
        { ...one, principals: [...one.principals, { id: 'AROAF', name: 'broken', actions: 0, fails: 'JobTimedOut' }] },
        { ...two, lists: false },
        { ...three, ends: 'AccessLost' },
      ];
      const summary = await run(store, fakeSource(accounts));
      expect(exitOf(summary)).toBe('gaps');
      expect(summary.gaps.map(({ of, errorCode, count }) => [of, errorCode, count])).toEqual(
        expect.arrayContaining([
          ['account', 'AccessDenied', 1],
          ['account', 'AccessLost', 1],
          ['principal', 'JobTimedOut', 1],
        ]),
      );
      expect(summary.accountsWithFailures).toEqual([one.id, two.id, three.id]);
      const rows = (await visibleRows(folder, summary.run.run_id)).accounts?.map((row) => JSON.parse(row));
      const [exported, denied, lost] = rows as Record<string, unknown>[];
      expect(exported).toMatchObject({ status: 'exported', principals_total: 4, principals_failed: 1 });
      expect(denied).toMatchObject({ status: 'failed', principals_total: null, principals_exported: null });
      expect(lost).toMatchObject({ status: 'failed', principals_exported: 3 });
    }));

  test('commits nothing where no account could be measured, and keeps the plan', () =>
    inFolder(async (folder, store) => {
      const failing = fakeSource([
        { ...one, lists: false },
        { ...two, lists: false },
      ]);
      await expect(run(store, failing)).rejects.toMatchObject({
        exit: 'nothing',
        message: /no principal of 2 accounts/,
      });
      expect(filesIn(folder).filter((file) => !file.startsWith('_staging/'))).toEqual([]);
      const summary = await run(store, fakeSource([one, two]));
      expect(summary.run.principals_exported).toBe(6);
    }));

  test('reaches the least coverage by running again, measuring only what failed', () =>
    inFolder(async (_folder, store) => {
      const [first, ...others] = one.principals;
      const flaky = { ...one, principals: [{ ...(first as (typeof others)[0]), fails: 'ServiceFailure' }, ...others] };
      await expect(run(store, fakeSource([flaky, two]), { minCoverage: 90 })).rejects.toThrow(/83\.33 per cent/);
      const again = fakeSource([one, two]);
      const summary = await run(store, again, { minCoverage: 100 });
      expect(again.measured).toEqual([arnOf(one.id, 'role-0')]);
      expect(summary.run).toMatchObject({ principals_exported: 6, principals_failed: 0, principals_total: 6 });
      expect(summary.run.service_rows).toBe(6);
    }));

  test('never shows the rows of a report that was taken back', () =>
    inFolder(async (folder, store) => {
      const doubtful = arnOf(one.id, 'role-1');
      const summary = await run(store, fakeSource([{ ...one, retracts: [doubtful] }]));
      const tables = await visibleRows(folder, summary.run.run_id);
      expect(tables.action_last_accessed).toHaveLength(40);
      expect(tables.action_last_accessed?.some((row) => row.includes(doubtful))).toBe(false);
      const row = tables.principals?.map((text) => JSON.parse(text)).find((it) => it.principal_arn === doubtful);
      expect(row).toMatchObject({ status: 'failed', error_code: 'PrincipalRecreated', actions_tracked: null });
    }));
});

describe('a run that was interrupted', () => {
  test('stages what is whole, and the next measures the rest alone', () =>
    inFolder(async (folder, store) => {
      const stop = new AbortController();
      const first = fakeSource([one, two], (arn) => {
        if (arn.endsWith('role-1')) stop.abort();
      });
      await expect(run(store, first, { accountConcurrency: 1, signal: stop.signal })).rejects.toBeInstanceOf(
        Interrupted,
      );
      expect(filesIn(folder).every((file) => file.startsWith('_staging/'))).toBe(true);
      const second = fakeSource([one, two]);
      const summary = await run(store, second);
      expect([...first.measured, ...second.measured].sort()).toEqual(
        [one, two].flatMap(({ id, principals }) => principals.map(({ name }) => arnOf(id, name))).sort(),
      );
      expect(await visibleRows(folder, summary.run.run_id)).toEqual(await undisturbed([one, two]));
    }));

  test('measures an account again whose part was changed by hand', () =>
    inFolder(async (folder, store) => {
      await expect(run(store, fakeSource([one, { ...two, lists: false }]), { minCoverage: 100 })).rejects.toThrow();
      const part = filesIn(folder).find((file) => file.includes(one.id) && file.endsWith('.arrow.br')) as string;
      writeFileSync(join(folder, part), 'changed');
      const again = fakeSource([one, two]);
      const summary = await run(store, again);
      expect(again.measured).toHaveLength(6);
      expect(await visibleRows(folder, summary.run.run_id)).toEqual(await undisturbed([one, two]));
    }));

  test('gives an ARN rows under one principal only: a second one is failed', () =>
    inFolder(async (folder, store) => {
      const stop = new AbortController();
      await expect(
        run(
          store,
          fakeSource([one], () => stop.abort()),
          { signal: stop.signal },
        ),
      ).rejects.toThrow();
      const recreated = {
        ...one,
        principals: one.principals.map((it, at) => (at === 0 ? { ...it, id: 'AROANEW' } : it)),
      };
      const summary = await run(store, fakeSource([recreated]));
      expect(summary.run).toMatchObject({ principals_total: 4, principals_exported: 3, principals_failed: 1 });
      const rows = await sql(
        `SELECT principal_id, status, error_code FROM '${folder}/principals/*/*.parquet' ORDER BY ALL`,
      );
      expect(rows).toContainEqual({ principal_id: 'AROANEW', status: 'failed', error_code: 'PrincipalRecreated' });
      const actions = await sql(`SELECT count(*)::int AS rows FROM '${folder}/action_last_accessed/*/*.parquet'`);
      expect(actions).toEqual([{ rows: 60 }]);
    }));

  test('takes back a report that an earlier attempt kept', () =>
    inFolder(async (folder, store) => {
      const stop = new AbortController();
      const first = fakeSource([one], (arn) => {
        if (arn.endsWith('role-1')) stop.abort();
      });
      await expect(run(store, first, { signal: stop.signal })).rejects.toThrow();
      const doubtful = arnOf(one.id, 'role-0');
      const again = fakeSource([{ ...one, retracts: [doubtful] }]);
      const summary = await run(store, again);
      expect(again.measured).toEqual([arnOf(one.id, 'role-2')]);
      expect(summary.run).toMatchObject({ principals_total: 3, principals_exported: 2, principals_failed: 1 });
      const tables = await visibleRows(folder, summary.run.run_id);
      expect(tables.action_last_accessed).toHaveLength(40);
      expect(tables.service_last_accessed).toHaveLength(2);
      expect(tables.action_last_accessed?.some((row) => row.includes(doubtful))).toBe(false);
      expect(tables.groups).toHaveLength(1);
    }));

  test('killed between taking a report back and closing the account, does not find that report again', () =>
    inFolder(async (_folder, store) => {
      const killed: Store = {
        ...store,
        put: async (key, body, options) => {
          const stored = await store.put(key, body, options);
          if (key.includes('-retracted')) throw new Error('killed');
          return stored;
        },
      };
      const all = one.principals.map(({ name }) => arnOf(one.id, name));
      await expect(run(killed, fakeSource([{ ...one, retracts: all }]))).rejects.toThrow('killed');
      const [, ...left] = one.principals;
      const again = fakeSource([{ ...one, principals: left }]);
      const summary = await run(store, again);
      expect(again.measured).toEqual(all.slice(1));
      expect(summary.run).toMatchObject({ principals_total: 2, principals_exported: 2, service_rows: 2 });
    }));

  test('keeps its date, and another date asked for is refused', () =>
    inFolder(async (_folder, store) => {
      const failing = fakeSource([{ ...one, lists: false }]);
      await expect(run(store, failing, { snapshotDate: '2026-11-24' })).rejects.toThrow();
      await expect(run(store, fakeSource([one]), { snapshotDate: '2026-11-25' })).rejects.toThrow(/"2026-11-24"/);
      expect((await run(store, fakeSource([one]))).run.snapshot_date).toBe('2026-11-24');
    }));

  test('is given up with --restart: nothing of it can be committed any more', () =>
    inFolder(async (folder, store) => {
      await expect(run(store, fakeSource([{ ...one, lists: false }, two]), { minCoverage: 100 })).rejects.toThrow();
      const notices: string[] = [];
      const summary = await run(store, fakeSource([one, two]), {
        restart: true,
        progress: (event) => event.type === 'notice' && notices.push(event.message),
      });
      expect(notices).toEqual([expect.stringMatching(/was abandoned$/)]);
      const commits = filesIn(folder).filter((file) => file.startsWith('runs/'));
      expect(commits).toHaveLength(2);
      expect(await sql(`SELECT run_id FROM '${folder}/runs/*.parquet'`)).toEqual([{ run_id: summary.run.run_id }]);
    }));
});

describe('sources besides the reports', () => {
  const named = [{ name: 'account-tags', demanded: true }];
  const tagged: FakeAccount = { ...one, tags: 2 };
  const refused: FakeAccount = { ...two, tags: 'refused' };
  const states = async (folder: string) =>
    (
      await sql(
        `SELECT account_id, status, error_code, rows FROM read_parquet('${folder}/evidence_sources/*/*') WHERE source = 'account-tags' ORDER BY account_id`,
      )
    ).map(({ account_id, ...state }) => ({ id: account_id, ...state }));

  test('a refusal is a row, and a gap alone where a person named the source', () =>
    inFolder(async (folder, store) => {
      const summary = await run(store, fakeSource([tagged, refused]));
      const gap = { source: 'account-tags', demanded: false, accounts: 2, collected: 1 };
      const ofTags = summary.sourceGaps?.filter(({ source }) => source === 'account-tags');
      expect(ofTags).toEqual([{ ...gap, errorMessage: 'Cannot read the tags' }]);
      expect(exitOf(summary)).toBe('ok');
      expect(await states(folder)).toEqual([
        { id: one.id, status: 'collected', error_code: null, rows: 2 },
        { id: two.id, status: 'refused', error_code: 'AccessDenied', rows: null },
      ]);
      expect(exitOf(await run(store, fakeSource([tagged, refused]), { sources: named }))).toBe('gaps');
      expect(exitOf(await run(store, fakeSource([tagged]), { sources: named }))).toBe('ok');
    }));

  test('none are asked where none are chosen, and a row says so', () =>
    inFolder(async (folder, store) => {
      const summary = await run(store, fakeSource([tagged]), { sources: [] });
      expect([summary.sourceGaps, exitOf(summary)]).toEqual([[], 'ok']);
      expect(await states(folder)).toEqual([{ id: one.id, status: 'not_asked', error_code: 'NotChosen', rows: null }]);
      expect(await sql(`SELECT tags FROM read_parquet('${folder}/accounts/*/*')`)).toEqual([{ tags: null }]);
    }));

  test('a plan that is resumed keeps its own, and says so', () =>
    inFolder(async (_folder, store) => {
      const failing = fakeSource([{ ...refused, lists: false }]);
      await expect(run(store, failing, { sources: named })).rejects.toThrow();
      const notices: string[] = [];
      const progress = (event: ProgressEvent) => event.type === 'notice' && notices.push(event.message);
      const summary = await run(store, fakeSource([refused]), { sources: [], progress });
      expect(notices).toEqual(['The plan that is resumed keeps its sources: account-tags']);
      expect(exitOf(summary)).toBe('gaps');
    }));
});

describe('a scope with an account that is not in the organization', () => {
  const scope = { thisAccount: false, accounts: [one.id], excludeAccounts: [], ous: [], excludeOus: [] };

  /** It still has a way into the account. */
  function sourceWithout(account: FakeAccount): FakeSource {
    const source = fakeSource([account]);
    return { ...source, accounts: (asked) => applyScope({ ...source.organization, accounts: [] }, asked) };
  }

  test('is refused, and leaves not even the folder', () =>
    inFolder(async (folder) => {
      const store = folderStore(join(folder, 'lake'));
      const refused = { exit: 'nothing', message: /Cannot select account "111111111111"/ };
      await expect(run(store, sourceWithout(one), { scope })).rejects.toMatchObject(refused);
      const planned = planSnapshot(optionsFor(store, { scope }), systemEffects, async () => sourceWithout(one));
      await expect(planned).rejects.toMatchObject(refused);
      expect(readdirSync(folder)).toEqual([]);
    }));

  test('goes on with its plan where the account left the organization after the planning', () =>
    inFolder(async (_folder, store) => {
      await expect(run(store, fakeSource([{ ...one, lists: false }]), { scope })).rejects.toThrow();
      const summary = await run(store, sourceWithout(one), { scope });
      expect(summary.run.principals_exported).toBe(3);
    }));
});

test('another scope has a plan of its own', () =>
  inFolder(async (_folder, store) => {
    await expect(run(store, fakeSource([{ ...one, lists: false }]))).rejects.toThrow();
    const scope = { thisAccount: false, accounts: [two.id], excludeAccounts: [], ous: [], excludeOus: [] };
    const summary = await run(store, fakeSource([{ ...one, decision: 'excluded' }, two]), { scope });
    expect(JSON.parse(summary.run.scope).accounts).toEqual([two.id]);
    expect((await run(store, fakeSource([one]))).run.accounts_exported).toBe(1);
  }));

function undisturbed(accounts: readonly FakeAccount[]) {
  return inFolder(async (folder, store) => visibleRows(folder, (await run(store, fakeSource(accounts))).run.run_id));
}

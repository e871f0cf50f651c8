/** What a run that is interrupted and goes on makes of an account. */
import { expect, test } from 'vitest';
import type { ExportOptions } from '../../src/export/options.js';
import { exportSnapshot } from '../../src/export.js';
import { Interrupted } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { parseFault } from '../../src/simulation/faults.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { inFolder, optionsFor } from '../export/lake.js';
import { fastEffects } from './fast-effects.js';
import { judge, listedNow, readAccounts } from './judge.js';
import { simulated } from './simulated.js';

const simulation = simulated({ seed: 7, accounts: 1, principalsPerAccount: 6 });

test('a kept report that may be of the new holder of its ARN is taken back when the run goes on', async () => {
  const [account] = simulation().truth().accounts as [TruthAccount];
  const listed = listedNow(account);
  simulation().faults.add(parseFault('principal-recreated:count=100'));
  await inFolder(async (folder, store) => {
    const stop = new AbortController();
    const progress = (event: ProgressEvent) => {
      if (event.type === 'principalDone') stop.abort();
    };
    const run = (more: Partial<ExportOptions>) => exportSnapshot(optionsFor(store, more), fastEffects(40));
    await expect(run({ progress, signal: stop.signal })).rejects.toBeInstanceOf(Interrupted);
    simulation().faults.clear();
    await run({});
    const now = simulation().truth().accounts[0] as TruthAccount;
    const lake = (await readAccounts(folder))(account.row.account_id);
    const { silent, principals } = judge(lake, now, listed);
    expect(silent).toEqual([]);
    const unmeasured = principals.filter(({ status }) => status !== 'exported');
    const ids = new Set(unmeasured.map(({ principal_id }) => principal_id));
    const arns = new Set(unmeasured.map(({ principal_arn }) => principal_arn));
    expect(unmeasured.map(({ error_code }) => error_code)).toEqual([...ids].map(() => 'PrincipalRecreated'));
    expect(ids.size).toBe(2 * arns.size);
    expect(arns.size).toBeGreaterThan(0);
  });
});

test('an account of which every principal left is denied is exported with what was measured before', async () => {
  const { principals } = simulation().truth().accounts[0] as TruthAccount;
  const [denied, ...allowed] = principals.map(({ row }) => row.principal_arn);
  const action = 'GenerateServiceLastAccessedDetails';
  simulation().faults.add({ name: 'access-denied', action, principal: denied as string });
  await inFolder(async (_folder, store) => {
    const stop = new AbortController();
    let measured = 0;
    const progress = (event: ProgressEvent) => {
      if (event.type !== 'principalDone' || event.status !== 'exported') return;
      measured += 1;
      if (measured === allowed.length) stop.abort();
    };
    const run = (more: Partial<ExportOptions>) => exportSnapshot(optionsFor(store, more), fastEffects(40));
    await expect(run({ progress, signal: stop.signal })).rejects.toBeInstanceOf(Interrupted);
    const summary = await run({});
    expect(summary.run).toMatchObject({
      accounts_exported: 1,
      principals_exported: allowed.length,
      principals_failed: 1,
    });
  });
  simulation().faults.clear();
});

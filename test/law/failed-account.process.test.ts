/** Principals that were deleted and made again under their ARN before their reports, in an account that fails then. */
import { expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { parseFault } from '../../src/simulation/faults.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { inFolder, optionsFor } from '../export/lake.js';
import { fastEffects } from './fast-effects.js';
import { judge, listedNow, readAccounts } from './judge.js';
import { simulated } from './simulated.js';

const simulation = simulated({ seed: 7, accounts: 2, principalsPerAccount: 60 });

test('no report of the new holder of an ARN stays in an account that fails', async () => {
  const [account] = simulation().truth().accounts as [TruthAccount];
  const listed = listedNow(account);
  const id = account.row.account_id;
  const denied = parseFault(`access-denied:account=${id},action=GenerateServiceLastAccessedDetails`);
  simulation().faults.add(parseFault(`principal-recreated:account=${id},count=1000`));
  let measured = 0;
  const progress = (event: ProgressEvent) => {
    if (event.type !== 'principalDone' || event.accountId !== id || event.status !== 'exported') return;
    if (measured === 0) simulation().faults.add(denied);
    measured += 1;
  };
  await inFolder(async (folder, store) => {
    await exportSnapshot(optionsFor(store, { progress, keepGoing: true }), fastEffects(40));
    const now = simulation().truth().accounts[0] as TruthAccount;
    const lake = (await readAccounts(folder))(id);
    expect(measured).toBeGreaterThan(0);
    expect(lake.accounts[0]?.status).toBe('failed');
    const recreated = lake.principals.filter(({ error_code }) => error_code === 'PrincipalRecreated');
    const { silent } = judge(lake, withoutPasswords(now, new Set(recreated.map((row) => row.principal_id))), listed);
    expect(silent).toEqual([]);
    expect(recreated.length).toBeGreaterThan(0);
  });
});

/** The second listing does not say when the password of a user that was made again was used. */
function withoutPasswords(account: TruthAccount, ids: ReadonlySet<unknown>): TruthAccount {
  const principals = account.principals.map((principal) =>
    ids.has(principal.row.principal_id)
      ? { ...principal, row: { ...principal.row, password_last_used_at: null } }
      : principal,
  );
  return { ...account, principals };
}

/** What failed in passing is measured in a further round of the same run; what was refused is not asked for again. */
import { afterEach, expect, test } from 'vitest';
import type { ExportOptions } from '../../src/export/options.js';
import { collectShard, exitOf, exportSnapshot, planSnapshot, publishPlan } from '../../src/export.js';
import { Interrupted } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import type { Fault } from '../../src/simulation/faults.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import type { Store } from '../../src/store/store.js';
import { inFolder, optionsFor } from '../export/lake.js';
import { fastEffects } from './fast-effects.js';
import { judge, listedNow, readAccounts } from './judge.js';
import { simulated } from './simulated.js';

const GENERATE = 'iam:GenerateServiceLastAccessedDetails';
/** Tries of one call: so many failures are one failure of it. */
const tries = 7;

const simulation = simulated({ seed: 13, accounts: 4, principalsPerAccount: 4 });
const effects = fastEffects(500);

afterEach(() => simulation().faults.clear());

/** Accounts that are entered by the role, with a principal of each. */
function members() {
  const { accounts, callerAccountId } = simulation().truth();
  return accounts.flatMap(({ row, principals }) => {
    const arn = principals[0]?.row.principal_arn;
    return row.account_id === callerAccountId || arn === undefined ? [] : [{ id: row.account_id, arn }];
  }) as [Member, Member, Member];
}

interface Member {
  readonly id: string;
  readonly arn: string;
}

function strike(...faults: Fault[]): void {
  for (const fault of faults) simulation().faults.add(fault);
}

function run(store: Store, more: Partial<ExportOptions> = {}) {
  return exportSnapshot(optionsFor(store, { retryForMs: 900_000, ...more }), effects);
}

async function expectTruth(folder: string): Promise<void> {
  const lake = await readAccounts(folder);
  for (const account of simulation().truth().accounts) {
    const { silent, told } = judge(lake(account.row.account_id), account as TruthAccount, listedNow(account));
    expect({ silent, told }).toEqual({ silent: [], told: 0 });
  }
}

test('trouble with a role, a listing and a report leaves no gap, and nothing is measured twice', () =>
  inFolder(async (folder, store) => {
    const [one, two, three] = members();
    const failing = { name: 'unavailable', count: tries } as const;
    strike({ ...failing, action: 'sts:AssumeRole', account: one.id, count: 2 * tries });
    strike({ ...failing, action: 'iam:GetAccountAuthorizationDetails', account: two.id });
    strike({ ...failing, action: GENERATE, principal: three.arn });
    const events: ProgressEvent[] = [];
    const summary = await run(store, { progress: (event) => events.push(event) });
    expect([exitOf(summary), summary.gaps]).toEqual(['ok', []]);
    await expectTruth(folder);
    for (const { principals } of simulation().truth().accounts) {
      for (const { row } of principals) expect(simulation().calls.generated(row.principal_arn)).toBe(1);
    }
    const waits = events.filter((event) => event.type === 'waiting');
    expect(waits[0]?.accounts).toEqual(expect.arrayContaining([two.id, three.id]));
  }));

test('what was refused is not asked for again', () =>
  inFolder(async (_folder, store) => {
    const [one, two] = members();
    const role = { name: 'role-missing', account: one.id, action: 'sts:AssumeRole' } as const;
    const denied = { name: 'access-denied', action: GENERATE, principal: two.arn } as const;
    const passing = simulation()
      .truth()
      .accounts.find(({ row }) => row.account_id === two.id)?.principals[1]?.row.principal_arn as string;
    strike(role, denied, { name: 'unavailable', action: GENERATE, principal: passing, count: 2 * tries });
    const summary = await run(store);
    expect([simulation().faults.struck(role), simulation().faults.struck(denied)]).toEqual([1, 1]);
    expect(summary.run).toMatchObject({ accounts_failed: 1, principals_failed: 1 });
    expect(summary.gaps.map(({ errorCode }) => errorCode)).toEqual(['AccessDenied', 'AccessDenied']);
  }));

test('a job that times out is generated once more only', () =>
  inFolder(async (_folder, store) => {
    const [one] = members();
    const never = { name: 'job-never-ends', principal: one.arn } as const;
    strike(never);
    const summary = await run(store);
    expect(simulation().faults.struck(never)).toBe(2);
    expect(summary.gaps).toMatchObject([{ errorCode: 'JobTimedOut', examples: [one.arn] }]);
  }));

test.each([
  [0, 1],
  [30_000, 2],
])('trouble that outlasts --retry-for of %i ms is a recorded failure after %i attempts', (retryForMs, attempts) =>
  inFolder(async (_folder, store) => {
    const [one] = members();
    const lasting = { name: 'unavailable', action: GENERATE, principal: one.arn, count: 1000 } as const;
    strike(lasting);
    const summary = await run(store, { retryForMs });
    expect(simulation().faults.struck(lasting)).toBe(attempts * tries);
    expect([exitOf(summary), summary.accountsWithFailures]).toEqual(['gaps', [one.id]]);
    expect(summary.gaps).toMatchObject([{ of: 'principal', errorCode: 'ServiceUnavailable', count: 1 }]);
  }),
);

test('a run that is interrupted while it waits goes on with what failed alone', () =>
  inFolder(async (folder, store) => {
    const [one] = members();
    const before = new Map(members().map(({ arn }) => [arn, simulation().calls.generated(arn)]));
    strike({ name: 'unavailable', action: GENERATE, principal: one.arn, count: tries });
    const stop = new AbortController();
    const progress = ({ type }: ProgressEvent) => {
      if (type === 'waiting') stop.abort();
    };
    await expect(run(store, { progress, signal: stop.signal })).rejects.toBeInstanceOf(Interrupted);
    expect(exitOf(await run(store))).toBe('ok');
    await expectTruth(folder);
    for (const [arn, generated] of before) expect(simulation().calls.generated(arn)).toBe(generated + 1);
  }));

test('each shard does its own rounds', () =>
  inFolder(async (folder, store) => {
    strike(
      ...members().map(({ arn }) => ({ name: 'unavailable', action: GENERATE, principal: arn, count: tries }) as const),
    );
    const options = optionsFor(store, { retryForMs: 900_000 });
    const { planId } = await planSnapshot(options, effects);
    for (const index of [1, 2]) await collectShard({ ...options, planId, shard: { index, of: 2 } }, effects);
    const summary = await publishPlan({ ...options, planId, allowIncomplete: false }, effects);
    expect([exitOf(summary), summary.gaps]).toEqual(['ok', []]);
    await expectTruth(folder);
  }));

test('where principals were listed and none could be measured nothing is committed', () =>
  inFolder(async (_folder, store) => {
    strike({ name: 'unavailable', action: GENERATE, count: 100_000 });
    await expect(run(store, { retryForMs: 0 })).rejects.toMatchObject({ exit: 'nothing', hint: /ServiceUnavailable/ });
    simulation().faults.clear();
    expect(exitOf(await run(store))).toBe('ok');
  }));

/** What `--plan latest` stands for, over plans that real steps wrote. */
import { expect, test } from 'vitest';
import { collectShard, planSnapshot, publishPlan } from '../../src/export.js';
import { DAY_MS } from '../../src/model/days.js';
import { systemEffects } from '../../src/model/effects.js';
import type { UserError } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import type { Scope } from '../../src/model/scope.js';
import type { Store } from '../../src/store/store.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { inFolder, optionsFor, visibleRows } from '../export/lake.js';

const accounts = plainAccounts(4, 2, 3);
const ids = accounts.map(({ id }) => id);
const all: Scope = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };
const open = async () => fakeSource(accounts);

async function plan(store: Store, scope: Partial<Scope> = {}): Promise<string> {
  return (await planSnapshot(optionsFor(store, { scope: { ...all, ...scope } }), systemEffects, open)).planId;
}

const latest = { planId: 'latest', allowIncomplete: true };

async function collect(store: Store, notices: string[] = [], planId = latest.planId) {
  const shard = { index: 1, of: 1 };
  return collectShard({ ...optionsFor(store, { progress: into(notices) }), planId, shard }, systemEffects, open);
}

function publish(store: Store, { notices = [], days = 0 }: { notices?: string[]; days?: number } = {}) {
  const effects = { ...systemEffects, now: () => Date.now() + days * DAY_MS };
  return publishPlan({ ...optionsFor(store, { progress: into(notices) }), ...latest }, effects);
}

const into = (notices: string[]) => (event: ProgressEvent) => {
  if (event.type === 'notice') notices.push(event.message);
};

test('the newest open plan of all accounts counts, whatever it excludes; others are left alone by name', () =>
  inFolder(async (_folder, store) => {
    const older = await plan(store);
    const newest = await plan(store, { excludeAccounts: [ids[0] as string], excludeOus: ['ou-ab12-11112222'] });
    const parts = [
      await plan(store, { accounts: [ids[1] as string] }),
      await plan(store, { ous: ['ou-ab12-33334444'] }),
    ];
    const notices: string[] = [];
    expect(await collect(store, notices)).toMatchObject({ planId: newest });
    expect(notices.sort()).toEqual(
      [
        `The open plan ${older} is older, and is left alone`,
        ...parts.map((id) => `The open plan ${id} is of a part of the accounts, and is left alone`),
      ].sort(),
    );
  }));

test('three steps by it measure and commit what the steps by id do', () =>
  inFolder(async (folder, store) => {
    const planId = await plan(store);
    expect(await collect(store)).toMatchObject({ planId, accountsExported: accounts.length });
    const { run } = await publish(store);
    expect(run.run_id.startsWith(planId)).toBe(true);
    expect((await visibleRows(folder, run.run_id)).principals).toHaveLength(8);
  }));

test('published again within a day it gives the same answer, though an older plan is open; later there is none', () =>
  inFolder(async (_folder, store) => {
    const older = await plan(store, { excludeAccounts: [ids[0] as string] });
    await plan(store);
    await collect(store);
    const { run } = await publish(store);
    expect(await publish(store)).toMatchObject({ alreadyCommitted: true, run });
    expect(await publish(store, { days: 0.9 })).toMatchObject({ alreadyCommitted: true, run });
    await expect(collect(store)).rejects.toMatchObject({ exit: 'locked' }); // no machine turns to the older one
    await collect(store, [], older);
    await publishPlan({ ...optionsFor(store), planId: older, allowIncomplete: true });
    const error = (await publish(store, { days: 1.1 }).catch((reason) => reason)) as UserError;
    expect(error.exit).toBe('nothing');
    expect(error.message).toBe(`Cannot find the latest plan: "${store.location}" has no open one of all accounts.`);
  }));

test('without one nothing is collected or published: exit 4', () =>
  inFolder(async (_folder, store) => {
    const part = await plan(store, { accounts: [ids[1] as string] });
    const notices: string[] = [];
    await expect(collect(store, notices)).rejects.toMatchObject({ exit: 'nothing' });
    await expect(publish(store)).rejects.toMatchObject({ exit: 'nothing' });
    expect(notices).toEqual([`The open plan ${part} is of a part of the accounts, and is left alone`]);
  }));

test('a plan that nobody can read is told, and passed over', () =>
  inFolder(async (_folder, store) => {
    const sound = await plan(store);
    const planId = `29991231T000000000Z-00000000`;
    await store.put(`_staging/${planId}/plan.json`, new TextEncoder().encode('{}'));
    const notices: string[] = [];
    expect(await collect(store, notices)).toMatchObject({ planId: sound });
    expect(notices).toEqual([`_staging/${planId}/plan.json does not say its format: that plan cannot be resumed.`]);
  }));

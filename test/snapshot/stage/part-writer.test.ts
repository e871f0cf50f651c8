import { expect, test } from 'vitest';
import type { PrincipalReport } from '../../../src/model/report.js';
import { MemoryBudget } from '../../../src/snapshot/stage/memory-budget.js';
import { PartWriter } from '../../../src/snapshot/stage/part-writer.js';
import type { Store } from '../../../src/store/store.js';
import { fakeSource } from '../../export/fake-source.js';
import { filesIn, inFolder } from '../../export/lake.js';
import { VirtualClock } from '../virtual-clock.js';

/** Reports of `principals` roles with `actions` rows of actions each: two rows more count, the role's and the service's. */
async function reports(accountId: string, principals: number, actions: number): Promise<PrincipalReport[]> {
  const roles = Array.from({ length: principals }, (_, at) => ({
    id: `AROA${accountId}${at}`,
    name: `r${at}`,
    actions,
  }));
  const source = fakeSource([{ id: accountId, principals: roles }]);
  const account = source.organization.accounts[0];
  const generator = source.reports(account as never, { known: new Map(), jobTimeoutMs: 1, progress: () => {} });
  const all: PrincipalReport[] = [];
  for (let next = await generator.next(); !next.done; next = await generator.next()) all.push(next.value);
  return all;
}

function writerOf(store: Store, account: string, budget: MemoryBudget, clock = new VirtualClock()): PartWriter {
  return new PartWriter(store, { folder: `_staging/p/${account}/`, writer: 'w', budget }, clock.effects);
}

test('the largest open part closes when the rows of all accounts reach the budget', () =>
  inFolder(async (path, store) => {
    const budget = new MemoryBudget(100);
    const [small, large] = [writerOf(store, 'small', budget), writerOf(store, 'large', budget)];
    for (const report of await reports('1', 2, 30)) await large.add(report);
    expect(filesIn(path)).toEqual([]);
    for (const report of await reports('2', 2, 18)) await small.add(report);
    expect(filesIn(path)).toEqual(['_staging/p/large/w-000001.arrow.br']);
    expect([large.rows, small.rows]).toEqual([0, 40]);
    expect(await small.finish()).toHaveLength(1);
    expect(await large.finish()).toHaveLength(1);
  }));

test('many accounts that reach the budget at once close no more parts than they must', () =>
  inFolder(async (path, store) => {
    const budget = new MemoryBudget(200);
    const writers = ['a', 'b', 'c', 'd'].map((account) => writerOf(store, account, budget));
    const [report] = (await reports('1', 1, 48)) as [PrincipalReport];
    await Promise.all(writers.map((writer) => writer.add(report)));
    expect(filesIn(path)).toHaveLength(1);
    await Promise.all(writers.map((writer) => writer.finish()));
  }));

test('a part closes five minutes after its first principal', () =>
  inFolder(async (path, store) => {
    const clock = new VirtualClock();
    const writer = writerOf(store, 'slow', new MemoryBudget(), clock);
    for (const report of await reports('1', 1, 3)) await writer.add(report);
    await clock.until(eventually(() => filesIn(path).includes('_staging/p/slow/w-000001.arrow.br')));
    expect(clock.time).toBe(5 * 60_000);
    expect((await writer.finish()).map((part) => part.rows.action_last_accessed)).toEqual([3]);
  }));

test('a part that cannot be stored fails the account, at the latest when it closes', () =>
  inFolder(async (_path, store) => {
    const full = { ...store, put: () => Promise.reject(new Error('disk full')) };
    const writer = writerOf(full, 'a', new MemoryBudget());
    for (const report of await reports('1', 1, 3)) await writer.add(report);
    await expect(writer.finish()).rejects.toThrow('disk full');
  }));

async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((later) => setTimeout(later, 1));
}

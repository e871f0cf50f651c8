/** What a further attempt keeps: each principal and each ARN once, whoever measured them. */
import { expect, test } from 'vitest';
import type { PrincipalReport } from '../../../src/model/report.js';
import { MemoryBudget } from '../../../src/snapshot/stage/memory-budget.js';
import { PartWriter } from '../../../src/snapshot/stage/part-writer.js';
import { reusableParts } from '../../../src/snapshot/stage/reusable-parts.js';
import type { Store } from '../../../src/store/store.js';
import { type FakePrincipal, fakeSource } from '../../export/fake-source.js';
import { inFolder } from '../../export/lake.js';
import { VirtualClock } from '../virtual-clock.js';

const role = (id: string, name = id): FakePrincipal => ({ id, name, actions: 2 });

/** Stages a part of these principals as `writer`; its key. */
async function staged(store: Store, writer: string, principals: readonly FakePrincipal[]): Promise<string> {
  const options = { folder: '_staging/p/1/', writer, budget: new MemoryBudget() };
  const part = new PartWriter(store, options, new VirtualClock().effects);
  const source = fakeSource([{ id: '1', principals }]);
  const reports = source.reports(source.organization.accounts[0] as never, {
    known: new Map(),
    jobTimeoutMs: 1,
    progress: () => {},
  });
  for (let next = await reports.next(); !next.done; next = await reports.next()) {
    await part.add(next.value as PrincipalReport);
  }
  const [written] = await part.finish();
  return written?.key as string;
}

test.each([
  ['a principal', [role('A'), role('B')], [role('B'), role('C')], ['A', 'B']],
  ['an ARN of another principal', [role('A', 'x')], [role('B', 'x'), role('C')], ['A']],
  ['nothing', [role('A')], [role('B')], ['A', 'B']],
])('of two parts that share %s', (_, first, second, ids) =>
  inFolder(async (_folder, store) => {
    const keys = [await staged(store, 'one', first), await staged(store, 'two', second)];
    const { parts, measured } = await reusableParts(store, keys, undefined);
    expect([...measured.keys()]).toEqual(ids);
    const rows = parts.reduce((sum, part) => sum + (part.rows.action_last_accessed ?? 0), 0);
    expect(rows).toBe(2 * ids.length);
  }),
);

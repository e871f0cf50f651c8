/** The plan that test/fixtures/staged keeps, of which every second account is collected, is resumed and published. */
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Source } from '../../src/collect/source.js';
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { ask } from '../../src/query/question/ask.js';
import { accountsToCollect, type Plan, readPlan } from '../../src/snapshot/plan/plan.js';
import { stagedPlans } from '../../src/snapshot/staging.js';
import { fakeSource } from './fake-source.js';
import { inFolder, optionsFor } from './lake.js';

const STAGED = fileURLToPath(new URL('../fixtures/staged', import.meta.url));

test('a staged plan is resumed with the accounts that are left, and published with what was staged', () =>
  inFolder(async (folder, store) => {
    cpSync(STAGED, folder, { recursive: true });
    const [staged] = await stagedPlans(store);
    const plan = (await readPlan(store, staged?.planId as string)) as Plan;
    const left = accountsToCollect(plan).filter((_, at) => at % 2 === 1);
    const source = sourceOf(plan, left[0]?.account.id as string);
    const told: ProgressEvent[] = [];
    const options = optionsFor(store, { scope: plan.scope, progress: (event) => told.push(event) });
    const { run } = await exportSnapshot(options, systemEffects, async () => source);
    expect(source.measured).toHaveLength(1);
    expect(run.run_id.startsWith(plan.planId)).toBe(true);
    expect(run).toMatchObject({ snapshot_date: plan.snapshotDate, accounts_exported: 3, accounts_failed: 0 });
    expect(told.filter(({ type }) => type === 'notice')).toEqual([]);
    const engine = await duckdbEngine(store);
    const { pages } = await ask(engine, 'usage', {});
    const statuses: unknown[] = [];
    for await (const page of pages) statuses.push(...page.map((row) => row[5]));
    await engine.close();
    expect(statuses).toEqual(['exported', 'exported', 'exported']);
  }));

/** The organization as the plan has it, with one principal in that account. */
function sourceOf(plan: Plan, accountId: string): Source & { readonly measured: readonly string[] } {
  const source = fakeSource([{ id: accountId, principals: [{ id: 'AROALEFT', name: 'left', actions: 3 }] }]);
  return {
    ...source,
    organization: { ...plan.organization, accounts: plan.accounts.map(({ account }) => account) },
    accounts: () => plan.accounts,
  };
}

/** What earlier builds wrote, in test/fixtures/lakes: its answers stay byte for byte, and its unfinished plan is finished. */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Source } from '../../src/collect/source.js';
import { exportSnapshot } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine.js';
import { textFormat } from '../../src/query/format/formats.js';
import { ask } from '../../src/query/question/ask.js';
import type { Given } from '../../src/query/question/values.js';
import { accountsToCollect, type Plan, readPlan } from '../../src/snapshot/plan/plan.js';
import { stagedPlans } from '../../src/snapshot/staging.js';
import { folderStore } from '../../src/store/folder.js';
import { fakeSource } from '../export/fake-source.js';
import { inFolder, optionsFor } from '../export/lake.js';

const root = fileURLToPath(new URL('../fixtures/lakes/', import.meta.url));
const builds = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

describe.each(builds)('the lake of build %s', (build) => {
  const fixture = `${root}${build}`;
  const sums = readJson<Record<string, string>>(`${fixture}/answers.json`);
  const given = readJson<Record<string, Given>>(`${fixture}/arguments.json`);
  let engine: QueryEngine;
  beforeAll(async () => {
    engine = await duckdbEngine(folderStore(`${fixture}/lake`));
  });
  afterAll(() => engine.close());

  test.each(Object.keys(sums))('answers %s as that build did', async (question) => {
    const { columns, pages } = await ask(engine, question, given[question] ?? {});
    const hash = createHash('sha256');
    let csv = '';
    for await (const text of textFormat('csv', { width: 0, brief: false })(columns, pages)) csv += text;
    const kept = readFileSync(`${fixture}/answers/${question}.csv`, 'utf8');
    expect(csv.slice(0, kept.length)).toBe(kept);
    expect(hash.update(csv).digest('hex')).toBe(sums[question]);
  });
});

describe.each(builds)('the staged plan of build %s', (build) => {
  test('is resumed with the accounts that are left, and published', async () => {
    await inFolder(async (folder, store) => {
      cpSync(`${root}${build}/staged`, folder, { recursive: true });
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
      const measured = accountsToCollect(plan).filter(({ account }) => account.id !== left[0]?.account.id);
      const ids = measured.map(({ account }) => account.id).join(', ');
      const message = `policy_versions was not collected of ${ids}: an earlier version of Access Lake measured them`;
      expect(told).toContainEqual({ type: 'notice', message });
      const engine = await duckdbEngine(store);
      const { pages } = await ask(engine, 'accounts', {});
      const statuses: unknown[] = [];
      for await (const page of pages) statuses.push(...page.map((row) => row[5]));
      await engine.close();
      expect(statuses).toEqual(['exported', 'exported', 'exported']);
    });
  });
});

/** The organization as the plan has it, with one principal in that account. */
function sourceOf(plan: Plan, accountId: string): Source & { readonly measured: readonly string[] } {
  const source = fakeSource([{ id: accountId, principals: [{ id: 'AROALEFT', name: 'left', actions: 3 }] }]);
  return {
    ...source,
    organization: { ...plan.organization, accounts: plan.accounts.map(({ account }) => account) },
    accounts: () => plan.accounts,
  };
}

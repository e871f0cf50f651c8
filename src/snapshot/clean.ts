/** Takes away what a plan no longer needs, once its commit (or abandonment) is there. */
import type { ManifestFile } from '../model/summary.js';
import { type RunRow, TABLES } from '../model/tables.js';
import type { Store } from '../store/store.js';
import { attemptsFolder, commitKey, filesPrefix, planFolder, planKey } from './keys.js';
import { deleteWhere } from './lists.js';

export const filesOf = (run: RunRow): readonly ManifestFile[] => JSON.parse(run.manifest) as ManifestFile[];

/** Removes files of the plan that `run` does not name (all, where it was abandoned), then its staging, plan.json last. */
export async function cleanPlan(
  store: Store,
  plan: { readonly planId: string; readonly snapshotDate: string },
  run: RunRow | undefined,
): Promise<void> {
  const named = new Set(run === undefined ? [] : filesOf(run).map((file) => file.path));
  for (const table of TABLES) {
    if (!table.partitioned) continue;
    const prefix = filesPrefix(table.name, plan.snapshotDate, plan.planId);
    await store.abortUploads(prefix);
    await deleteWhere(store, prefix, (key) => !named.has(key));
  }
  await store.abortUploads(commitKey(plan.planId));
  await removeStaging(store, plan.planId);
}

/** The attempts go last but plan.json: they tell why something could not be measured. */
export async function removeStaging(store: Store, planId: string): Promise<void> {
  const attempts = attemptsFolder(planId);
  const plan = planKey(planId);
  await store.abortUploads(planFolder(planId));
  await deleteWhere(store, planFolder(planId), (key) => key !== plan && !key.startsWith(attempts));
  await deleteWhere(store, attempts);
  await store.delete([plan]);
}

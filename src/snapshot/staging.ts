/** The staging as it lies there: one folder a plan. */
import type { Entry, Store } from '../store/store.js';
import { planFolder, planKey, STAGING } from './keys.js';

/** A plan without an object for so long is given up: nobody works at it any more. */
export const DEAD_AFTER_MS = 12 * 3_600_000;

export interface StagedPlan {
  readonly planId: string;
  /** False: cleaned, and something was written late by a process that slept. */
  readonly hasPlan: boolean;
  /** Last change of the newest object, by the store's clock. */
  readonly newestAt: number;
  readonly bytes: number;
  readonly objects: number;
}

const PLAN_ID = /^\d{8}T\d{9}Z-[0-9a-f]+$/;

/** Every folder of the staging that is a plan's, the newest plan first. */
export async function stagedPlans(store: Store): Promise<StagedPlan[]> {
  const plans = new Map<string, StagedPlan>();
  for await (const entry of store.list(STAGING)) {
    const planId = entry.key.slice(STAGING.length).split('/')[0] as string;
    if (PLAN_ID.test(planId) && entry.key.startsWith(planFolder(planId))) {
      plans.set(planId, added(plans.get(planId), planId, entry));
    }
  }
  return [...plans.values()].reverse();
}

function added(known: StagedPlan | undefined, planId: string, entry: Entry): StagedPlan {
  return {
    planId,
    hasPlan: (known?.hasPlan ?? false) || entry.key === planKey(planId),
    newestAt: Math.max(known?.newestAt ?? 0, entry.modifiedAt),
    bytes: (known?.bytes ?? 0) + entry.bytes,
    objects: (known?.objects ?? 0) + 1,
  };
}

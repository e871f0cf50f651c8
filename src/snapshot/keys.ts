/** Where everything of a run lies within a destination. The folder _staging is gone once the run is committed. */

export const RUNS = 'runs/';
export const STAGING = '_staging/';

/** The one object that commits a plan; with no rows it abandons it, or says that its run has expired. */
export const commitKey = (planId: string): string => `${RUNS}${planId}.parquet`;

/** The plan of a commit's key. */
export const planIdOf = (key: string): string => key.slice(RUNS.length, -'.parquet'.length);

export const planFolder = (planId: string): string => `${STAGING}${planId}/`;
export const planKey = (planId: string): string => `${planFolder(planId)}plan.json`;
export const accountFolder = (planId: string, accountId: string): string => `${planFolder(planId)}${accountId}/`;
export const attemptsFolder = (planId: string): string => `${planFolder(planId)}publish/`;

/** Files of a table that belong to one plan begin with this, whatever the attempt. */
export const filesPrefix = (table: string, snapshotDate: string, planId: string): string =>
  `${table}/snapshot_date=${snapshotDate}/${planId}-`;

export const LOCKS = `${STAGING}holder/`;
export const exportLock = (scopeHash: string): string => `${LOCKS}${scopeHash}/`;
export const EXPIRE_LOCK = `${LOCKS}expire/`;
/** Below it lie the locks of the shards of a plan, and of its publisher. */
export const planLocks = (planId: string): string => `${planFolder(planId)}holder/`;
export const shardLock = (planId: string, index: number, of: number): string =>
  `${planLocks(planId)}${index}-of-${of}/`;
export const publishLock = (planId: string): string => `${planLocks(planId)}publish/`;

/** Run of attempt `attempt` of a plan: sorts by plan, then attempt. */
export const runIdOf = (planId: string, attempt: number): string => `${planId}-${String(attempt).padStart(4, '0')}`;

/** The number that a key ends with, such as the generation of a lock; undefined where it ends otherwise. */
export function numberOf(key: string, before: string, after = ''): number | undefined {
  if (!key.startsWith(before) || !key.endsWith(after)) return undefined;
  const digits = key.slice(before.length, key.length - after.length);
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}

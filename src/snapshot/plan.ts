/** The plan of a run: what is asked for, written down before the first account is touched. */
import { createHash } from 'node:crypto';
import type { Organization } from '../model/account.js';
import type { Effects } from '../model/effects.js';
import { UserError } from '../model/errors.js';
import type { PlannedAccount } from '../model/planned-account.js';
import type { Scope } from '../model/scope.js';
import { SCHEMA_VERSION } from '../model/tables.js';
import type { Store } from '../store/store.js';
import type { EncoderName } from '../tables/encoder.js';
import { getJson, putJson } from './json.js';
import { planFolder, planKey } from './keys.js';

export interface Plan {
  /** Sorts by time. */
  readonly planId: string;
  readonly schemaVersion: number;
  /** yyyy-MM-dd in UTC */
  readonly snapshotDate: string;
  readonly scope: Scope;
  readonly scopeHash: string;
  readonly organization: Omit<Organization, 'accounts'>;
  /** Every account of the organization, by ascending id. */
  readonly accounts: readonly PlannedAccount[];
  readonly encoder: EncoderName;
  /** ms since 1970 in UTC */
  readonly startedAt: number;
}

export interface PlanRequest {
  readonly scope: Scope;
  readonly organization: Organization;
  readonly accounts: readonly PlannedAccount[];
  readonly encoder: EncoderName;
  /** Undefined: today in UTC. */
  readonly snapshotDate: string | undefined;
}

/** Two runs with the same hash are the same work: the same filters over the same organization (or lone account). */
export function scopeHash(scope: Scope, organization: Organization): string {
  const whose = [organization.partition, organization.id ?? organization.callerAccountId];
  const words = [scope.thisAccount, scope.accounts, scope.excludeAccounts, scope.ous, scope.excludeOus, whose];
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16);
}

/** Writes a new plan. Its id is the time of planning and a random part: 20261125T020426123Z-9f86d081. */
export async function makePlan(store: Store, request: PlanRequest, effects: Effects): Promise<Plan> {
  const { accounts: _, ...organization } = request.organization;
  const startedAt = effects.now();
  const planId = `${new Date(startedAt).toISOString().replace(/[-:.]/g, '')}-${effects.randomId(4)}`;
  const plan: Plan = {
    planId,
    schemaVersion: SCHEMA_VERSION,
    snapshotDate: request.snapshotDate ?? new Date(startedAt).toISOString().slice(0, 10),
    scope: request.scope,
    scopeHash: scopeHash(request.scope, request.organization),
    organization,
    accounts: request.accounts,
    encoder: request.encoder,
    startedAt,
  };
  if ((await putJson(store, planKey(planId), plan, { ifAbsent: true })) === 'exists') {
    return makePlan(store, request, effects);
  }
  return plan;
}

/** The plan; undefined when there is none (never planned, or committed and cleaned). */
export async function readPlan(store: Store, planId: string): Promise<Plan | undefined> {
  const plan = await getJson<Plan>(store, planKey(planId));
  if (plan === 'damaged') {
    throw new UserError(`Cannot read plan "${planId}" in ${store.location}: its plan.json is damaged`, {
      hint: `Remove ${planFolder(planId)}: what it held is collected again.`,
    });
  }
  if (plan !== undefined && plan.schemaVersion > SCHEMA_VERSION) {
    throw new UserError(`Cannot resume plan "${planId}": a newer version of Access Lake made it`, {
      hint: 'Run that version, or abandon the plan with it (--restart).',
    });
  }
  return plan;
}

/** The accounts that the plan asks to measure. */
export function accountsToCollect(plan: Plan): readonly PlannedAccount[] {
  return plan.accounts.filter((planned) => planned.decision === 'collect');
}

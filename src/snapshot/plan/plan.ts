/** The plan of a run: what is asked for, written down before the first account is touched. */

import type { Organization, PlannedAccount } from '../../model/account.js';
import { dayOf } from '../../model/days.js';
import type { Effects } from '../../model/effects.js';
import type { Scope } from '../../model/scope.js';
import { AUTO_SOURCES, type SourceRequest } from '../../model/sources.js';
import { SCHEMA_VERSION } from '../../model/tables.js';
import type { Store } from '../../store/store.js';
import type { EncoderName } from '../../tables/encoder.js';
import { sha256Of } from '../../tools/sha256.js';
import { getJson, putJson } from '../json.js';
import { planKey } from '../keys.js';
import type { MalformedPlan } from '../malformed.js';
import { isObject } from '../shape.js';
import { PLAN_FORMAT, problemOfPlan } from './shape.js';

export interface Plan {
  /** Sorts by time. */
  readonly planId: string;
  /** {@link PLAN_FORMAT} of what wrote it. */
  readonly format: number;
  readonly schemaVersion: number;
  /** yyyy-MM-dd in UTC */
  readonly snapshotDate: string;
  readonly scope: Scope;
  readonly scopeHash: string;
  readonly organization: Omit<Organization, 'accounts'>;
  /** Every account of the organization, by ascending id. */
  readonly accounts: readonly PlannedAccount[];
  readonly encoder: EncoderName;
  /** Sources that it asks besides the reports; undefined in a plan of a version that knew no choice: all. */
  readonly sources?: readonly SourceRequest[];
  /** ms since 1970 in UTC */
  readonly startedAt: number;
}

export interface PlanRequest {
  readonly scope: Scope;
  readonly organization: Organization;
  readonly accounts: readonly PlannedAccount[];
  readonly encoder: EncoderName;
  readonly sources: readonly SourceRequest[];
  /** Undefined: today in UTC. */
  readonly snapshotDate: string | undefined;
}

/** Two runs with the same hash are the same work: the same filters over the same organization (or lone account). */
export function scopeHash(scope: Scope, organization: Organization): string {
  const whose = [organization.partition, organization.id ?? organization.callerAccountId];
  const words = [scope.thisAccount, scope.accounts, scope.excludeAccounts, scope.ous, scope.excludeOus, whose];
  return sha256Of(JSON.stringify(words)).slice(0, 16);
}

/** Writes a new plan. Its id is the time of planning and a random part: 20261125T020426123Z-9f86d081. */
export async function makePlan(store: Store, request: PlanRequest, effects: Effects): Promise<Plan> {
  const { accounts: _, ...organization } = request.organization;
  const startedAt = effects.now();
  const planId = `${new Date(startedAt).toISOString().replace(/[-:.]/g, '')}-${effects.randomId(4)}`;
  const plan: Plan = {
    planId,
    format: PLAN_FORMAT,
    schemaVersion: SCHEMA_VERSION,
    snapshotDate: request.snapshotDate ?? dayOf(startedAt),
    scope: request.scope,
    scopeHash: scopeHash(request.scope, request.organization),
    organization,
    accounts: request.accounts,
    encoder: request.encoder,
    sources: request.sources,
    startedAt,
  };
  if ((await putJson(store, planKey(planId), plan, { ifAbsent: true })) === 'exists') {
    return makePlan(store, request, effects);
  }
  return plan;
}

/** The plan, or why it cannot be believed; undefined when there is none (never planned, or committed and cleaned). */
export async function readPlan(store: Store, planId: string): Promise<Plan | MalformedPlan | undefined> {
  const key = planKey(planId);
  const plan = await getJson(store, key, isObject);
  if (plan === undefined) return undefined;
  const problem = problemOfPlan(plan, planId);
  return problem === undefined ? (plan as unknown as Plan) : { key, problem };
}

/** The sources that the plan asks. */
export function sourcesOf({ sources = AUTO_SOURCES }: Pick<Plan, 'sources'>): readonly SourceRequest[] {
  return sources;
}

/** The accounts that the plan asks to measure. */
export function accountsToCollect(plan: Plan): readonly PlannedAccount[] {
  return plan.accounts.filter((planned) => planned.decision === 'collect');
}

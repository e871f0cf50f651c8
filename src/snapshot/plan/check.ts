/** Checks a plan that is being resumed against the organization as it is listed now. */

import type { Organization, PlannedAccount } from '../../model/account.js';
import { DAY_MS, dayOf } from '../../model/days.js';
import { UserError } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { accountsToCollect, type Plan, scopeHash } from './plan.js';

const EXAMPLES = 5;

export interface Listing {
  readonly organization: Organization;
  accounts(scope: Plan['scope']): readonly PlannedAccount[];
}

/** Fails with a UserError where the plan is of another organization, of a day to come, or not of its own scope. */
export function refuseForeignPlan(plan: Plan, { organization }: Listing, now: number): void {
  refuseFuturePlan(plan, now);
  if (whose(plan.organization) !== whose(organization)) throw refused(plan, 'it is of another organization');
  if (scopeHash(plan.scope, organization) !== plan.scopeHash) throw refused(plan, 'its scope was changed');
}

/** Fails with a UserError where the plan is of a day to come: nothing could be measured for it. `now`: ms since 1970. */
export function refuseFuturePlan(plan: Plan, now: number): void {
  const tomorrow = dayOf(now + DAY_MS);
  if (plan.snapshotDate > tomorrow || plan.startedAt > now + DAY_MS) {
    throw refused(plan, `its date, "${plan.snapshotDate}", is in the future`);
  }
}

/** What a person should know of accounts that the plan leaves out and the listing would measure. */
export function leftOutOf(plan: Plan, listing: Listing): string | undefined {
  const planned = new Set(accountsToCollect(plan).map(({ account }) => account.id));
  const ids = accountsOf(listing, plan)
    .filter(({ account, decision }) => decision === 'collect' && !planned.has(account.id))
    .map(({ account }) => account.id);
  if (ids.length === 0) return undefined;
  const more = ids.length > EXAMPLES ? ', …' : '';
  return `The plan that is resumed does not measure ${ids.slice(0, EXAMPLES).join(', ')}${more}: the next export does`;
}

/** None where the scope names what the organization no longer has: those accounts were there when the plan was made. */
function accountsOf(listing: Listing, { scope }: Plan): readonly PlannedAccount[] {
  try {
    return listing.accounts(scope);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function whose({ partition, id, managementAccountId, callerAccountId }: Plan['organization']): string {
  return JSON.stringify([partition, id, managementAccountId, id === null ? callerAccountId : null]);
}

function refused({ planId }: Plan, state: string): UserError {
  return new UserError(escapeForTerminal(`Cannot resume plan "${planId}": ${state}.`), {
    hint: 'Export (or plan) with --restart, which abandons it.',
  });
}

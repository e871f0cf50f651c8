import type { Organization } from '../model/account.js';
import type { PlannedAccount } from '../model/planned-account.js';
import type { Scope } from '../model/scope.js';

export function applyScope(organization: Organization, scope: Scope): PlannedAccount[] {
  throw new Error(`not yet ${organization.id} ${scope.thisAccount}`);
}

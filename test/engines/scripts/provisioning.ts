/** Provisioning of a permission set, as Identity Center has it: asynchronous, and each account for itself. */
import { type Front, json } from './front.js';

export interface Provisioning {
  /** Accounts that have the set. */
  readonly accounts: string[];
  /** Accounts for which the next provisioning fails. */
  readonly failing: Set<string>;
  /** Accounts whose roles do not have the set as it is. */
  readonly behind: Set<string>;
}

export const provisioning: Provisioning = { accounts: ['123456789012'], failing: new Set(), behind: new Set() };

const GOOD = '00000000-0000-0000-0000-000000000000';
const BAD = '11111111-1111-1111-1111-111111111111';

const CHANGES = ['PutInlinePolicyTo', 'DeleteInlinePolicyFrom', 'AttachManagedPolicyTo', 'DetachManagedPolicyFrom'].map(
  (name) => `sso:${name}PermissionSet`,
);

export function answerProvisioning(front: Front): void {
  const { accounts, failing, behind } = provisioning;
  for (const action of CHANGES) {
    front.handlers.set(action, () => {
      for (const account of accounts) behind.add(account);
      return undefined;
    });
  }
  front.handlers.set('sso:ProvisionPermissionSet', ({ params }) => {
    const targets = params.TargetType === 'AWS_ACCOUNT' ? [String(params.TargetId)] : accounts;
    const done = targets.filter((account) => !failing.has(account));
    for (const account of done) behind.delete(account);
    const RequestId = targets.length === done.length ? GOOD : BAD;
    return json({ PermissionSetProvisioningStatus: { Status: 'IN_PROGRESS', RequestId } });
  });
  front.handlers.set('sso:DescribePermissionSetProvisioningStatus', ({ params }) => {
    const isGood = params.ProvisionPermissionSetRequestId === GOOD;
    const ended = isGood ? { Status: 'SUCCEEDED' } : { Status: 'FAILED', FailureReason: 'a role is in the way' };
    return json({ PermissionSetProvisioningStatus: ended });
  });
  front.handlers.set('sso:ListAccountsForProvisionedPermissionSet', ({ params }) => {
    const isBehind = params.ProvisioningStatus === 'LATEST_PERMISSION_SET_NOT_PROVISIONED';
    return json({ AccountIds: isBehind ? accounts.filter((account) => behind.has(account)) : accounts });
  });
  front.handlers.set('sso:ListAccountAssignments', () => json({ AccountAssignments: [{ AccountId: accounts[0] }] }));
}

/** The reads of IAM that answer from what an account holds, by action. */
import type { Body, Call } from '../call.js';
import { listGranting } from './granting.js';
import { listPage } from './lists.js';
import {
  getInline,
  getPolicy,
  getVersion,
  listAttached,
  listEntities,
  listInline,
  listPolicies,
  listVersions,
} from './policies.js';
import {
  getGroup,
  getRole,
  getUser,
  listAccessKeys,
  listGroups,
  listGroupsForUser,
  listRoles,
  listUsers,
} from './principals.js';

export const reads: Readonly<Record<string, (call: Call) => Body>> = {
  'iam:GetGroup': getGroup,
  'iam:GetGroupPolicy': getInline('Group'),
  'iam:GetPolicy': getPolicy,
  'iam:GetPolicyVersion': getVersion,
  'iam:GetRole': getRole,
  'iam:GetRolePolicy': getInline('Role'),
  'iam:GetUser': getUser,
  'iam:GetUserPolicy': getInline('User'),
  'iam:ListAccessKeys': listAccessKeys,
  'iam:ListAccountAliases': listAccountAliases,
  'iam:ListAttachedGroupPolicies': listAttached('Group'),
  'iam:ListAttachedRolePolicies': listAttached('Role'),
  'iam:ListAttachedUserPolicies': listAttached('User'),
  'iam:ListEntitiesForPolicy': listEntities,
  'iam:ListGroupPolicies': listInline('Group'),
  'iam:ListGroups': listGroups,
  'iam:ListGroupsForUser': listGroupsForUser,
  'iam:ListPolicies': listPolicies,
  'iam:ListPoliciesGrantingServiceAccess': listGranting,
  'iam:ListPolicyVersions': listVersions,
  'iam:ListRolePolicies': listInline('Role'),
  'iam:ListRoles': listRoles,
  'iam:ListUserPolicies': listInline('User'),
  'iam:ListUsers': listUsers,
};

/** An alias holds small letters, digits and dashes; an account whose name has none of them has no alias. */
function listAccountAliases(call: Call): Body {
  const account = call.world.account(call.session.caller.accountId);
  const alias = (account?.name ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return listPage(call, 'AccountAliases', alias ? [{ key: alias, xml: alias }] : []);
}

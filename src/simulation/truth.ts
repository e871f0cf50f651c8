/** What a lake must show, from the model of the organization alone, in the words of the tables. */
import type { Row, TableSchema } from '../model/schema.js';
import type {
  AccountRow,
  actionLastAccessed,
  GroupRow,
  InlinePolicyRow,
  PolicyRow,
  PolicyVersionRow,
  PrincipalRow,
  serviceLastAccessed,
} from '../model/tables.js';
import { credentialTruth, type TruthCredentials } from './truth-credentials.js';
import { hasMemberRole } from './world/account-state.js';
import { pathOf, type SimulatedAccount } from './world/accounts.js';
import { rootUserOf } from './world/credentials/root-user.js';
import {
  type AccountState,
  attachmentCount,
  boundaryUsageCount,
  type Holder,
  type ManagedPolicy,
  type Principal,
} from './world/entities.js';
import { type RegionStatus, regionsOf } from './world/regions.js';
import { type ReportedService, roleLastUsedAt } from './world/usage.js';
import type { World } from './world/world.js';

type Unplaced<T extends TableSchema> = Omit<Row<T>, 'run_id'>;
export type TruthServiceRow = Unplaced<typeof serviceLastAccessed>;
export type TruthActionRow = Unplaced<typeof actionLastAccessed>;

type MeasuredByRun = 'status' | 'error_code' | 'error_message' | 'job_id' | 'generated_at';

export interface TruthPrincipal {
  /** The row of the table principals, without what a run adds. */
  readonly row: Omit<PrincipalRow, MeasuredByRun>;
  /** Its rows of service_last_accessed, by service_namespace. Made when asked for. */
  services(): TruthServiceRow[];
  /** Its rows of action_last_accessed, by service_namespace and action_name. Made when asked for. */
  actions(): TruthActionRow[];
}

type TruthAccountRow = Pick<
  AccountRow,
  | 'account_id'
  | 'account_name'
  | 'account_state'
  | 'is_management_account'
  | 'joined_at'
  | 'ou_id'
  | 'ou_path'
  | 'ou_path_names'
  | 'email'
  | 'tags'
>;

type TruthRootColumns = Pick<AccountRow, 'root_has_password' | 'root_has_access_keys' | 'root_has_mfa'>;

export interface TruthRegion {
  readonly account_id: string;
  readonly region: string;
  readonly opt_status: RegionStatus;
}

export interface TruthAccount {
  readonly row: TruthAccountRow;
  /** Columns of its row that IAM tells where the account is listed. */
  readonly root: TruthRootColumns;
  /** Whether the role that the hub assumes exists there. */
  readonly hasMemberRole: boolean;
  /** Users, then roles, each by name, also those of an account that is closed. Made when looked at first. */
  readonly principals: readonly TruthPrincipal[];
  readonly groups: readonly GroupRow[];
  /** Every policy of the account, and those of AWS that it uses. */
  readonly policies: readonly PolicyRow[];
  readonly policyVersions: readonly PolicyVersionRow[];
  readonly inlinePolicies: readonly InlinePolicyRow[];
  /** Every Region, by name. */
  readonly regions: readonly TruthRegion[];
  /** What root and users sign in with. Made when looked at first. */
  readonly credentials: TruthCredentials;
}

export interface Truth {
  readonly organizationId: string;
  readonly managementAccountId: string;
  readonly callerArn: string;
  readonly callerAccountId: string;
  /** ms since 1970: midnight in UTC of the clock's date */
  readonly asOf: number;
  /** By ascending id. */
  readonly accounts: readonly TruthAccount[];
}

export function truthOf(world: World): Truth {
  const { organization, hubArn, asOf } = world;
  const accounts = [...organization.accounts].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    organizationId: organization.id,
    managementAccountId: organization.managementAccountId,
    callerArn: hubArn,
    callerAccountId: organization.hubAccountId,
    asOf,
    accounts: accounts.map((account) => accountTruth(world, account)),
  };
}

function accountTruth(world: World, account: SimulatedAccount): TruthAccount {
  const state = world.state(account.id);
  const holders = [...state.users, ...state.roles, ...state.groups];
  const policies = [...state.localPolicies, ...state.awsPolicies];
  let principals: readonly TruthPrincipal[] | undefined;
  let credentials: TruthCredentials | undefined;
  return {
    row: accountRow(world, account),
    root: rootColumns(account.id),
    hasMemberRole: hasMemberRole(account),
    get principals() {
      principals ??= [...state.users, ...state.roles].map((principal) => principalTruth(world, state, principal));
      return principals;
    },
    get credentials() {
      credentials ??= credentialTruth(world, state);
      return credentials;
    },
    regions: regionsOf(state).map(({ name, status }) => ({ account_id: account.id, region: name, opt_status: status })),
    groups: state.groups.map((group) => ({
      account_id: account.id,
      group_arn: group.arn,
      group_id: group.id,
      group_name: group.name,
      path: group.path,
      created_at: group.createdAt,
      ...policiesOf(group),
    })),
    policies: policies.map((policy) => policyRow(account.id, policy, holders)),
    policyVersions: policies.flatMap((policy) => versionRows(account.id, policy)),
    inlinePolicies: holders.flatMap((holder) => inlineRows(account.id, holder)),
  };
}

function rootColumns(accountId: string): TruthRootColumns {
  const { hasPassword, hasAccessKeys, hasMfa } = rootUserOf(accountId);
  return { root_has_password: hasPassword, root_has_access_keys: hasAccessKeys, root_has_mfa: hasMfa };
}

function accountRow({ organization }: World, account: SimulatedAccount): TruthAccountRow {
  return {
    account_id: account.id,
    account_name: account.name,
    account_state: account.state,
    is_management_account: account.id === organization.managementAccountId,
    joined_at: account.joinedAt,
    ou_id: account.unit.id,
    ou_path: pathOf(account.unit, 'id'),
    ou_path_names: pathOf(account.unit, 'name'),
    email: account.email,
    tags: account.tags,
  };
}

function principalTruth(world: World, { accountId, asOf }: AccountState, principal: Principal): TruthPrincipal {
  const report = world.report(principal, asOf);
  const used = principal.type === 'role' ? roleLastUsedAt(principal, report, asOf) : null;
  // Computed each time it is asked for: many principals' reports at once take more memory than a test has.
  const again = () => world.report(principal, asOf);
  return {
    row: {
      account_id: accountId,
      principal_arn: principal.arn,
      principal_id: principal.id,
      principal_type: principal.type,
      principal_name: principal.name,
      path: principal.path,
      permission_set_name: principal.permissionSetName,
      created_at: principal.createdAt,
      is_service_linked: principal.isServiceLinked,
      role_last_used_at: used,
      role_last_used_region: used === null ? null : principal.habit.region,
      password_last_used_at: principal.passwordLastUsedAt,
      permissions_boundary_arn: principal.boundary?.arn ?? null,
      ...policiesOf(principal),
      group_names: principal.type === 'user' ? principal.groups.map(({ name }) => name) : null,
      tags: principal.tags,
      assume_role_policy_document: principal.trust,
      services_granted: report.length,
      services_accessed: report.filter(({ lastAccessedAt }) => lastAccessedAt > 0).length,
      actions_tracked: report.reduce((sum, { actions }) => sum + actions.length, 0),
      actions_accessed: report.reduce((sum, service) => sum + accessed(service), 0),
    },
    services: () => again().map((service) => serviceRow(accountId, principal, service)),
    actions: () => again().flatMap((service) => actionRows(world, accountId, principal, service)),
  };
}

function serviceRow(accountId: string, { arn, habit }: Principal, reported: ReportedService): TruthServiceRow {
  const isUsed = reported.lastAccessedAt > 0;
  return {
    account_id: accountId,
    principal_arn: arn,
    service_namespace: reported.service.namespace,
    service_name: reported.service.name,
    last_accessed_at: isUsed ? reported.lastAccessedAt : null,
    last_accessed_region: isUsed ? habit.region : null,
    last_accessed_entity_arn: isUsed ? arn : null,
    total_authenticated_entities: isUsed ? 1 : 0,
    actions_tracked: reported.actions.length,
    actions_accessed: accessed(reported),
  };
}

function actionRows(
  { catalog }: World,
  accountId: string,
  { arn, habit }: Principal,
  { service, actions, actionTimes }: ReportedService,
): TruthActionRow[] {
  return Array.from(actions, (action, place) => {
    const at = actionTimes?.[place] ?? Number.NaN;
    const isUsed = at > 0;
    return {
      account_id: accountId,
      principal_arn: arn,
      service_namespace: service.namespace,
      action_name: catalog.actionNames[action] as string,
      last_accessed_at: isUsed ? at : null,
      last_accessed_region: isUsed ? habit.region : null,
      last_accessed_entity_arn: isUsed ? arn : null,
    };
  });
}

function accessed({ actionTimes }: ReportedService): number {
  return actionTimes?.reduce((count, at) => count + (at > 0 ? 1 : 0), 0) ?? 0;
}

function policiesOf({ attached, inline }: Holder): { attached_policy_arns: string[]; inline_policy_names: string[] } {
  return { attached_policy_arns: attached.map(({ arn }) => arn), inline_policy_names: inline.map(({ name }) => name) };
}

function policyRow(accountId: string, policy: ManagedPolicy, holders: readonly Holder[]): PolicyRow {
  const [inForce] = policy.versions;
  return {
    account_id: accountId,
    policy_arn: policy.arn,
    policy_id: policy.id,
    policy_name: policy.name,
    path: policy.path,
    is_aws_managed: policy.isAwsManaged,
    default_version_id: inForce.versionId,
    document: inForce.document,
    created_at: policy.createdAt,
    updated_at: inForce.createdAt,
    attachment_count: attachmentCount(policy, holders),
    permissions_boundary_usage_count: boundaryUsageCount(policy, holders),
  };
}

function versionRows(accountId: string, { arn, versions }: ManagedPolicy): PolicyVersionRow[] {
  return versions.map(({ versionId, createdAt }, at) => ({
    account_id: accountId,
    policy_arn: arn,
    version_id: versionId,
    is_default: at === 0,
    created_at: createdAt,
  }));
}

function inlineRows(accountId: string, holder: Holder): InlinePolicyRow[] {
  const owner_type = 'type' in holder ? (holder as Principal).type : 'group';
  return holder.inline.map(({ name, document }) => ({
    account_id: accountId,
    owner_arn: holder.arn,
    owner_type,
    policy_name: name,
    document,
  }));
}

/** What the columns of the views mean: said here once, or in the declaration of the table that a column comes from. */
import { SOURCES as EVIDENCE_SOURCES } from '../../model/sources.js';
import { ALL_TABLES, PARTITION_KEY, TABLES } from '../../model/tables.js';
import type { View } from '../sql/views.js';

export interface DescribedView extends Pick<View, 'name' | 'topic' | 'comment' | 'grain'> {
  readonly columns: readonly DescribedColumn[];
}

export interface DescribedColumn {
  readonly name: string;
  /** In SQL's words, lower case. */
  readonly type: string;
  readonly comment: string | undefined;
}

/** Tables whose words hold for a view, the first that has the column; of other views, the one meaning that all tables but those of sources give. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  action_access: ['action_last_accessed', 'actions'],
  action_access_until: ['action_last_accessed', 'actions'],
  bi_accounts: ['derived_trends'],
  bi_coverage: ['accounts'],
  bi_owners: ['derived_trends'],
  bi_permission_sets: ['derived_trends'],
  bi_services: ['derived_trends'],
  bi_tasks: ['derived_worklist'],
  bi_worklist: ['derived_worklist'],
  first_seen_actions: ['seen_actions'],
  first_seen_services: ['seen_services'],
  known_action_uses: ['action_uses'],
  judgement_runs: ['derived_judgements'],
  known_actions: ['action_last_accessed'],
  known_granted_lists: ['granted_lists'],
  known_holders: ['policy_statements', 'principals'],
  known_listings: ['principals'],
  known_principal_grants: ['principal_grants'],
  known_seen_actions: ['seen_actions'],
  known_seen_services: ['seen_services'],
  known_service_uses: ['service_uses'],
  known_witnesses: ['witnesses'],
  last_action_uses: ['action_uses'],
  last_service_uses: ['service_uses'],
  idle_principals: ['principals'],
  left_accounts: ['accounts'],
  listed_accounts: ['accounts'],
  listed_principals: ['principals'],
  measured_actions: ['action_last_accessed'],
  service_access: ['service_last_accessed'],
  service_access_until: ['service_last_accessed'],
  holders: ['derived_subject_members', 'derived_judged_principals'],
  permission_uses: ['derived_judged_uses', 'derived_judged_principals'],
  permissions: ['derived_judged_principals', 'derived_judged_grants', 'derived_judged_lists', 'derived_judged_uses'],
  principals_judged: ['derived_judged_principals'],
  shared_permissions: ['derived_judged_subject_items'],
  snapshot_accounts: ['accounts'],
  snapshot_actions: ['actions'],
  snapshot_groups: ['groups'],
  snapshot_inline_policies: ['inline_policies'],
  snapshot_owners: ['derived_owners'],
  snapshot_policies: ['policies'],
  snapshot_policy_dates: ['policies'],
  snapshot_policy_statements: ['policy_statements'],
  snapshot_principal_grants: ['principal_grants'],
  snapshot_principals: ['principals'],
  snapshot_runs: ['runs'],
  snapshot_sources: ['evidence_sources'],
  snapshot_worklist: ['derived_worklist'],
  trend_runs: ['derived_trends'],
  trends: ['derived_trends'],
  unmeasured: ['actions', 'accounts', 'principals'],
  untracked_actions: ['actions'],
};

const GAP_STATUS = 'Of an account failed, skipped or excluded, of a principal failed or deleted';
const ouLevel = (at: string, above = ''): string =>
  `${at} organizational unit${above} above the account by name, by ID where a name is not known; null: no such unit`;
const TAGS_OF_ACCOUNT = 'Tags of the account as JSON; {} where there are none, null where they are not known';
const OF_BI = 'Date of the snapshot in UTC, as a DATE';
const uses = (when: string): string => `Grants that were last used ${when} the snapshot`;

/** Of views of tasks. */
const OF_TASK = {
  step: 'DELETE: no use within 90 days is known; NARROW: what nobody used can be removed',
  subject_type: 'PERMISSION_SET, MANAGED_POLICY or PRINCIPAL',
  task_state: 'What became of it: OPEN, NEW, DONE, USED, EXCEPTED or NOT_COMPARED; null: no earlier snapshot',
  grant_age: 'The least known age of a grant that can be removed: KNOWN, BOUNDED or UNKNOWN',
  services_removable: 'Services that no holder used and that can be removed',
  actions_removable: 'Actions that no holder used and that can be removed, those of the removable services included',
  subject: 'Name of the permission set, ARN of the policy, user or role',
  account_id: 'Account of the policy, user or role; null: a permission set, which is of no account',
  account_name: 'Name of that account; null as account_id',
  tasks: '1: the task; summed, the tasks',
};

const REASON = 'First reason that speaks against it at 90 days, as the view reasons explains it; null: none';

const OWNER =
  'Who answers for them: by the first of owner_tags that the user or role has, else the owners file, else the tag or the e-mail address of its account; null: nobody is named';
const OWNER_OR_NONE = `${OWNER}, or \`derive\` wrote no owners beside the judgement`;

/** Of permissions, and of those that several hold. */
const OF_PERMISSION = {
  owner: OWNER_OR_NONE,
  service_namespace: 'Service namespace as in a policy, such as s3; null: the row says what was not measured',
  action_name: 'Action as IAM writes it; empty: the service itself',
  power: 'What the action lets its holder do: reads, writes or gives rights; null: a service',
  removable_days:
    'For how many days nothing has spoken against taking it away, 400 at most; null: something always does',
  reason: REASON,
};

/** Where a view says it in its own words. */
const OF_VIEW: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  action_access: { state: 'ACCESSED, NOT_ACCESSED, or NOT_MEASURED: what the principal did is not known' },
  bi_accounts: { snapshot_date: OF_BI },
  judgement_state: {
    state:
      'current: of the runs, files and statements of now; stale: of others, or with rows missing; missing: it was not judged',
    since_run_id: 'First run that the judgement does not know; null: it is current or missing, or lacks no run',
    what_to_run: 'Command that judges the snapshot again; null: it is current',
    judgement_id: 'Its judgement; null: it has no current one',
  },
  holders: {
    reason: 'NOT_MEASURED: the snapshot has no current judgement; else null',
  },
  permissions: OF_PERMISSION,
  permission_uses: {
    action_name: 'Action in lower case; empty: the service itself',
    used_days: 'Days since the last use, 400 at most; -1: the report of the snapshot shows it',
    reason: 'NOT_MEASURED: the snapshot has no current judgement; else null',
  },
  principals_judged: {
    owner: OWNER_OR_NONE,
    is_administrator:
      'Whether it is granted an action by which it may give itself any permission; null: it was not measured',
    is_dormant: 'Whether nothing speaks against calling the role dormant at 90 days; null: not known',
    reason: REASON,
  },
  shared_permissions: OF_PERMISSION,
  reasons: {
    bit: 'Its bit in fixed_reasons',
    code: 'Code of the reason',
    sentence: 'What it says of one row',
    released_by: 'Option of the questions that lets it go; null: none does',
  },
  bi_coverage: {
    snapshot_date: OF_BI,
    accounts: '1: the account; summed, the accounts',
    principals_failed:
      'Users and roles that were listed and not measured, beside those of an account whose listing did not complete; never null',
  },
  bi_owners: { snapshot_date: OF_BI },
  bi_permission_sets: { snapshot_date: OF_BI, permission_set_name: 'Permission set of IAM Identity Center' },
  bi_services: {
    snapshot_date: OF_BI,
    services_granted: 'Grants: principals to whom the service is granted, measured ones alone',
  },
  bi_tasks: {
    snapshot_date: OF_BI,
    ...OF_TASK,
    task_state: 'What became of it: OPEN, NEW, DONE, USED, EXCEPTED or NOT_COMPARED',
  },
  bi_worklist: {
    snapshot_date: OF_BI,
    ...OF_TASK,
    holders: 'Users and roles that hold it: 1, where the task is of one',
  },
  first_seen_actions: { first_generated_at: 'Earliest report of any snapshot with a row of it' },
  first_seen_services: { first_generated_at: 'Earliest report of any snapshot with a row of it' },
  action_powers: {
    action_key: 'Action in lower case, without its service',
    power: 'administrator, escalates, changes_policies, writes or reads',
  },
  idle_by_design: {
    name: 'Name, or ARN of a policy of AWS, * for any characters',
    name_pattern: 'The name as a pattern of LIKE in lower case with ! as its escape',
    reason: 'Why it is idle: the end of a sentence',
  },
  idle_by_trust: {
    name: 'Name of the service, * for any characters',
    trusted_pattern: 'Whom a trust policy allows, as a pattern of LIKE in lower case with ! as its escape',
    reason: 'Why roles that trust it are idle: the end of a sentence',
  },
  known_holders: {
    policy_type: 'managed or inline',
    owner_arn: 'ARN of the managed policy; else of the user, role or group in which the inline one lies',
    policy_name: 'Name of the inline policy; null: a managed one',
    group_name: 'Group by which the principal holds it; null: itself',
  },
  idle_principals: {
    is_by_name: 'Whether its name is listed: idle_by_design; else a service that it trusts: idle_by_trust',
    name: 'Name in the list',
    reason: 'Why it is idle: the end of a sentence',
  },
  left_accounts: {
    status: 'left',
    error_code: 'Left',
    error_message: 'Since when, as a sentence',
    principal_arn: 'Always null: the row is of an account',
    principal_name: 'Always null: the row is of an account',
    tags: 'Always null: the row is of an account',
  },
  listed_accounts: { tags: TAGS_OF_ACCOUNT },
  snapshot_accounts: { tags: TAGS_OF_ACCOUNT },
  snapshot_groups: { attached_policy_arns: 'Managed policies attached to it, in order, joined by ", "' },
  snapshot_policy_dates: {
    changed_at: 'When the version in force was created, else when the policy was last changed; null: not known',
  },
  tag_regions: { region: 'Region that a tag names, in lower case' },
  unmeasured: { status: GAP_STATUS },
  untracked_actions: { state: 'NOT_TRACKED: whether it is granted and used is not known' },
};

/** Columns that have one meaning in all views. */
const OF_ALL: Readonly<Record<string, string>> = {
  account_coverage:
    'Share of the users and roles of the account that were measured, 0 to 1; 0 where it was not measured to the end. Divide its sum by that of accounts',
  accounts_complete: '1: the account was measured to the end, and every user and role of it; else 0',
  accounts_incomplete: '1: something of the account was not measured; else 0',
  action_key: 'Action without its service, A to Z in lower case: names are compared so',
  action_pattern: 'Actions, as a pattern of LIKE in lower case with ! as its escape',
  attached_policy_arns: 'Managed policies attached to it, in order, joined by ", "',
  blind_until:
    'IAM may not have seen the principal until then, because it was active in a Region that is not tracked; null: the use does not say so',
  days_since_last_access: 'Whole days from the last use to the report; null: none was seen',
  evidence_days:
    'Days for which silence says something, at most 400: less of a young principal, of one that was active where IAM does not look, of an action tracked later; null: not known',
  first_reported_at: 'First report that shows it; null: none says when it was made',
  first_witnessed_at: 'First report of a witness that is not denied the service; null: no such witness',
  grant_first_seen_at: 'Report of the first snapshot of the unbroken series up to this one that saw the grant',
  grant_start_seen:
    'Whether an earlier snapshot measured the principal without it; false: the grant is at least as old',
  grants_never_used: 'Grants with evidence of 90 days or more and no known use',
  grants_use_unknown: 'Grants with neither a known use nor enough evidence',
  grants_used_180: uses('90 to 179 days before'),
  grants_used_400: uses('180 to 399 days before'),
  grants_used_90: uses('less than 90 days before'),
  grants_used_older: uses('400 days or more before'),
  group_names: 'Groups of the user, in order, joined by ", "; null for a role',
  has_unlisted_use:
    'Whether the role was used more than a day after any use of a service that its identity policies grant; null: a user, or not measured',
  inline_policy_names: 'Inline policies in it, in order, joined by ", "',
  own_accessed_at: 'Last use as the run knows it that the snapshot shows; null: it knows none',
  is_default: 'Whether a question without a date counts uses until then',
  is_granted:
    'Whether the snapshot grants it; false: a use of somebody who lost the grant or is gone; null: not measured',
  is_closed: 'Whether the account is suspended or closed, so that nobody in it can use anything',
  is_latest: '1: of the newest snapshot of all accounts; else 0',
  is_new: 'Whether a witness reported before it was first shown, so that IAM did not track it then',
  service_used_at: 'When it last used a service there, by rows of services alone; null: no such row has a time',
  is_untracked_region: 'Whether IAM does not track the Region',
  is_whole: 'Whether a run was asked for all accounts',
  last_accessed_run_id:
    'Run that saw the last use, of several that saw the same time the newest; null: no use is known',
  last_known_access_at: 'Last use that this or an earlier snapshot saw; null: none',
  last_measured_date: 'Last date that measured the account, of one that a partial snapshot does not measure; else null',
  last_service_accessed_at: 'Last use of a service that its identity policies grant; null: none was seen',
  last_used_at: 'Last use by a service, an action, RoleLastUsed or a sign-in, as this run saw it; null: none was seen',
  ou_level_1: ouLevel('First', ' below the root'),
  ou_level_2: ouLevel('Second'),
  ou_level_3: ouLevel('Third'),
  ou_level_4: ouLevel('Fourth'),
  ou_name: 'Names from the root down to the OU, joined by /; IDs where names are not known',
  owner: OWNER,
  permission_set_name: 'Permission set of IAM Identity Center that made the role; else null',
  principal_evidence_days:
    'Days for which silence of the principal says something, at most 400, as evidence_days of snapshot_principals',
  reason: 'Why its silence says nothing: the end of a sentence',
  region: 'Region of the use, or of the table of Regions; null: not recorded',
  run_date: 'Date of the snapshot of the run, yyyy-MM-dd',
  run_finished_at: 'When the run was published',
  service_last_accessed_at: 'Last use of the service, by whichever action; null: none was seen',
  service_pattern: 'Services, as a pattern of LIKE in lower case with ! as its escape',
  snapshot_date: PARTITION_KEY.comment,
  state: 'ACCESSED, NOT_ACCESSED, or NOT_MEASURED: what the principal did is not known',
  tag_key: 'Key of the tag',
  tag_value: 'Value of the tag',
  tags: 'Tags as JSON; {} where there are none',
  until_date: 'Date of a snapshot: runs of later dates are not known',
  untracked_regions:
    'Regions that IAM does not track and in which the principal was active, joined by ", "; null: none is known',
  uses_until: 'Date until which runs count for what was used, yyyy-MM-dd',
  used_at: 'When it was used',
  whole_date: 'Last date before it that a run of all accounts began',
  witnessed_at: 'First report of a witness of the run that is not denied the service',
};

/** Only a view that names one of them takes its words. */
const TABLES_OF_SOURCES: readonly string[] = EVIDENCE_SOURCES.flatMap(({ tables }) => tables);

/** The meaning of a column of a view; undefined where nobody says it. In `<view>_by_date` a column is what it is in `<view>`. */
export function columnComment(view: string, column: string): string | undefined {
  const name = view.replace(/_by_date$/, '');
  return OF_VIEW[name]?.[column] ?? OF_ALL[column] ?? fromTables(name, column);
}

function fromTables(view: string, column: string): string | undefined {
  const commentIn = (table: (typeof ALL_TABLES)[number]): string | undefined =>
    Object.entries(table.columns).find(([name]) => name === column)?.[1].comment;
  const sources = SOURCES[view] ?? [];
  const named = sources.flatMap((source) => ALL_TABLES.filter(({ name }) => name === source));
  const [own] = named.map(commentIn).filter((comment) => comment !== undefined);
  if (own !== undefined) return own;
  const general = TABLES.filter((table) => !TABLES_OF_SOURCES.includes(table.name));
  const meanings = new Set(general.map(commentIn).filter((comment) => comment !== undefined));
  return meanings.size === 1 ? [...meanings][0] : undefined;
}

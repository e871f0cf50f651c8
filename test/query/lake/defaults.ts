/** What a cell holds that the text of a lake leaves out: as a collection of an ordinary account would have written it. */
import { dayOf } from '../../../src/model/days.js';
import { trackedSince } from '../../../src/model/reference.js';
import type { TextRow } from './text-tables.js';

type Defaults = (row: TextRow, date: string) => Readonly<Record<string, string>>;

const none: Defaults = () => ({});

/** By table; `-` is null. */
export const DEFAULTS: Readonly<Record<string, Defaults>> = {
  runs: (row) => ({
    schema_version: '1',
    tool_version: '0.1.0',
    aws_partition: 'aws',
    organization_id: 'o-example',
    management_account_id: '111111111111',
    caller_arn: 'arn:aws:iam::111111111111:role/exporter',
    scope: '{}',
    reference_date: '2026-02-13',
    tracked_as_of: '2026-02-13',
    started_at: `${row.snapshot_date} 05:00`,
    finished_at: `${row.snapshot_date} 07:00`,
    ...Object.fromEntries(COUNTS_OF_A_RUN.map((name) => [name, '0'])),
  }),
  accounts: (row, date) => ({
    account_state: 'ACTIVE',
    is_management_account: 'false',
    status: 'exported',
    ou_id: row.ou_path?.split('/').at(-1) ?? '-',
    joined_at: '2020-01-01',
    email: `aws+${row.account_id}@example.com`,
    tags: '',
    started_at: `${date} 05:30`,
    finished_at: `${date} 06:30`,
  }),
  principals: (row, date) => {
    const [kind = '', ...names] = (row.principal_arn as string).split(':').at(-1)?.split('/') ?? [];
    const name = names.at(-1) as string;
    return {
      account_id: accountOf(row),
      principal_id: `${kind === 'role' ? 'AROA' : 'AIDA'}${name.toUpperCase()}`,
      principal_type: kind,
      principal_name: name,
      path: `/${names.slice(0, -1).join('/')}${names.length > 1 ? '/' : ''}`,
      is_service_linked: String(names[0] === 'aws-service-role'),
      status: 'exported',
      tags: '',
      attached_policy_arns: '',
      inline_policy_names: '',
      ...((row.status || 'exported') === 'exported' ? { generated_at: `${date} 06:00` } : {}),
    };
  },
  service_last_accessed: (row) => ({
    account_id: accountOf(row),
    service_name: `Service ${row.service_namespace}`,
    last_accessed_entity_arn: row.last_accessed_at === '-' ? '-' : (row.principal_arn as string),
    total_authenticated_entities: row.last_accessed_at === '-' ? '0' : '1',
    actions_tracked: '0',
    actions_accessed: '0',
  }),
  action_last_accessed: (row) => ({
    account_id: accountOf(row),
    last_accessed_entity_arn: row.last_accessed_at === '-' ? '-' : (row.principal_arn as string),
  }),
  actions: (row) => ({
    tracked_since: row.is_tracked === 'true' ? dayOf(trackedSince(row.service_namespace as string)) : '-',
  }),
  groups: none,
  policies: none,
  policy_versions: none,
  action_uses: none,
  account_counts: none,
  inline_policies: none,
  witnesses: () => ({ denied_services: '' }),
};

const COUNTS_OF_A_RUN = [
  'accounts_total',
  'accounts_exported',
  'accounts_failed',
  'accounts_skipped',
  'accounts_excluded',
  'principals_total',
  'principals_exported',
  'principals_failed',
  'principals_deleted',
  'service_rows',
  'action_rows',
  'api_calls',
  'throttled_calls',
];

function accountOf(row: TextRow): string {
  return (row.principal_arn as string).split(':')[4] as string;
}

/** One snapshot as the proposals see it: documents, and everybody who holds them. */
import type { QueryEngine, QueryOptions } from '../../query/engine.js';
import { listed, numberOrNull, type Row, rowsOf, text, textOrNull } from './statements.js';

export interface Principal {
  readonly accountId: string;
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly type: 'user' | 'role';
  readonly path: string;
  readonly permissionSet: string | null;
  readonly isServiceLinked: boolean;
  readonly boundaryArn: string | null;
  readonly attached: readonly string[];
  readonly inline: readonly string[];
  readonly groups: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly isMeasured: boolean;
  readonly errorCode: string | null;
  readonly isDeleted: boolean;
  /** Null: not known. */
  readonly evidenceDays: number | null;
  readonly ouPath: string | null;
  readonly actions: number;
  /** The latest use of anything; null: none is known. */
  readonly lastUsedAt: string | null;
}

export interface Group {
  readonly accountId: string;
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly attached: readonly string[];
  readonly inline: readonly string[];
}

export interface ManagedPolicy {
  readonly accountId: string;
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly isAwsManaged: boolean;
  readonly defaultVersionId: string | null;
  readonly document: string | null;
  readonly updatedAt: string | null;
  readonly attachments: number | null;
  readonly boundaryUses: number | null;
  readonly ouPath: string | null;
}

export interface InlinePolicy {
  readonly accountId: string;
  readonly ownerArn: string;
  readonly ownerType: string;
  readonly name: string;
  readonly document: string | null;
  readonly ouPath: string | null;
}

export interface Account {
  readonly id: string;
  readonly state: string | null;
  readonly ouPath: string | null;
  readonly isManagement: boolean;
  readonly status: string;
  readonly errorCode: string | null;
}

export interface Snapshot {
  readonly date: string;
  readonly principals: readonly Principal[];
  readonly groups: readonly Group[];
  readonly policies: readonly ManagedPolicy[];
  readonly inline: readonly InlinePolicy[];
  readonly accounts: readonly Account[];
  /** Regions of the uses that the rows of services tell, by account. */
  readonly regions: readonly { readonly accountId: string; readonly region: string }[];
}

export async function readSnapshot(engine: QueryEngine, date: string, options: QueryOptions): Promise<Snapshot> {
  const read = async <T>(name: string, made: (row: Row) => T): Promise<T[]> => {
    const all: T[] = [];
    for await (const row of rowsOf(engine, name, { snapshot_date: date }, options)) all.push(made(row));
    return all;
  };
  return {
    date,
    principals: await read('principals', principalOf),
    groups: await read('groups', groupOf),
    policies: await read('policies', policyOf),
    inline: await read('inline_policies', inlineOf),
    accounts: await read('accounts', accountOf),
    regions: await read('regions', (row) => ({ accountId: text(row, 'account_id'), region: text(row, 'region') })),
  };
}

function principalOf(row: Row): Principal {
  const status = text(row, 'status');
  return {
    accountId: text(row, 'account_id'),
    arn: text(row, 'principal_arn'),
    id: text(row, 'principal_id'),
    name: text(row, 'principal_name'),
    type: text(row, 'principal_type') as Principal['type'],
    path: text(row, 'path'),
    permissionSet: textOrNull(row, 'permission_set_name'),
    isServiceLinked: row.is_service_linked === true,
    boundaryArn: textOrNull(row, 'permissions_boundary_arn'),
    attached: listed(row, 'attached_policy_arns'),
    inline: listed(row, 'inline_policy_names'),
    groups: listed(row, 'group_names'),
    tags: JSON.parse(textOrNull(row, 'tags') ?? '{}'),
    isMeasured: status === 'exported',
    errorCode: textOrNull(row, 'error_code'),
    isDeleted: status === 'deleted',
    evidenceDays: numberOrNull(row, 'evidence_days'),
    ouPath: textOrNull(row, 'ou_path'),
    actions: numberOrNull(row, 'actions_tracked') ?? 0,
    lastUsedAt: textOrNull(row, 'last_used_at'),
  };
}

function groupOf(row: Row): Group {
  return {
    accountId: text(row, 'account_id'),
    arn: text(row, 'group_arn'),
    name: text(row, 'group_name'),
    path: text(row, 'path'),
    attached: listed(row, 'attached_policy_arns'),
    inline: listed(row, 'inline_policy_names'),
  };
}

function policyOf(row: Row): ManagedPolicy {
  return {
    accountId: text(row, 'account_id'),
    arn: text(row, 'policy_arn'),
    name: text(row, 'policy_name'),
    path: textOrNull(row, 'path') ?? '/',
    isAwsManaged: row.is_aws_managed === true,
    defaultVersionId: textOrNull(row, 'default_version_id'),
    document: textOrNull(row, 'document'),
    updatedAt: textOrNull(row, 'updated_at'),
    attachments: numberOrNull(row, 'attachment_count'),
    boundaryUses: numberOrNull(row, 'permissions_boundary_usage_count'),
    ouPath: textOrNull(row, 'ou_path'),
  };
}

function inlineOf(row: Row): InlinePolicy {
  return {
    accountId: text(row, 'account_id'),
    ownerArn: text(row, 'owner_arn'),
    ownerType: text(row, 'owner_type'),
    name: text(row, 'policy_name'),
    document: textOrNull(row, 'document'),
    ouPath: textOrNull(row, 'ou_path'),
  };
}

function accountOf(row: Row): Account {
  return {
    id: text(row, 'account_id'),
    state: textOrNull(row, 'account_state'),
    ouPath: textOrNull(row, 'ou_path'),
    isManagement: row.is_management_account === true,
    status: text(row, 'status'),
    errorCode: textOrNull(row, 'error_code'),
  };
}

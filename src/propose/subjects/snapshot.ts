/** One snapshot as the proposals see it: documents, and everybody who holds them. */
import { setImmediate as turn } from 'node:timers/promises';
import { daysBefore } from '../../model/days.js';
import type { QueryEngine, QueryOptions } from '../../query/engine/engine.js';
import { grouped } from './grouped.js';
import { listed, numberOrNull, type Row, rowsOf, type StatementValues, text, textOrNull } from './statements.js';

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
  /** Created within the days. */
  readonly isYoung: boolean;
  /** Where it was active within the days and IAM does not track, joined by a comma and a space; null: nowhere. */
  readonly blindRegions: string | null;
  /** Used within the days, and later than any of its rows tells. */
  readonly hasUnlistedUse: boolean;
  /** Whom its trust policy allows, as type:value. */
  readonly trusted: readonly string[];
  /** A role against whose deletion nothing is known but that somebody may keep it. */
  readonly isDormant: boolean;
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
  readonly createdAt: string | null;
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

/** A text that a policy had in an earlier snapshot. */
export interface EarlierText {
  readonly text: string;
  /** When it came; null: an inline policy. */
  readonly changedAt: string | null;
  /** The first snapshot that shows it. */
  readonly firstDate: string;
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
  /** Of policies that changed within the days, by their keys. */
  readonly earlier: ReadonlyMap<string, readonly EarlierText[]>;
}

/** The snapshot, and the days that count back from it. */
export interface Period {
  readonly date: string;
  readonly days: number;
  /** The earliest snapshot whose texts documents may have had within the days. */
  readonly textsFrom: string;
  /** The latest date whose uses count. */
  readonly usesUntil: string;
}

const ROWS_A_TURN = 500;

export async function readSnapshot(engine: QueryEngine, period: Period, options: QueryOptions): Promise<Snapshot> {
  const { date, days, textsFrom: texts_from, usesUntil: uses_until } = period;
  const read = async <T>(name: string, made: (row: Row) => T, more: StatementValues = {}): Promise<T[]> => {
    const all: T[] = [];
    for await (const row of rowsOf(engine, name, { snapshot_date: date, ...more }, options)) {
      all.push(made(row));
      if (all.length % ROWS_A_TURN === 0) await turn(); // progress shows while thousands of documents are read
    }
    return all;
  };
  const idOf = (row: Row): string => `${text(row, 'account_id')} ${text(row, 'principal_id')}`;
  const reasons = new Map(await read('principal_reasons', (row) => [idOf(row), row] as const, { days, uses_until }));
  const trusts = grouped(await read('trusts', (row) => [text(row, 'owner_arn'), text(row, 'trusted')] as const));
  const since = `${daysBefore(date, days)} 00:00:00`;
  return {
    date,
    principals: await read('principals', (row) => principalOf(row, reasons.get(idOf(row)), trusts)),
    groups: await read('groups', groupOf),
    policies: await read('policies', policyOf),
    inline: await read('inline_policies', inlineOf),
    accounts: await read('accounts', accountOf),
    regions: await read('regions', regionOf, { uses_until }),
    earlier: grouped(await read('earlier_texts', earlierOf, { texts_from, since })),
  };
}

/** `reasons`: what hides its uses; undefined: nothing. */
function principalOf(row: Row, reasons: Row | undefined, trusts: ReadonlyMap<string, readonly string[]>): Principal {
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
    isYoung: reasons?.is_young === true,
    blindRegions: reasons === undefined ? null : textOrNull(reasons, 'blind_regions'),
    hasUnlistedUse: reasons?.has_unlisted_use === true,
    trusted: trusts.get(text(row, 'principal_arn')) ?? [],
    isDormant: reasons?.is_dormant === true,
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
    createdAt: textOrNull(row, 'created_at'),
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

function regionOf(row: Row): { readonly accountId: string; readonly region: string } {
  return { accountId: text(row, 'account_id'), region: text(row, 'region') };
}

function earlierOf(row: Row): readonly [document: string, EarlierText] {
  const changedAt = textOrNull(row, 'changed_at');
  return [text(row, 'document'), { text: text(row, 'text'), changedAt, firstDate: text(row, 'first_date') }];
}

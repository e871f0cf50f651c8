/** What a lake knows to be used, read from its rows alone: the simplest reading, without a view of the project. */
import type { Lake, LakeRow } from './world/lake.js';

const DAY_MS = 86_400_000;

export interface KnownUse {
  readonly date: string;
  readonly accountId: string;
  readonly principalId: string;
  readonly set: string | null;
  readonly isServiceLinked: boolean;
  /** Null: of the principal, by whatever service. */
  readonly service: string | null;
  readonly action: string | null;
  readonly at: number;
}

export interface Granted {
  readonly date: string;
  readonly accountId: string;
  readonly principalId: string;
  readonly isServiceLinked: boolean;
  readonly service: string;
  /** Null: a service. */
  readonly action: string | null;
}

export interface Oracle {
  readonly actions: readonly Granted[];
  /** Those without a tracked action too. */
  readonly services: readonly Granted[];
  readonly uses: readonly KnownUse[];
  /** When the last report of a principal under a date was made, in ms since 1970, by `<date> <principal id>`. */
  readonly lastReports: ReadonlyMap<string, number>;
  readonly principals: readonly LakeRow[];
  readonly accounts: readonly LakeRow[];
  readonly groups: readonly LakeRow[];
}

export function oracleOf(lake: Lake): Oracle {
  const principals = lake.get('principals') ?? [];
  const uses: KnownUse[] = [];
  const measured = principals.filter(({ status }) => status === 'exported');
  const keyOf = (row: LakeRow): string => [row.run_id, row.account_id, row.principal_arn].join();
  const owners = new Map(measured.map((row) => [keyOf(row), row]));
  const add = (owner: LakeRow, at: LakeRow[string], service: string | null, action: string | null): void => {
    if (!(at instanceof Date)) return;
    uses.push({
      ...{
        date: String(owner.snapshot_date),
        accountId: String(owner.account_id),
        principalId: String(owner.principal_id),
      },
      ...{ set: owner.permission_set_name as string | null, isServiceLinked: owner.is_service_linked === true },
      ...{ service, action, at: at.getTime() },
    });
  };
  for (const owner of measured) {
    add(owner, owner.role_last_used_at ?? null, null, null);
    add(owner, owner.password_last_used_at ?? null, null, null);
  }
  for (const table of ['service_last_accessed', 'action_last_accessed']) {
    for (const row of lake.get(table) ?? []) {
      const owner = owners.get(keyOf(row)) as LakeRow;
      add(owner, row.last_accessed_at ?? null, String(row.service_namespace), (row.action_name as string) ?? null);
    }
  }
  const granted = (table: string): Granted[] =>
    (lake.get(table) ?? []).map((row) => grantedBy(owners.get(keyOf(row)) as LakeRow, row));
  const grants = { actions: granted('action_last_accessed'), services: granted('service_last_accessed') };
  return {
    ...grants,
    uses,
    lastReports: lastReportsIn(principals),
    principals,
    accounts: lake.get('accounts') ?? [],
    groups: lake.get('groups') ?? [],
  };
}

function grantedBy(owner: LakeRow, row: LakeRow): Granted {
  return {
    date: String(owner.snapshot_date),
    accountId: String(owner.account_id),
    principalId: String(owner.principal_id),
    isServiceLinked: owner.is_service_linked === true,
    service: String(row.service_namespace),
    action: (row.action_name as string | undefined) ?? null,
  };
}

/** What a row of an answer names; null: whatever. */
export interface Subject {
  readonly date: string;
  readonly days: number;
  readonly principalIds?: readonly string[];
  readonly set?: string;
  /** SCPs bind neither the management account nor service-linked roles. */
  readonly ou?: string;
  readonly service?: string | null;
  readonly action?: string | null;
}

/**
 * The uses of it within the days, seen by any snapshot up to the date; a day of leeway, for answers count by the hour. The
 * days run back from the last report of who used it, which a repair stores under an older date.
 */
export function usesOf({ uses, accounts, lastReports }: Oracle, subject: Subject): KnownUse[] {
  const begin = Date.parse(`${subject.date}T00:00:00Z`);
  const judgedAt = (principalId: string): number =>
    Math.max(begin, lastReports.get(`${subject.date} ${principalId}`) ?? begin);
  const inOu = new Set(accounts.filter((row) => isIn(row, subject)).map((row) => row.account_id));
  return uses.filter(
    (use) =>
      use.date <= subject.date &&
      use.at > judgedAt(use.principalId) - (subject.days - 2) * DAY_MS &&
      (subject.principalIds?.includes(use.principalId) ?? true) &&
      (subject.set === undefined || use.set?.toLowerCase() === subject.set.toLowerCase()) &&
      (subject.ou === undefined || (inOu.has(use.accountId) && !use.isServiceLinked)) &&
      (subject.service == null || use.service === subject.service) &&
      (subject.action == null || use.action === subject.action),
  );
}

/** By date and principal. */
function lastReportsIn(principals: readonly LakeRow[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { snapshot_date, principal_id, generated_at } of principals) {
    const key = `${snapshot_date} ${principal_id}`;
    if (generated_at instanceof Date) last.set(key, Math.max(last.get(key) ?? 0, generated_at.getTime()));
  }
  return last;
}

function isIn(account: LakeRow, { date, ou }: Subject): boolean {
  const isInPath = account.ou_path === null || String(account.ou_path).split('/').includes(String(ou));
  return account.snapshot_date === date && isInPath && account.is_management_account !== true;
}

/** By id, for an ARN may be given again; of two that runs of the date measured under it, both. */
export function idsOf({ principals }: Oracle, date: string, arn: string): string[] {
  const rows = principals.filter((row) => row.principal_arn === arn && row.snapshot_date === date);
  return [...new Set(rows.filter(({ status }) => status === 'exported').map((row) => String(row.principal_id)))];
}

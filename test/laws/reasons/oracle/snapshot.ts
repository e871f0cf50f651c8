/** The snapshot of a date: of each account the newest run that exported it, else one that failed, skipped, excluded it. */
import type { LakeRow } from '../../world/lake.js';
import { groupedBy, type History, type Sighting, textOf } from './history.js';

export interface Account {
  readonly id: string;
  /** Null: no run of the date names it. */
  readonly runId: string | null;
  readonly isMeasured: boolean;
  /** Nobody in it can use anything. */
  readonly isClosed: boolean;
  readonly isManagement: boolean;
  /** IDs from the root down; null: not known. */
  readonly path: readonly string[] | null;
}

export interface Snapshot {
  readonly date: string;
  /** By ID. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Principals of the chosen runs, but those that were deleted meanwhile: these are gone. */
  readonly principals: readonly Sighting[];
}

const PREFERENCE = ['exported', 'failed', 'skipped', 'excluded'];
const CLOSED = ['SUSPENDED', 'CLOSED'];

export function snapshotOf(history: History, date: string): Snapshot {
  const accounts = new Map([...missedAccounts(history, date), ...namedAccounts(history, date)]);
  const principals = history.sightings.filter(
    ({ date: own, accountId, runId, row }) =>
      own === date && accounts.get(accountId)?.runId === runId && row.status !== 'deleted',
  );
  return { date, accounts, principals };
}

function namedAccounts(history: History, date: string): [string, Account][] {
  const rows = history.rowsWith('accounts', { snapshot_date: date });
  return [...groupedBy(rows, (row) => String(row.account_id))].map(([id, own]) => [id, accountOf(preferred(own))]);
}

function preferred(rows: readonly LakeRow[]): LakeRow {
  const rank = (row: LakeRow): number => PREFERENCE.indexOf(String(row.status));
  const [first] = rows.toSorted((a, b) => rank(a) - rank(b) || (String(a.run_id) < String(b.run_id) ? 1 : -1));
  return first as LakeRow;
}

function accountOf(row: LakeRow): Account {
  return {
    ...{ id: String(row.account_id), runId: String(row.run_id), isMeasured: row.status === 'exported' },
    isClosed: CLOSED.includes(String(row.account_state)),
    isManagement: row.is_management_account === true,
    path: textOf(row, 'ou_path')?.split('/') ?? null,
  };
}

/** Accounts that the last whole date before a partial one named, and that no run of the partial one does. */
function missedAccounts(history: History, date: string): [string, Account][] {
  const whole = [...history.runs.values()].filter(isWhole).map((run) => String(run.snapshot_date));
  const before = whole.filter((own) => own < date).toSorted();
  if (whole.includes(date) || before.length === 0) return [];
  const named = namedAccounts(history, before.at(-1) as string);
  return named.map(([id, account]) => [id, { ...account, runId: null, isMeasured: false }]);
}

/** Whether it asked for all accounts; exclusions do not bear on it. */
function isWhole(run: LakeRow): boolean {
  const scope = JSON.parse(textOf(run, 'scope') ?? '{}');
  return scope.thisAccount === false && scope.accounts?.length === 0 && scope.ous?.length === 0;
}

/** What a report carries: the contract between the collector (Node) and the page (browser). */

/** One column: values as they are, or codes into a dictionary (-1 is null). Times are whole seconds since 1970, UTC. */
export type SheetColumn =
  | { readonly values: readonly (number | boolean | null)[]; readonly isTime?: true }
  | { readonly dictionary: readonly string[]; readonly codes: readonly number[] };

/** An answer of a question, as columns. */
export interface Sheet {
  readonly rows: number;
  readonly columns: Readonly<Record<string, SheetColumn>>;
}

/** How many rows of each kind of change two snapshots have, all of them, shown or not. */
export type ChangeCounts = Readonly<Record<string, number>>;

/** Two snapshots compared. Its sheets: `changes:<from>:<to>` and `changes --by action:<from>:<to>`. */
export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly principals: ChangeCounts;
  /** Of services; UNKNOWN are principals and accounts that were not measured in both. */
  readonly services: ChangeCounts;
  readonly actions: ChangeCounts;
  /** Rows that this file does not hold: of principals, and of access. */
  readonly principalsLeft: number;
  readonly accessLeft: number;
}

/** What the tasks of a worklist take away: `tasks`, `services_removable`, `actions_removable` and `grants_removable` of docs/judgement.md. */
export interface Totals {
  readonly tasks: number;
  readonly services: number;
  readonly actions: number;
  readonly grants: number;
}

/** Of what could be taken away at a snapshot, what is no longer granted: each once for a user or role. */
export interface TakenAway {
  readonly since: string;
  readonly services: number;
  readonly actions: number;
}

/** The shown snapshot beside the one of all accounts before it, as `access-lake digest` compares them. */
export interface Audit {
  readonly from: string;
  readonly takenAway: TakenAway;
  readonly principalsNew: number;
  readonly principalsGone: number;
  /** How many there are of each kind, shown or not. */
  readonly findings: Readonly<Record<string, number>>;
  /** How many tasks of both snapshots are in which state of docs/judgement.md; a state without a task is missing. */
  readonly taskStates: Readonly<Record<string, number>>;
  /** Findings that this file does not hold. */
  readonly findingsLeft: number;
}

export interface ReportSummary {
  readonly toolVersion: string;
  /** ms since 1970, when the report was written. */
  readonly writtenAt: number;
  readonly engine: 'duckdb' | 'athena';
  /** Of all snapshots up to the shown one, oldest first. */
  readonly dates: readonly string[];
  /** The snapshot that is shown. */
  readonly date: string;
  /** A snapshot that is newer than the default, and of a part of the accounts. */
  readonly newerPart?: string | undefined;
  /** Of all tasks of the worklist, shown or not. */
  readonly totals: Totals;
  /** Null: there is no earlier snapshot. */
  readonly lastAudit: Audit | null;
  readonly sinceFirst: TakenAway | null;
  /** Days without use that make a principal dormant. */
  readonly dormantDays: number;
  /** How the command that wrote this can be started again (src/model/commands/command-line.ts). */
  readonly startedAs: string;
  /** Options of `access-lake query` that name this lake, a word each, for commands to paste. */
  readonly place: readonly string[];
  /** Measured principals whose granted services and whose actions are in this file. */
  readonly withServices: number;
  readonly withActions: number;
  readonly measured: number;
  readonly comparisons: readonly Comparison[];
  /** Rows that this file does not hold, by the sheets that may lose some. */
  readonly left: Readonly<Record<string, number>>;
}

/** Days without use by which the page tells principals apart: an answer of `dormant_principals` each. */
export const DORMANT_DAYS = [30, 90, 180, 365] as const;

/**
 * Sheets that every report holds; each the answer of the question of that name, but for those that collect.ts names. That of
 * sets --by action has `power` besides, one of src/policy/power.ts, that of worklist `task_state`, that of principals
 * `owner` and `owner_from`.
 */
export const SHEETS = [
  'snapshots',
  'usage_trend',
  'accounts',
  'coverage_gaps',
  'principals',
  'administrators',
  'principals.kind-observed',
  'principals.by-service',
  'principals.by-action',
  'known_actions',
  'worklist',
  'task_powers',
  'earlier_tasks',
  'findings',
  'permission_sets',
  'sets.by-action',
  'sets',
  'guardrails',
  'usage.by-service',
  'policies',
  'policies.kind-wildcard',
  'policies.kind-unattached',
  'policies.kind-direct',
  'external_trust',
] as const;

export type SheetName =
  | (typeof SHEETS)[number]
  | 'proposals'
  | 'proposal_holders'
  | `dormant_principals:${(typeof DORMANT_DAYS)[number]}`;

export interface Collected {
  readonly summary: ReportSummary;
  readonly sheets: ReadonlyMap<string, Sheet>;
}

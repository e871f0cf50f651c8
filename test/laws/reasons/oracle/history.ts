/**
 * What all committed runs of a lake saw, run by run: nothing is chosen or judged here. The oracle reads these rows and
 * no view, so that it shares no mistake with the SQL that is held against it.
 */
import type { Lake, LakeRow } from '../../world/lake.js';

export const DAY_MS = 86_400_000;

/** An attempt that a run saw. */
export interface Use {
  /** Null: by RoleLastUsed or a sign-in, which name no service. */
  readonly service: string | null;
  /** Null: of the service, by whatever action. */
  readonly action: string | null;
  readonly at: number;
  readonly region: string | null;
}

/** A principal as one run listed it, with its report where it was measured. */
export interface Sighting {
  readonly runId: string;
  readonly date: string;
  readonly accountId: string;
  readonly principalId: string;
  readonly arn: string;
  readonly row: LakeRow;
  readonly isMeasured: boolean;
  /** When the report was made, as IAM says; null: not known, or not measured. */
  readonly generatedAt: number | null;
  /** What the report shows as granted, as {@link thingOf} writes it: services, and actions that IAM tracks. */
  readonly things: ReadonlySet<string>;
  /** RoleLastUsed and sign-ins come with the listing: also of a principal that was not measured. */
  readonly uses: readonly Use[];
}

export interface History {
  readonly runs: ReadonlyMap<string, LakeRow>;
  readonly sightings: readonly Sighting[];
  /** Rows of a table that committed runs wrote. */
  readonly rows: (table: string) => readonly LakeRow[];
  /** Those of them that have these cells. */
  readonly rowsWith: (table: string, cells: Readonly<Record<string, string | null>>) => readonly LakeRow[];
}

/** A service, or an action with its service: ASCII letters in lower case, for IAM compares names without case. */
export function thingOf(service: string, action: string | null): string {
  return folded(action === null ? service : `${service}:${action}`);
}

/** ASCII letters in lower case, all others as they are. */
export function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function textOf(row: LakeRow, column: string): string | null {
  const cell = row[column];
  return typeof cell === 'string' ? cell : null;
}

export function timeOf(row: LakeRow, column: string): number | null {
  const cell = row[column];
  return cell instanceof Date ? cell.getTime() : null;
}

export function listOf(row: LakeRow, column: string): readonly string[] {
  const cell = row[column];
  return Array.isArray(cell) ? (cell as readonly string[]) : [];
}

/** Whether a moment lies less than the days before another, or after it: one of exactly the days before does not. */
export function isWithin(days: number, at: number, before: number): boolean {
  return before - at < days * DAY_MS;
}

export function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

export function historyOf(lake: Lake): History {
  const runs = new Map((lake.get('runs') ?? []).map((run) => [String(run.run_id), run]));
  const isCommitted = (row: LakeRow): boolean =>
    runs.get(String(row.run_id))?.snapshot_date === row.snapshot_date && row.snapshot_date !== undefined;
  const tables = new Map([...lake].map(([name, rows]) => [name, rows.filter(isCommitted)]));
  const rows = (table: string): readonly LakeRow[] => tables.get(table) ?? [];
  const granted = groupedBy([...rows('service_last_accessed'), ...rows('action_last_accessed')], ownerOf);
  const sightings = rows('principals').map((row) => sightingOf(row, granted.get(ownerOf(row)) ?? []));
  return { runs, sightings, rows, rowsWith: lookup(rows) };
}

/** Groups the rows of a table by the columns that are asked for, when they first are. */
function lookup(rows: History['rows']): History['rowsWith'] {
  const found = new Map<string, Map<string, LakeRow[]>>();
  return (table, cells) => {
    const columns = Object.keys(cells);
    const name = [table, ...columns].join();
    const groups = found.get(name) ?? groupedBy(rows(table), (row) => keyOf(row, columns));
    found.set(name, groups);
    return groups.get(keyOf(cells, columns)) ?? [];
  };
}

function keyOf(row: LakeRow, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null));
}

/** Within a run an ARN is one principal's. */
function ownerOf(row: LakeRow): string {
  return `${row.run_id} ${row.account_id} ${row.principal_arn}`;
}

function sightingOf(row: LakeRow, rowsOfArn: readonly LakeRow[]): Sighting {
  const isMeasured = row.status === 'exported';
  const granted = isMeasured ? rowsOfArn : [];
  return {
    ...{ runId: String(row.run_id), date: String(row.snapshot_date) },
    ...{ accountId: String(row.account_id), principalId: String(row.principal_id), arn: String(row.principal_arn) },
    ...{ row, isMeasured, generatedAt: isMeasured ? timeOf(row, 'generated_at') : null },
    things: new Set(granted.map((grant) => thingOf(String(grant.service_namespace), textOf(grant, 'action_name')))),
    uses: [...granted.flatMap(useOfGrant), ...otherUses(row)],
  };
}

function useOfGrant(row: LakeRow): Use[] {
  const at = timeOf(row, 'last_accessed_at');
  const named = { service: String(row.service_namespace), action: textOf(row, 'action_name') };
  return at === null ? [] : [{ ...named, at, region: textOf(row, 'last_accessed_region') }];
}

function otherUses(row: LakeRow): Use[] {
  const role = { at: timeOf(row, 'role_last_used_at'), region: textOf(row, 'role_last_used_region') };
  const password = { at: timeOf(row, 'password_last_used_at'), region: null };
  return [role, password].flatMap(({ at, region }) =>
    at === null ? [] : [{ service: null, action: null, at, region }],
  );
}

/** The rows of a lake, and those of the truth of a simulated organization, as texts that can be held against each other. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { ColumnType, TableSchema, Value } from '../../src/model/schema.js';
import { TABLES } from '../../src/model/tables.js';
import type { TruthAccount, TruthPrincipal } from '../../src/simulation/truth.js';
import { filesIn, sql } from './lake.js';

export type Cells = Record<string, Value | null>;

/** Closed and suspended accounts cannot be entered. */
export function isMeasured({ row }: TruthAccount): boolean {
  return row.account_state === 'ACTIVE' || row.account_state === 'PENDING_CLOSURE';
}

const NO_ROOT = { root_has_password: null, root_has_access_keys: null, root_has_mfa: null };

export function truthByTable(all: readonly TruthAccount[], measured: readonly TruthAccount[]): Record<string, Cells[]> {
  const principals = measured.flatMap((account) => account.principals);
  const tables = {
    accounts: all.map((account) => ({ ...account.row, ...(isMeasured(account) ? account.root : NO_ROOT) })),
    principals: principals.map((principal) => principal.row),
    service_last_accessed: principals.flatMap((principal) => principal.services()),
    action_last_accessed: principals.flatMap((principal) => principal.actions()),
    groups: measured.flatMap((account) => account.groups),
    policies: measured.flatMap((account) => account.policies),
    policy_versions: measured.flatMap((account) => account.policyVersions),
    inline_policies: measured.flatMap((account) => account.inlinePolicies),
    credentials: measured.flatMap(({ credentials }) => credentials.credentials),
    access_keys: measured.flatMap(({ credentials }) => credentials.accessKeys),
    service_credentials: measured.flatMap(({ credentials }) => credentials.serviceCredentials),
    principal_grants: principals.flatMap(grantsOf),
    granted_lists: distinct(principals.flatMap(listRows)),
  };
  return tables as unknown as Record<string, Cells[]>;
}

function grantsOf(principal: TruthPrincipal): object[] {
  const { principal_id, principal_type, permission_set_name, is_service_linked } = principal.row;
  const lists = listsOf(principal);
  return principal.services().map((row) => ({
    ...{ account_id: row.account_id, principal_arn: row.principal_arn, principal_id, principal_type },
    ...{ permission_set_name, is_service_linked, service_namespace: row.service_namespace },
    list_hash: hashOf(lists.get(row.service_namespace) ?? []),
    ...{ actions_tracked: row.actions_tracked, actions_accessed: row.actions_accessed },
    last_accessed_at: row.last_accessed_at,
  }));
}

function listRows(principal: TruthPrincipal): Cells[] {
  return [...listsOf(principal)].flatMap(([service_namespace, names]) => {
    const list_hash = hashOf(names);
    return names.map((action_name) => ({ service_namespace, list_hash, action_name }));
  });
}

/** Names of actions by service. */
function listsOf(principal: TruthPrincipal): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, string[]>();
  for (const { service_namespace, action_name } of principal.actions()) {
    lists.set(service_namespace, lists.get(service_namespace) ?? []);
    lists.get(service_namespace)?.push(action_name);
  }
  return lists;
}

/** As docs/tables.md has it. */
function hashOf(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const lines = [...names].sort().map((name) => `${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 32);
}

function distinct(rows: readonly Cells[]): Cells[] {
  return [...new Map(rows.map((row) => [rowText(row), row])).values()];
}

/** All rows of a table of a lake with one run, all columns; numbers and times (ms) as text, lists and maps as they are. */
export async function lakeRows(folder: string, name: string): Promise<Cells[]> {
  const table = TABLES.find((one) => one.name === name) as TableSchema;
  const [file, ...others] = filesIn(folder).filter((path) => path.startsWith(`${name}/`));
  expect(others, name).toEqual([]);
  if (file === undefined) return [];
  const columns = Object.entries(table.columns);
  const selected = columns.map(([column, { type }]) => `${selectOf(column, type)} AS ${column}`);
  const rows = (await sql(`SELECT ${selected} FROM '${folder}/${file}'`)) as Cells[];
  const parsed = columns.filter(([, { type }]) => isJson(type)).map(([column]) => column);
  for (const row of rows)
    for (const column of parsed) row[column] = JSON.parse((row[column] as string | null) ?? 'null');
  return rows;
}

/** The cells of a row as text. */
export function rowText(row: Cells, columns = Object.keys(row)): string {
  return JSON.stringify(columns.map((column) => textOf(row[column] ?? null)));
}

/** Everything as text, so that no driver bends it: times as ms, lists and maps as JSON. */
function selectOf(column: string, type: ColumnType): string {
  if (type === 'timestamp') return `epoch_ms(${column})::varchar`;
  if (isJson(type)) return `to_json(${column})::varchar`;
  return `${column}::varchar`;
}

function isJson(type: ColumnType): boolean {
  return type === 'list<string>' || type === 'map<string,string>';
}

/** One sorted text a row. */
export function asTexts(rows: readonly Cells[], columns = Object.keys(rows[0] ?? {})): string[] {
  return rows.map((row) => rowText(row, columns)).sort();
}

function textOf(value: Value | null): string | null {
  if (value === null) return null;
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

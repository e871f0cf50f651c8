/** What a lake shows of credentials, held against the truth: right, not asked with a reason, or lost in silence. */
import type { TruthAccount } from '../../src/simulation/truth.js';
import { type Cells, rowText } from '../export/truth-rows.js';

export const CREDENTIAL_TABLES = ['credentials', 'access_keys', 'service_credentials'] as const;

type Table = (typeof CREDENTIAL_TABLES)[number];
type ByTable = Readonly<Record<Table, readonly Cells[]>>;

/** The rows as they are now: faults change the users later. */
export function credentialsNow({ credentials }: TruthAccount): ByTable {
  const { credentials: holders, accessKeys, serviceCredentials } = credentials;
  const tables = { credentials: holders, access_keys: accessKeys, service_credentials: serviceCredentials };
  return tables as unknown as ByTable;
}

export interface CredentialsOfLake {
  /** Rows of evidence_sources of the account. */
  readonly states: readonly Cells[];
  readonly tables: ByTable;
  readonly principals: readonly Cells[];
}

/** What is missing, different or invented without a state that says so. `before` and `now`: around the faults, a report is of some time between. */
export function lostCredentials(
  { states, tables, principals }: CredentialsOfLake,
  before: ByTable,
  now: ByTable,
): string[] {
  const [state, ...more] = states.filter(({ source }) => source === 'credentials');
  if (state === undefined || more.length > 0) return [`credentials have ${states.length} states`];
  const rows = CREDENTIAL_TABLES.flatMap((name) => tables[name]);
  if (state.status === 'collected') {
    return CREDENTIAL_TABLES.flatMap((name) => [
      ...differences(name, tables[name], [before[name], now[name]]),
      ...strangers(name, tables[name], principals),
    ]);
  }
  const isSaid = state.error_code !== null && state.error_message !== null;
  return [
    ...(isSaid ? [] : [`credentials are ${state.status} without a reason`]),
    ...(state.status === 'partial' || rows.length === 0 ? [] : [`rows of credentials that are ${state.status}`]),
  ];
}

/** Each row is of one of the two times; what is of both is there. */
function differences(name: Table, rows: readonly Cells[], times: readonly (readonly Cells[])[]): string[] {
  const columns = Object.keys(times.flat()[0] ?? {}).filter((column) => column !== 'principal_id');
  const textsOf = (some: readonly Cells[]) => some.map((row) => rowText(row, columns));
  const [first, second] = times.map((time) => new Set(textsOf(time))) as [Set<string>, Set<string>];
  const found = new Set(textsOf(rows));
  const invented = [...found].filter((row) => !first.has(row) && !second.has(row));
  const missing = [...first].filter((row) => second.has(row) && !found.has(row));
  return [
    ...(found.size < rows.length ? [`${name}: a row stands twice`] : []),
    ...invented.map((row) => `${name}: ${row} is not in the truth`),
    ...missing.map((row) => `${name}: ${row} is missing`),
  ];
}

/** A row is of the listed user of its ARN and creation time, or of nobody. */
function strangers(name: Table, rows: readonly Cells[], principals: readonly Cells[]): string[] {
  if (name !== 'credentials') return [];
  const ids = new Map(principals.map((row) => [`${row.principal_arn} ${row.created_at}`, row.principal_id]));
  return rows
    .filter((row) => row.principal_id !== (ids.get(`${row.principal_arn} ${row.created_at}`) ?? null))
    .map((row) => `${name}: ${row.principal_arn} is of ${row.principal_id}`);
}

/** Answers for an organization of any size, gathered by the report's own code. */
import type { Cell, SqlType } from '../../src/query/engine.js';
import type { Collected } from '../../src/report/collect.js';
import type { SheetName } from '../../src/report/payload.js';
import { gather } from '../../src/report/sheet.js';

type Declared = readonly [name: string, type: SqlType, value: (row: number) => Cell][];

const arnOf = (row: number): string =>
  `arn:aws:iam::${String(100000000000 + (row % 200))}:role/app/service-${row}-${((row * 2654435761) % 1e9).toString(36)}`;
const time = (row: number): string =>
  new Date(1.76e12 + ((row * 7919) % 1e7) * 1000).toISOString().slice(0, 23).replace('T', ' ');
const servicesEach = 25;

/** Every third principal was not used, every fiftieth not measured. */
const isMeasured = (row: number): boolean => row % 50 !== 49;
const isUsed = (row: number): boolean => isMeasured(row) && row % 3 !== 0;

const columnsOf: Readonly<Record<SheetName, Declared>> = {
  snapshots: [
    ['snapshot_date', 'varchar', () => '2026-07-01'],
    ['accounts_exported', 'bigint', () => 200n],
    ['accounts_total', 'bigint', () => 200n],
    ['principals_measured', 'bigint', () => 1n],
    ['principals_failed', 'bigint', () => 0n],
    ['principals_deleted', 'bigint', () => 0n],
  ],
  runs: [
    ['snapshot_date', 'varchar', () => '2026-07-01'],
    ['organization_id', 'varchar', () => 'o-generated'],
  ],
  usage_trend: [
    ['snapshot_date', 'varchar', () => '2026-07-01'],
    ...[
      'actions_tracked',
      'actions_accessed',
      'services_granted',
      'services_accessed',
      'dormant_principals',
      'principals_measured',
      'cohort_principals',
      'cohort_actions_tracked',
      'cohort_actions_accessed',
    ].map((name): Declared[number] => [name, 'bigint', () => 10n]),
  ],
  accounts: [
    ['account_id', 'varchar', (row) => String(100000000000 + row)],
    ['account_name', 'varchar', (row) => `Account ${row}`],
    ['ou_path_names', 'varchar', (row) => `Root/Unit ${row % 9}`],
    ['status', 'varchar', () => 'exported'],
    ['principals_measured', 'bigint', () => 100n],
  ],
  coverage_gaps: ['account_id', 'account_name', 'principal_arn', 'status', 'error_code', 'error_message'].map(
    (name): Declared[number] => [name, 'varchar', () => name],
  ),
  principals: [
    ['account_id', 'varchar', (row) => String(100000000000 + (row % 200))],
    ['account_name', 'varchar', (row) => `Account ${row % 200}`],
    ['ou_path_names', 'varchar', (row) => `Root/Unit ${row % 9}`],
    ['principal_arn', 'varchar', arnOf],
    ['principal_id', 'varchar', (row) => `AROA${row}`],
    ['principal_type', 'varchar', () => 'role'],
    ['is_service_linked', 'boolean', () => false],
    ['status', 'varchar', (row) => (isMeasured(row) ? 'exported' : 'failed')],
    ['error_code', 'varchar', (row) => (isMeasured(row) ? null : 'Throttling')],
    ['last_used_at', 'timestamp', (row) => (isUsed(row) ? time(row) : null)],
    ['days_since_last_access', 'integer', (row) => (isUsed(row) ? row % 300 : null)],
    ['evidence_days', 'integer', (row) => (isMeasured(row) ? 400 : null)],
    ['services_granted', 'integer', (row) => (isMeasured(row) ? servicesEach : null)],
    ['actions_tracked', 'integer', (row) => (isMeasured(row) ? 20 + (row % 900) : null)],
    ['actions_accessed', 'integer', (row) => (isMeasured(row) ? row % 20 : null)],
    ['tags', 'varchar', (row) => `{"team":"team-${row % 40}"}`],
  ],
  administrators: [
    ['principal_arn', 'varchar', arnOf],
    ['state', 'varchar', () => 'NOT_ACCESSED'],
  ],
  principal_observed: [
    ['principal_arn', 'varchar', arnOf],
    ['principal_id', 'varchar', (row) => `AROA${row}`],
    ['snapshots_measured', 'bigint', () => 1n],
    ['last_known_use_at', 'timestamp', () => null],
  ],
  granted_services: [
    ['place', 'bigint', (row) => BigInt(Math.floor(row / servicesEach))],
    ['principal_arn', 'varchar', (row) => arnOf(Math.floor(row / servicesEach))],
    ['service_namespace', 'varchar', (row) => `service${row % servicesEach}`],
    ['last_accessed_at', 'timestamp', (row) => (row % 4 === 0 ? time(row) : null)],
    ['last_accessed_region', 'varchar', (row) => (row % 4 === 0 ? 'eu-central-1' : null)],
    ['evidence_days', 'integer', () => 400],
    ['actions_tracked', 'integer', (row) => row % 30],
    ['actions_accessed', 'integer', () => 0],
  ],
  granted_actions: [
    ['place', 'bigint', (row) => BigInt(Math.floor(row / 800))],
    ['principal_arn', 'varchar', (row) => arnOf(Math.floor(row / 800))],
    ['service_namespace', 'varchar', (row) => `service${row % servicesEach}`],
    ['action_name', 'varchar', (row) => `Action${row % 800}`],
    ['last_accessed_at', 'timestamp', (row) => (row % 10 === 0 ? time(row) : null)],
    ['evidence_days', 'integer', () => 400],
  ],
  known_actions: [
    ['service_namespace', 'varchar', (row) => `service${row % servicesEach}`],
    ['action_name', 'varchar', (row) => `Action${row}`],
    ['is_tracked', 'boolean', (row) => row % 2 === 0],
  ],
};

export async function generated(principals: number): Promise<Collected> {
  const rowsOf: Readonly<Record<SheetName, number>> = {
    ...{ snapshots: 1, runs: 1, usage_trend: 1, accounts: 200, coverage_gaps: 3, principals, administrators: 400 },
    ...{
      principal_observed: principals,
      granted_services: principals * servicesEach,
      granted_actions: 400_000,
      known_actions: 20_000,
    },
  };
  const sheets = new Map<string, Awaited<ReturnType<typeof gather>>>();
  for (const [name, declared] of Object.entries(columnsOf)) {
    const columns = declared.map(([column, type]) => ({ name: column, type }));
    sheets.set(name, await gather({ columns, pages: pagesOf(declared, rowsOf[name as SheetName]) }));
  }
  const summary = {
    ...({
      toolVersion: '0.1.0',
      writtenAt: 1.78e12,
      engine: 'duckdb',
      dates: ['2026-07-01'],
      date: '2026-07-01',
    } as const),
    ...{
      dormantDays: 90,
      place: '--destination ./lake',
      withServices: principals,
      withActions: 500,
      measured: principals,
      comparisons: [],
    },
  };
  return { summary, sheets };
}

async function* pagesOf(declared: Declared, rows: number): AsyncGenerator<Cell[][]> {
  for (let from = 0; from < rows; from += 2000) {
    const size = Math.min(2000, rows - from);
    yield Array.from({ length: size }, (_, at) => declared.map(([, , value]) => value(from + at)));
  }
}

/** What lies in the lake is what the simulated organization holds: every row, each as it is, and no other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import type { ColumnType, TableSchema, Value } from '../../src/model/schema.js';
import { TABLES } from '../../src/model/tables.js';
import { type Fault, parseFault } from '../../src/simulation/faults.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { filesIn, inFolder, optionsFor, sql } from './lake.js';

type Cells = Record<string, Value | null>;

/** What a run adds to a principal: not of the organization. */
const OF_THE_RUN = ['run_id', 'status', 'error_code', 'error_message', 'job_id', 'generated_at'];

let simulation: Simulation;
const before = { ...process.env };

beforeAll(async () => {
  simulation = await startSimulation({
    accounts: 5,
    principalsPerAccount: 3,
    jobMs: [5, 40],
    limits: { rate: 900, burst: 900 },
  });
  Object.assign(process.env, simulation.env);
});

afterAll(async () => {
  process.env = before;
  await simulation.stop();
});

describe('the lake equals the truth', () => {
  test('without faults', () => expectTruth([]), 60_000);

  test(
    'with throttling, errors, resets, cut bodies, pages of a proxy and odd pages',
    () =>
      expectTruth([
        'throttle:nth=40,count=2',
        'internal-error:probability=0.05,count=10',
        'unavailable:nth=7,count=2',
        'reset:nth=9,count=2',
        'cut:probability=0.03,count=5',
        'cut-reset:nth=15',
        'html:nth=21',
        'empty:nth=25',
        'job-lost:nth=3',
        'empty-page:nth=1',
      ]),
    60_000,
  );
});

async function expectTruth(faults: readonly string[]): Promise<void> {
  const added: Fault[] = faults.map(parseFault);
  for (const fault of added) simulation.faults.add(fault);
  await inFolder(async (folder, store) => {
    const { run } = await exportSnapshot(optionsFor(store));
    for (const fault of added) simulation.faults.remove(fault);
    const measured = simulation.truth().accounts.filter(isMeasured);
    expect(run).toMatchObject({ accounts_exported: measured.length, accounts_failed: 0, principals_failed: 0 });
    for (const [name, truth] of Object.entries(truthByTable(simulation.truth().accounts, measured))) {
      expect(truth.length, name).toBeGreaterThan(0);
      const lake = await rowsOf(folder, name);
      expect(lake.length, name).toBe(truth.length);
      const [found, wanted] = [asTexts(lake, Object.keys(truth[0] as Cells)), asTexts(truth)];
      const strange = found.findIndex((row, at) => row !== wanted[at]);
      expect(found[strange], `${name}, row ${strange}`).toBe(wanted[strange]);
    }
  });
}

/** Closed and suspended accounts cannot be entered. */
function isMeasured({ row }: TruthAccount): boolean {
  return row.account_state === 'ACTIVE' || row.account_state === 'PENDING_CLOSURE';
}

function truthByTable(all: readonly TruthAccount[], measured: readonly TruthAccount[]): Record<string, Cells[]> {
  const principals = measured.flatMap((account) => account.principals);
  const tables = {
    accounts: all.map((account) => account.row),
    principals: principals.map((principal) => principal.row),
    service_last_accessed: principals.flatMap((principal) => principal.services()),
    action_last_accessed: principals.flatMap((principal) => principal.actions()),
    groups: measured.flatMap((account) => account.groups),
    policies: measured.flatMap((account) => account.policies),
    inline_policies: measured.flatMap((account) => account.inlinePolicies),
  };
  return tables as unknown as Record<string, Cells[]>;
}

async function rowsOf(folder: string, name: string): Promise<Cells[]> {
  const table = TABLES.find((one) => one.name === name) as TableSchema;
  const file = filesIn(folder).filter((path) => path.startsWith(`${name}/`));
  expect(file, name).toHaveLength(1);
  const columns = Object.entries(table.columns).filter(
    ([column]) => !OF_THE_RUN.includes(column) || name === 'accounts',
  );
  const selected = columns.map(([column, { type }]) => `${selectOf(column, type)} AS ${column}`);
  const rows = (await sql(`SELECT ${selected} FROM '${folder}/${file}'`)) as Cells[];
  const parsed = columns.filter(([, { type }]) => isJson(type)).map(([column]) => column);
  for (const row of rows)
    for (const column of parsed) row[column] = JSON.parse((row[column] as string | null) ?? 'null');
  return rows;
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

function asTexts(rows: readonly Cells[], columns = Object.keys(rows[0] ?? {})): string[] {
  return rows.map((row) => JSON.stringify(columns.map((column) => textOf(row[column] ?? null)))).sort();
}

function textOf(value: Value | null): string | null {
  if (value === null) return null;
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** From the text of a lake (as of test/query/lake) to its rows, without a file: a base, and what a case puts over it. */
import type { ColumnType, TableSchema } from '../../../src/model/schema.js';
import { TABLES } from '../../../src/model/tables.js';
import { readSections, type TextRow } from '../../query/lake/text-tables.js';
import { cellsOf, inEachRun } from '../../query/lake/write-lake.js';
import type { Lake, LakeRow } from '../world/lake.js';

type Rows = Map<string, TextRow>;
type Sections = Map<string, Rows>;

/** What names a row within its table; a row that a later text names again takes that text's cells. */
const NAMES = [
  'run_id',
  'account_id',
  'principal_arn',
  'service_namespace',
  'action_name',
  'policy_arn',
  'version_id',
  'group_arn',
  'owner_arn',
  'policy_name',
  'statement_index',
];
/** `[without]`: what is taken away again, of every table that has all of its columns. */
const WITHOUT = 'without';
const WHOLE = '{"thisAccount":false,"accounts":[],"ous":[]}';

/** Rows of the texts over one another (`[uncommitted]`: runs without a commit), as {@link Lake} has them; services follow from actions where they are not written. */
export function lakeOf(...texts: readonly string[]): Lake {
  const sections: Sections = new Map();
  for (const text of texts) putOver(sections, readSections(text));
  addServices(sections);
  const rows = (table: string): TextRow[] => [...(sections.get(table)?.values() ?? [])];
  const listed = [...rows('runs'), ...rows('uncommitted')];
  const dates = new Map(listed.map((run) => [run.run_id, run.snapshot_date as string]));
  const lake: Lake = new Map();
  for (const table of TABLES) {
    const own = rows(table.name).map((row) => rowOf(table, row, dates.get(row.run_id) ?? ''));
    if (own.length > 0) lake.set(table.name, own);
  }
  return lake;
}

function putOver(sections: Sections, over: ReadonlyMap<string, readonly TextRow[]>): void {
  for (const [table, rows] of over) {
    for (const row of inEachRun(rows)) {
      if (table === WITHOUT) takeAway(sections, row);
      else put(sections, table, row);
    }
  }
}

function put(sections: Sections, table: string, row: TextRow): void {
  const own = sections.get(table) ?? new Map<string, TextRow>();
  const key = NAMES.map((name) => row[name] ?? '').join(' ');
  sections.set(table, own.set(key, { ...own.get(key), ...row }));
}

function takeAway(sections: Sections, named: TextRow): void {
  const columns = Object.entries(named).filter(([, cell]) => cell !== '');
  for (const rows of sections.values()) {
    for (const [key, row] of rows) if (columns.every(([name, cell]) => row[name] === cell)) rows.delete(key);
  }
}

/** As IAM would show them: with the last use of an action of theirs. */
function addServices(sections: Sections): void {
  const services = sections.get('service_last_accessed') ?? new Map<string, TextRow>();
  const written = new Set(services.keys());
  for (const row of sections.get('action_last_accessed')?.values() ?? []) {
    const { action_name: _, ...service } = row;
    const key = NAMES.map((name) => service[name] ?? '').join(' ');
    if (written.has(key)) continue;
    const before = services.get(key)?.last_accessed_at ?? '-';
    if (!services.has(key) || String(row.last_accessed_at) > before) services.set(key, service);
  }
  sections.set('service_last_accessed', services);
}

function rowOf(table: TableSchema, row: TextRow, date: string): LakeRow {
  const filled = table.name === 'policy_statements' ? { ...STATEMENT, ...row } : row;
  const cells = cellsOf(table, table.name === 'runs' ? { scope: WHOLE, ...filled } : filled, date);
  const typed = Object.entries(table.columns).map(([name, { type }]) => [name, cellIn(type, cells[name])]);
  return { ...Object.fromEntries(typed), snapshot_date: date };
}

const STATEMENT = {
  ...{ owner_type: 'policy', policy_type: 'managed', policy_name: 'any', statement_index: '0' },
  ...{ effect: 'Allow', resources: '*', has_condition: 'false' },
};

function cellIn(type: ColumnType, cell: unknown): LakeRow[string] {
  return type === 'timestamp' && typeof cell === 'number' ? new Date(cell) : (cell as LakeRow[string]);
}

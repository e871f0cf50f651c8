/** From the text of a lake to a lake: real Parquet in a real folder. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ColumnType, TableSchema, Value } from '../../../src/model/schema.js';
import {
  actionLastAccessed,
  policies,
  policyVersions,
  serviceLastAccessed,
  TABLES,
} from '../../../src/model/tables.js';
import { folderStore } from '../../../src/store/folder.js';
import type { Store } from '../../../src/store/store.js';
import { columnsOf } from '../../../src/tables/columns/rows.js';
import type { EncoderName } from '../../../src/tables/encoder.js';
import { openEncoder } from '../../../src/tables/encoders.js';
import { DEFAULTS } from './defaults.js';
import { type Cells, factsOf } from './facts.js';
import { readSections, type TextRow, timeOf } from './text-tables.js';

/**
 * Writes the lake; one file a table and date, named after the first run of that date. `run_id` may name several runs,
 * separated by spaces: the row stands in each. Runs that `[runs]` lacks are not committed; `[uncommitted]` gives their date.
 */
export async function writeLake(folder: string, text: string, encoderName: EncoderName = 'arrow'): Promise<Store> {
  const key = `${encoderName} ${text}`;
  const encoding = lakes.get(key) ?? encodedLake(text, encoderName);
  lakes.set(key, encoding);
  for (const [path, bytes] of await encoding) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folderStore(folder);
}

/** Those that were written before: many tests begin with the same one. */
const lakes = new Map<string, Promise<ReadonlyMap<string, Uint8Array>>>();

/** The files of a lake by their paths, the commits last. */
async function encodedLake(text: string, encoderName: EncoderName): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const sections = readSections(text);
  const committed = sections.get('runs') ?? [];
  const dates = new Map(
    [...committed, ...(sections.get('uncommitted') ?? [])].map((run) => [run.run_id, run.snapshot_date]),
  );
  const rowsOf = rowsByTable(sections, dates);
  const written = new Map<string, { path: string; rows: number; bytes: number; sha256: string }[]>();
  for (const table of TABLES) {
    if (!table.partitioned) continue;
    const rows = rowsOf(table);
    for (const date of new Set(dates.values())) {
      const own = rows.filter((row) => dates.get(row.run_id as string) === date);
      const run = committed.find((candidate) => candidate.snapshot_date === date)?.run_id;
      if (own.length === 0 || run === undefined) continue;
      const path = `${table.name}/snapshot_date=${date}/${run}-00000.parquet`;
      const bytes = await encoded(table, own, encoderName);
      files.set(path, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      written.set(run, [...(written.get(run) ?? []), { path, rows: own.length, bytes: bytes.length, sha256 }]);
    }
  }
  const runs = TABLES[0];
  for (const run of committed) {
    const row = {
      ...cellsOf(runs, run, run.snapshot_date as string),
      manifest: JSON.stringify(written.get(run.run_id as string) ?? []),
    };
    files.set(`runs/${run.run_id}.parquet`, await encoded(runs, [row], encoderName));
  }
  return files;
}

/** The rows of a table as the text has them; of a table of facts that it does not name, as publish makes them of the rows. */
function rowsByTable(
  sections: ReadonlyMap<string, readonly TextRow[]>,
  dates: ReadonlyMap<string | undefined, string | undefined>,
): (table: TableSchema) => readonly Cells[] {
  const textOf = (table: TableSchema) => sections.get(table.name) ?? impliedBy(sections, table);
  const written = (table: TableSchema) =>
    inEachRun(textOf(table))
      .filter(({ run_id }) => dates.has(run_id))
      .map((row) => cellsOf(table, row, dates.get(row.run_id) as string));
  const facts = factsOf([...dates.keys()] as string[], written);
  return (table) => (sections.has(table.name) ? written(table) : (facts.get(table.name) ?? written(table)));
}

function impliedBy(sections: ReadonlyMap<string, readonly TextRow[]>, table: TableSchema): readonly TextRow[] {
  if (table === policyVersions) return versionsOf(sections.get(policies.name) ?? []);
  if (table === serviceLastAccessed) return servicesOf(sections.get(actionLastAccessed.name) ?? []);
  return [];
}

/** Where the text has no services: those of its actions, for IAM reports no action without its service. */
function servicesOf(actions: readonly TextRow[]): TextRow[] {
  const byService = new Map<string, TextRow[]>();
  for (const row of inEachRun(actions)) {
    const key = `${row.run_id} ${row.principal_arn} ${row.service_namespace}`;
    byService.set(key, [...(byService.get(key) ?? []), row]);
  }
  return [...byService.values()].map((own) => {
    const times = own.map((row) => row.last_accessed_at as string).filter((time) => time !== '-');
    return {
      ...(own[0] as TextRow),
      last_accessed_at: times.sort().at(-1) ?? '-',
      actions_tracked: String(own.length),
      actions_accessed: String(times.length),
    };
  });
}

/** Where the text has no versions of policies: the one in force of each, made when the policy was last changed. */
function versionsOf(rows: readonly TextRow[]): TextRow[] {
  return rows.map((policy) => ({
    ...policy,
    version_id: policy.default_version_id as string,
    is_default: 'true',
    created_at: policy.updated_at as string,
  }));
}

export function inEachRun(rows: readonly TextRow[]): TextRow[] {
  return rows.flatMap((row) => (row.run_id as string).split(' ').map((run_id) => ({ ...row, run_id })));
}

export function cellsOf(table: TableSchema, row: TextRow, date: string): Cells {
  const defaults = DEFAULTS[table.name]?.(row, date) ?? {};
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }]) => {
      const text = row[name] || defaults[name];
      return [name, text === undefined || text === '-' ? null : valueIn(type, text)];
    }),
  );
}

function valueIn(type: ColumnType, text: string): Value {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return text === 'true';
    case 'timestamp':
      return timeOf(text);
    case 'list<string>':
      return items;
    case 'map<string,string>':
      return Object.fromEntries(items.map((item) => item.split('=', 2) as [string, string]));
    default:
      return Number(text);
  }
}

/** Files that were made before: most lakes of a test differ from each other in one table. */
const encodings = new Map<string, Promise<Uint8Array>>();

/** The encoder's file, whole; rows in one row group. */
function encoded(table: TableSchema, rows: readonly Cells[], encoderName: EncoderName): Promise<Uint8Array> {
  const key = JSON.stringify([encoderName, table.name, rows]);
  const encoding = encodings.get(key) ?? newlyEncoded(table, rows, encoderName);
  encodings.set(key, encoding);
  return encoding;
}

async function newlyEncoded(table: TableSchema, rows: readonly Cells[], encoderName: EncoderName): Promise<Uint8Array> {
  const encoder = await openEncoder(encoderName);
  async function* groups() {
    if (rows.length > 0) yield columnsOf(table, rows as never);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of encoder.encode(table, groups())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

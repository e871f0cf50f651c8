/** The one reader of commits. A commit is of whoever wrote the lake: what is not as declared is told, and not shown. */
import { isDate } from '../model/days.js';
import type { ManifestFile } from '../model/summary.js';
import { PARTITION_KEY, type RunRow, runs, SCHEMA_VERSION } from '../model/tables.js';
import { DamagedError } from '../tables/damaged.js';
import { readFooter } from '../tables/parquet/footer.js';
import { readParquet } from '../tables/read.js';
import { planIdOf } from './keys.js';
import type { MalformedCommit } from './malformed.js';
import { isCount, isObject, isPartialScope, isText, isTime, parseJson } from './shape.js';

/** What a commit may have, which is not compressed: its manifest takes some 200 bytes a file. */
export const MAX_COMMIT_BYTES = 64 * 2 ** 20;

export interface CommittedRun extends RunRow {
  /** The name of the commit. */
  readonly planId: string;
  readonly files: readonly ManifestFile[];
  /** Of all its files. */
  readonly bytes: number;
}

/** A commit without rows abandons its plan, or says that its run has expired. */
export type ReadRun =
  | { readonly kind: 'committed'; readonly run: CommittedRun }
  | { readonly kind: 'abandoned' }
  | ({ readonly kind: 'malformed' } & MalformedCommit);

/** What the bytes of the commit at `key` say. Never fails for what they hold. */
export async function readRun(bytes: Uint8Array, key: string): Promise<ReadRun> {
  try {
    const row = await rowOf(bytes, key);
    return row === undefined ? { kind: 'abandoned' } : { kind: 'committed', run: committedRun(row, key) };
  } catch (error) {
    if (error instanceof Newer) return { kind: 'malformed', key, problem: error.message, isNewer: true };
    if (error instanceof Malformed) return { kind: 'malformed', key, problem: error.message };
    throw error;
  }
}

class Malformed extends Error {}

class Newer extends Malformed {}

async function rowOf(bytes: Uint8Array, key: string): Promise<RunRow | undefined> {
  if (planIdOf(key).includes('/')) throw new Malformed('is in a folder, where no commit belongs');
  try {
    const { rows } = readFooter(bytes);
    if (rows > 1) throw new Malformed(`holds ${rows} runs, and a commit is of one`);
    const [row] = await readParquet(runs, bytes);
    return row;
  } catch (error) {
    if (error instanceof DamagedError) throw new Malformed('cannot be read as a commit');
    throw error;
  }
}

function committedRun(row: RunRow, key: string): CommittedRun {
  const planId = planIdOf(key);
  checkVersion(row.schema_version);
  checkColumns(row);
  if (row.run_id.replace(/-\d+$/, '') !== planId && row.run_id !== planId) {
    throw new Malformed(`is the commit of run "${row.run_id}", which has a commit under its own name`);
  }
  if (!isDate(row.snapshot_date))
    throw new Malformed(`is of ${JSON.stringify(row.snapshot_date)}, which is not a date`);
  if (!isPartialScope(parseJson(row.scope))) throw new Malformed('has an invalid scope');
  const files = manifestOf(row);
  return { ...row, planId, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function checkVersion(version: unknown): void {
  if (!Number.isInteger(version) || (version as number) < 1) {
    throw new Malformed(`has schema version ${JSON.stringify(version)}, and they begin with 1`);
  }
  if ((version as number) <= SCHEMA_VERSION) return;
  throw new Newer(`has schema version ${version}, and this Access Lake knows ${SCHEMA_VERSION}: install a newer one`);
}

const SHAPES = {
  string: { is: isText, what: 'text' },
  int: { is: isCount, what: 'a number of 0 or more' },
  bigint: { is: isCount, what: 'a number of 0 or more' },
  timestamp: { is: isTime, what: 'a time' },
};

function checkColumns(row: RunRow): void {
  for (const [name, { type, required }] of Object.entries(runs.columns)) {
    const cell: unknown = row[name as keyof RunRow];
    if (cell === null && !required) continue;
    if (cell === null) throw new Malformed(`has no ${name}`);
    const { is, what } = SHAPES[type];
    if (!is(cell)) throw new Malformed(`has a ${name} that is not ${what}`);
  }
}

function manifestOf({ manifest, snapshot_date: date }: RunRow): ManifestFile[] {
  const files = parseJson(manifest);
  if (files === undefined) throw new Malformed('has a manifest that is not JSON');
  if (!Array.isArray(files)) throw new Malformed('has a manifest that is not a list of files');
  const paths = new Set<string>();
  for (const file of files) {
    if (!isManifestFile(file)) throw new Malformed('has a manifest with an entry that is not a file');
    if (!isOfDate(file.path, date))
      throw new Malformed(`names the file ${JSON.stringify(file.path)}, which is not of its date`);
    if (paths.has(file.path)) throw new Malformed(`names the file ${JSON.stringify(file.path)} twice`);
    paths.add(file.path);
  }
  return files;
}

function isManifestFile(file: unknown): file is ManifestFile {
  if (!isObject(file) || !isText(file.path) || !isText(file.sha256)) return false;
  return isCount(file.rows) && isCount(file.bytes) && /^[0-9a-f]{64}$/.test(file.sha256);
}

const FILE = new RegExp(`^[a-z_]+/${PARTITION_KEY.name}=(\\d{4}-\\d\\d-\\d\\d)/[A-Za-z0-9][A-Za-z0-9._-]*\\.parquet$`);

/** Right below a table's folder of that date. A newer version may write tables that this one does not know. */
function isOfDate(path: string, date: string): boolean {
  return FILE.exec(path)?.[1] === date;
}

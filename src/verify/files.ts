/** Files checked against the manifests that name them. */

import { prefetch } from '../async/prefetch.js';
import { isHidden } from '../lake/runs.js';
import type { ManifestFile } from '../model/summary.js';
import { PARTITION_KEY, TABLES } from '../model/tables.js';
import type { CommittedRun } from '../snapshot/read-run.js';
import { TooLargeError } from '../store/size.js';
import type { Entry, Store } from '../store/store.js';
import { DamagedError } from '../tables/damaged.js';
import { readFooter } from '../tables/parquet/footer.js';
import { sha256Of } from '../tools/sha256.js';
import type { Damage } from './damage.js';

/** Files in memory at a time: the largest are some 10 MB. */
const AHEAD = 4;

/** What takes a file that is as it should be, for what comes next. */
export type Keep = (key: string, bytes: Uint8Array) => Promise<void>;

/** Every file of the run's manifest: there, with its size, checksum and rows. */
export async function checkFiles(store: Store, run: CommittedRun, keep: Keep): Promise<Damage[]> {
  const damages: Damage[] = [];
  for await (const problem of prefetch(run.files, AHEAD, (file) => checkFile(store, file, keep))) {
    if (problem) damages.push({ ...problem, runId: run.run_id });
  }
  return damages;
}

function wrongSize({ bytes }: ManifestFile, found: number) {
  return { kind: 'size', problem: `has ${found} bytes, but its manifest says ${bytes}` } as const;
}

type Problem = Omit<Damage, 'runId'> | undefined;

async function checkFile(store: Store, file: ManifestFile, keep: Keep): Promise<Problem> {
  const bytes = await store.get(file.path, { maxBytes: file.bytes }).catch((error) => {
    if (error instanceof TooLargeError) return error;
    throw error;
  });
  if (bytes instanceof TooLargeError) return { ...wrongSize(file, bytes.bytes), subject: file.path };
  const problem = problemOf(file, bytes);
  if (problem) return { ...problem, subject: file.path };
  await keep(file.path, bytes as Uint8Array);
  return undefined;
}

function problemOf(file: ManifestFile, bytes: Uint8Array | undefined): Pick<Damage, 'kind' | 'problem'> | undefined {
  if (bytes === undefined) return { kind: 'missing', problem: 'does not exist' };
  if (bytes.length !== file.bytes) return wrongSize(file, bytes.length);
  const sha256 = sha256Of(bytes);
  if (sha256 !== file.sha256) {
    return { kind: 'checksum', problem: `has SHA-256 ${sha256}, but its manifest says ${file.sha256}` };
  }
  const rows = rowsIn(bytes);
  if (rows === file.rows) return undefined;
  return { kind: 'rows', problem: `holds ${rows ?? 'no'} rows, but its manifest says ${file.rows}` };
}

/** Undefined where the bytes are no Parquet file. */
function rowsIn(bytes: Uint8Array): number | undefined {
  try {
    return readFooter(bytes).rows;
  } catch (error) {
    if (error instanceof DamagedError) return undefined;
    throw error;
  }
}

/** Files of a date that Athena reads, in the folders of the tables. */
export async function visibleFiles(store: Store, date: string): Promise<Entry[]> {
  const files: Entry[] = [];
  for (const { name, partitioned } of TABLES) {
    if (!partitioned) continue;
    for await (const entry of store.list(`${name}/${PARTITION_KEY.name}=${date}/`)) {
      if (!isHidden(entry.key)) files.push(entry);
    }
  }
  return files;
}

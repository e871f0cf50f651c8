/** The Parquet files of one table of one run. */
import { createHash } from 'node:crypto';
import type { Columns } from '../../model/columns.js';
import type { TableSchema } from '../../model/schema.js';
import type { ManifestFile } from '../../model/summary.js';
import type { Store } from '../../store/store.js';
import { ROWS_PER_GROUP, rowGroups } from '../../tables/columns/row-groups.js';
import type { Encoder } from '../../tables/encoder.js';

/** A file of the largest table is then some 10 MB: few files an organization, and none too large to read whole. */
const ROWS_PER_FILE = 20_000_000;

/** Tables with documents have wide rows, and those of facts are written side by side: fewer rows fit into the same memory. */
const ROWS_PER_GROUP_OF: Readonly<Record<string, number>> = {
  principals: 20_000,
  groups: 20_000,
  policies: 5_000,
  inline_policies: 10_000,
  policy_statements: 20_000,
  action_uses: 250_000,
  service_uses: 250_000,
  principal_uses: 100_000,
  account_service_counts: 250_000,
  principal_grants: 65_536,
  granted_lists: 65_536,
};

/**
 * Writes `<prefix>NNNNN.parquet`, as many as the rows take; without rows none, or an empty one where `evenEmpty`. Memory is
 * one row group.
 */
export async function writeTable(
  { store, encoder }: { readonly store: Store; readonly encoder: Encoder },
  {
    table,
    prefix,
    evenEmpty = false,
  }: { readonly table: TableSchema; readonly prefix: string; readonly evenEmpty?: boolean },
  chunks: AsyncIterable<Columns>,
  onRows: (rows: number) => void = () => {},
): Promise<ManifestFile[]> {
  const groups = rowGroups(table, chunks, ROWS_PER_GROUP_OF[table.name] ?? ROWS_PER_GROUP)[Symbol.asyncIterator]();
  const files: ManifestFile[] = [];
  const pathOf = (number: number) => `${prefix}${String(number).padStart(5, '0')}.parquet`;
  try {
    for (let next = await groups.next(); !next.done; ) {
      let rows = 0;
      const pulled = pullFile(next.value, groups, (group) => {
        rows += group.rows;
        onRows(group.rows);
      });
      const path = pathOf(files.length + 1);
      const { bytes, sha256 } = await putMeasured(store, path, encoder.encode(table, pulled.groups));
      files.push({ path, rows, bytes, sha256 });
      next = pulled.next();
    }
  } finally {
    await groups.return?.(undefined);
  }
  if (files.length > 0 || !evenEmpty) return files;
  const path = pathOf(1);
  return [{ path, rows: 0, ...(await putMeasured(store, path, encoder.encode(table, nothing()))) }];
}

async function* nothing(): AsyncGenerator<Columns, void, void> {}

type Next = IteratorResult<Columns, void>;

/** The groups of one file, from `first` on; after it is drained, `next` is what begins the next file. */
function pullFile(first: Columns, groups: AsyncIterator<Columns, void>, onGroup: (group: Columns) => void) {
  let next: Next = { done: false, value: first };
  async function* pull(): AsyncGenerator<Columns, void, void> {
    for (let rows = 0; !next.done && rows < ROWS_PER_FILE; next = await groups.next()) {
      rows += next.value.rows;
      onGroup(next.value);
      yield next.value;
    }
  }
  return { groups: pull(), next: () => next };
}

async function putMeasured(store: Store, key: string, body: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured() {
    for await (const chunk of body) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await store.put(key, measured());
  return { bytes, sha256: hash.digest('hex') };
}

/** Commits as somebody else may have written them: each is told by its key, none is believed, and none stops a command. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { expire } from '../../src/lake/expire.js';
import { listSnapshots, readCommits } from '../../src/lake/runs.js';
import { systemEffects } from '../../src/model/effects.js';
import type { TableSchema } from '../../src/model/schema.js';
import { type RunRow, runs } from '../../src/model/tables.js';
import { readRun } from '../../src/snapshot/read-run.js';
import { folderStore } from '../../src/store/folder.js';
import type { Store } from '../../src/store/store.js';
import { columnsOf } from '../../src/tables/columns/rows.js';
import { openEncoder } from '../../src/tables/encoders.js';
import { readParquet } from '../../src/tables/read.js';
import { verify } from '../../src/verify/verify.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { filesIn, inFolder, optionsFor } from '../export/lake.js';

const LAKE = fileURLToPath(new URL('../fixtures/lake', import.meta.url));
const PLAN = '20200101T000000000Z-aaaaaaaa';
const KEY = `runs/${PLAN}.parquet`;
let sound: RunRow;

beforeAll(async () => {
  const key = filesIn(LAKE).find((file) => file.startsWith('runs/')) as string;
  const [row] = await readParquet(runs, readFileSync(join(LAKE, key)));
  sound = { ...(row as RunRow), run_id: `${PLAN}-0001` };
});

/** `runs`, whose columns may all be null. */
const lax: TableSchema = {
  ...runs,
  columns: Object.fromEntries(Object.entries(runs.columns).map(([name, one]) => [name, { ...one, required: false }])),
};

async function commitOf(...rows: readonly object[]): Promise<Uint8Array> {
  async function* groups() {
    yield columnsOf(lax, rows as never);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openEncoder('arrow')).encode(lax, groups())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const path = (text: string) => ({ path: text, rows: 1, bytes: 1, sha256: '0'.repeat(64) });
const manifest = (...files: readonly unknown[]) => ({ manifest: JSON.stringify(files) });
const inside = 'accounts/snapshot_date=2026-05-31/a.parquet';

/** What of a sound row is changed, and what is told. */
const CASES: readonly (readonly [changes: Record<string, unknown>, problem: string])[] = [
  [{ manifest: null }, 'has no manifest'],
  [{ manifest: 'no JSON' }, 'has a manifest that is not JSON'],
  [{ manifest: '{}' }, 'has a manifest that is not a list of files'],
  [{ manifest: 'null' }, 'has a manifest that is not a list of files'],
  [manifest({}), 'has a manifest with an entry that is not a file'],
  [manifest(null), 'has a manifest with an entry that is not a file'],
  [manifest({ ...path(inside), rows: -1 }), 'has a manifest with an entry that is not a file'],
  [manifest({ ...path(inside), sha256: 'x' }), 'has a manifest with an entry that is not a file'],
  [manifest(path('../../etc/passwd')), 'names the file "../../etc/passwd", which is not of its date'],
  [manifest(path('/etc/passwd')), 'names the file "/etc/passwd", which is not of its date'],
  [
    manifest(path(inside.replace('accounts/', 'accounts/../'))),
    'names the file "accounts/../snapshot_date=2026-05-31/a.parquet", which is not of its date',
  ],
  [
    manifest(path(inside.replace('05-31', '05-30'))),
    'names the file "accounts/snapshot_date=2026-05-30/a.parquet", which is not of its date',
  ],
  [manifest(path(inside), path(inside)), `names the file "${inside}" twice`],
  [{ snapshot_date: null }, 'has no snapshot_date'],
  [{ snapshot_date: "zzzz'; COPY" }, `is of "zzzz'; COPY", which is not a date`],
  [{ snapshot_date: '2026-02-30' }, 'is of "2026-02-30", which is not a date'],
  [{ scope: 'all' }, 'has an invalid scope'],
  [{ scope: '{"ous":"x"}' }, 'has an invalid scope'],
  [{ schema_version: 0 }, 'has schema version 0, and they begin with 1'],
  [{ schema_version: -1 }, 'has schema version -1, and they begin with 1'],
  [
    { run_id: '20990101T000000000Z-bbbbbbbb-0001' },
    'is the commit of run "20990101T000000000Z-bbbbbbbb-0001", which has a commit under its own name',
  ],
  [{ run_id: null }, 'has no run_id'],
  [{ finished_at: 8_640_000_000_000_001 }, 'has a finished_at that is not a time'],
  [{ principals_total: -3 }, 'has a principals_total that is not a number of 0 or more'],
];

describe('a commit', () => {
  test.each(CASES)('with %j is malformed', async (changes, problem) => {
    expect(await readRun(await commitOf({ ...sound, ...changes }), KEY)).toEqual({
      kind: 'malformed',
      key: KEY,
      problem,
    });
  });

  test('as it was written is a run, with its files and their bytes', async () => {
    const read = await readRun(await commitOf(sound), KEY);
    expect(read).toMatchObject({ kind: 'committed', run: { planId: PLAN, run_id: sound.run_id } });
    const files = JSON.parse(sound.manifest) as { bytes: number }[];
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    expect(read).toMatchObject({ run: { files, bytes } });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('no Parquet at all')],
    ['the marks of Parquet and no more', Buffer.from('PAR1\u0000\u0000\u0000\u0000PAR1')],
    [
      'noise with a footer of noise',
      Buffer.concat([Buffer.alloc(4000, 7), Buffer.from([200, 0, 0, 0]), Buffer.from('PAR1')]),
    ],
  ])('that holds %s is malformed', async (_, bytes) => {
    expect(await readRun(bytes, KEY)).toEqual({ kind: 'malformed', key: KEY, problem: 'cannot be read as a commit' });
  });

  test('that is cut anywhere is malformed', async () => {
    const bytes = await commitOf(sound);
    for (let length = 0; length < bytes.length; length += 97) {
      expect((await readRun(bytes.subarray(0, length), KEY)).kind).toBe('malformed');
    }
  });

  test('of two runs is malformed, of none abandons its plan', async () => {
    const problem = 'holds 2 runs, and a commit is of one';
    expect(await readRun(await commitOf(sound, sound), KEY)).toEqual({ kind: 'malformed', key: KEY, problem });
    expect(await readRun(await commitOf(), KEY)).toEqual({ kind: 'abandoned' });
  });

  test('of a newer version is told apart', async () => {
    const problem = 'has schema version 2, and this Access Lake knows 1: install a newer one';
    const read = await readRun(await commitOf({ ...sound, schema_version: 2 }), KEY);
    expect(read).toEqual({ kind: 'malformed', key: KEY, problem, isNewer: true });
  });

  test('in a folder of its own is malformed', async () => {
    const key = 'runs/deep/x.parquet';
    const problem = 'is in a folder, where no commit belongs';
    expect(await readRun(await commitOf(sound), key)).toEqual({ kind: 'malformed', key, problem });
  });
});

test('a commit that cannot be fetched ends the work: it is not taken for one that is not there', () =>
  inFolder(async (folder) => {
    cpSync(LAKE, folder, { recursive: true });
    const store = folderStore(folder);
    const failing: Store = {
      ...store,
      list: (prefix) => store.list(prefix),
      get: (key, options) => (key.startsWith('runs/') ? Promise.reject(new Error('EIO')) : store.get(key, options)),
    };
    await expect(readCommits(failing)).rejects.toThrow('EIO');
    const options = { signal: new AbortController().signal, onRun: () => {} };
    await expect(verify(failing, options)).rejects.toThrow('EIO');
  }));

/** Does the work with a lake of two sound runs and one malformed commit of each kind, in `count` of them. */
async function withMalformed(work: (folder: string, keys: readonly string[]) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    cpSync(LAKE, folder, { recursive: true });
    const keys: string[] = [];
    for (const [at, [changes]] of CASES.entries()) {
      const plan = `20200101T000000000Z-${String(at).padStart(8, '0')}`;
      const row = { ...sound, run_id: `${plan}-0001`, ...changes };
      keys.push(`runs/${plan}.parquet`);
      writeFileSync(join(folder, keys.at(-1) as string), await commitOf(row));
    }
    const sparse = 'runs/20200101T000000000Z-99999999.parquet';
    writeFileSync(join(folder, sparse), Buffer.alloc(2 ** 26 + 1));
    await work(folder, [...keys, sparse]);
  });
}

describe('a lake with malformed commits of every kind', () => {
  test('shows the other runs, and tells each of them: snapshots and verify', () =>
    withMalformed(async (folder, keys) => {
      const store = folderStore(folder);
      const { committed, malformed } = await listSnapshots(store);
      expect(committed.map((run) => run.snapshot_date)).toEqual(['2026-05-31', '2026-08-29']);
      expect(malformed.map(({ key }) => key)).toEqual(keys);
      const verified = await verify(store, { signal: new AbortController().signal, onRun: () => {} });
      expect(verified.runs.map(({ damaged }) => damaged)).toEqual([false, false]);
      expect(verified.damages.map(({ kind, subject }) => [kind, subject])).toEqual(keys.map((key) => ['commit', key]));
    }));

  test('is expired as if they were not there, and what their plans wrote stays', () =>
    withMalformed(async (folder, keys) => {
      const store = folderStore(folder);
      const plan = keys[0]?.slice('runs/'.length, -'.parquet'.length);
      const file = join(folder, `accounts/snapshot_date=2020-01-01/${plan}-0001-00001.parquet`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'x');
      const now = () => Date.now() + 48 * 3_600_000;
      const result = await expire(
        store,
        { keep: ['2026-08-29'], dryRun: true, dropEvidence: true },
        { ...systemEffects, now },
      );
      expect(result.runs).toMatchObject([{ snapshotDate: '2026-05-31', reason: 'old' }]);
      expect(result.files.count).toBe(0);
      expect(result.malformed.map(({ key }) => key)).toEqual(keys);
    }));

  test('takes a new export', () =>
    withMalformed(async (folder) => {
      const fake = fakeSource(plainAccounts(1, 1, 5));
      const store = folderStore(folder);
      const id = (await listSnapshots(store)).committed.at(-1)?.organization_id ?? null;
      const source = { ...fake, organization: { ...fake.organization, id } };
      const { run } = await exportSnapshot(optionsFor(store), systemEffects, async () => source);
      expect((await listSnapshots(store)).committed.at(-1)?.run_id).toBe(run.run_id);
    }));
});

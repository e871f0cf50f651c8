/** docs/upgrading.md: the lake of 0.1.0, read by this version, and what a newer one wrote. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import type { TableSchema } from '../../src/model/schema.js';
import type { ManifestFile } from '../../src/model/summary.js';
import { runs, SCHEMA_VERSION, TABLES } from '../../src/model/tables.js';
import { columnsOf } from '../../src/tables/columns/rows.js';
import { openEncoder } from '../../src/tables/encoders.js';
import { readParquet } from '../../src/tables/read.js';
import { runCommand } from '../cli/run-command.js';

const FIXTURE = fileURLToPath(new URL('../fixtures/lake', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'access-lake-upgrade-'));
afterAll(() => rmSync(folder, { recursive: true }));

function copy(name: string): string {
  const lake = join(folder, name);
  cpSync(FIXTURE, lake, { recursive: true });
  return lake;
}

async function sql(statement: string): Promise<Record<string, unknown>[]> {
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  const rows = (await connection.runAndReadAll(statement)).getRowObjectsJson();
  connection.closeSync();
  return rows as Record<string, unknown>[];
}

/** Puts what a statement makes of the rows of a file in its place. */
async function rewrite(path: string, select: string): Promise<void> {
  const made = join(folder, 'made.parquet');
  await sql(
    `COPY (${select.replace('ROWS', `read_parquet('${path}', hive_partitioning = false)`)}) TO '${made}' (FORMAT parquet, COMPRESSION uncompressed)`,
  );
  renameSync(made, path);
}

const run = (lake: string, ...argv: readonly string[]) =>
  runCommand([...argv, '--destination', lake], { columns: 200 });

/** The commits of a lake, oldest first. */
const commitsOf = (lake: string): string[] =>
  readdirSync(join(lake, 'runs'))
    .sort()
    .map((name) => join(lake, 'runs', name));

type Columns = TableSchema['columns'];

/** Puts another row in the place of a commit, by a declaration that may have more columns. */
async function commit(path: string, changes: Readonly<Record<string, unknown>>, more: Columns = {}): Promise<void> {
  const [row] = await readParquet(runs, readFileSync(path));
  const schema: TableSchema = { ...runs, columns: { ...runs.columns, ...more } };
  async function* groups() {
    yield columnsOf(schema, [{ ...row, ...changes }] as never);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openEncoder('arrow')).encode(schema, groups())) chunks.push(chunk);
  writeFileSync(path, Buffer.concat(chunks));
}

describe('the lake of 0.1.0', () => {
  const TYPES: Readonly<Record<string, string>> = {
    string: 'VARCHAR',
    int: 'INTEGER',
    bigint: 'BIGINT',
    boolean: 'BOOLEAN',
    timestamp: 'TIMESTAMP WITH TIME ZONE',
    'list<string>': 'VARCHAR[]',
    'map<string,string>': 'MAP(VARCHAR, VARCHAR)',
  };

  test.each(TABLES.map((table) => [table.name, table.columns as Columns] as const))(
    '%s: no column has gone or changed its type, and one that came may be null',
    async (name, columns) => {
      const files = readdirSync(join(FIXTURE, name), { recursive: true, encoding: 'utf8' }).filter((file) =>
        file.endsWith('.parquet'),
      );
      expect(files).not.toEqual([]);
      for (const file of files) {
        const path = join(FIXTURE, name, file);
        const has = await sql(`DESCRIBE SELECT * FROM read_parquet('${path}', hive_partitioning = false)`);
        const types = Object.fromEntries(has.map(({ column_name: column, column_type: type }) => [column, type]));
        const declared = Object.entries(columns).filter(([column, { required }]) => required || column in types);
        expect(types).toEqual(Object.fromEntries(declared.map(([column, { type }]) => [column, TYPES[type]])));
      }
    },
  );

  test('is whole, and every run of it is shown; its derived folder may be deleted, and derive makes it again', async () => {
    const lake = copy('older');
    rmSync(join(lake, 'derived'), { recursive: true });
    expect((await run(lake, 'derive')).exit).toBe('ok');
    expect((await run(lake, 'verify')).exit).toBe('ok');
    expect((await run(lake, 'snapshots')).out).toMatch(new RegExp(`^${commitsOf(lake).length} committed runs `));
  });
});

describe('what a newer version wrote', () => {
  test('more columns and tables of the same schema version: this version leaves them out, and answers the same', async () => {
    const lake = copy('more');
    const path = commitsOf(lake).at(-1) as string;
    const [{ manifest }] = (await sql(`SELECT manifest FROM read_parquet('${path}')`)) as [{ manifest: string }];
    const files: ManifestFile[] = JSON.parse(manifest);
    const accounts = files.find((file) => file.path.startsWith('accounts/')) as ManifestFile;
    await rewrite(join(lake, accounts.path), "SELECT *, 'new' AS added FROM ROWS");
    const bytes = readFileSync(join(lake, accounts.path));
    const changed = { ...accounts, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    const added = { ...changed, path: accounts.path.replace('accounts/', 'added/') };
    mkdirSync(join(lake, added.path, '..'), { recursive: true });
    writeFileSync(join(lake, added.path), bytes);
    const written = [...files.filter((file) => file !== accounts), changed, added];
    const column: Columns = { added: { type: 'string', required: false, comment: 'of a newer version' } };
    await commit(path, { manifest: JSON.stringify(written), added: 'new' }, column);
    const usage = ['query', 'usage', '--format', 'csv'];
    expect(await run(lake, ...usage)).toEqual(await run(FIXTURE, ...usage));
    rmSync(join(lake, 'derived'), { recursive: true });
    expect((await run(lake, 'derive')).exit).toBe('ok');
    expect((await run(lake, 'verify')).exit).toBe('ok');
  });

  test('a newer schema version: questions refuse the lake, and nothing of the run is removed', async () => {
    const lake = copy('newer');
    const path = commitsOf(lake).at(-1) as string;
    await commit(path, { schema_version: SCHEMA_VERSION + 1 });
    const problem = `has schema version ${SCHEMA_VERSION + 1}, and this Access Lake knows ${SCHEMA_VERSION}: install a newer one`;
    const asked = await run(lake, 'query', 'usage', '--format', 'csv');
    expect(asked).toMatchObject({ exit: 'nothing', out: '', text: expect.stringContaining(problem) });
    expect((await run(lake, 'snapshots')).out).toContain(problem);
    expect(await run(lake, 'verify')).toMatchObject({ exit: 'nothing', out: expect.stringContaining(problem) });
    const [{ manifest }] = (await sql(`SELECT manifest FROM read_parquet('${path}')`)) as [{ manifest: string }];
    expect((await run(lake, 'expire', '--older-than', '1d')).exit).toBe('ok');
    const gone = (JSON.parse(manifest) as ManifestFile[]).filter((file) => !existsSync(join(lake, file.path)));
    expect([gone, existsSync(path)]).toEqual([[], true]);
  });
});

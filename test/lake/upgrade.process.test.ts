/** docs/upgrading.md: the lake of 0.1.0, read by this version, and what a newer one wrote. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import { dispatch } from '../../src/cli/dispatch.js';
import { systemEffects } from '../../src/model/effects.js';
import type { UserError } from '../../src/model/errors.js';
import { TABLES } from '../../src/model/tables.js';
import { writtenTerminal } from '../cli/run-command.js';

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
  await sql(`COPY (${select.replace('ROWS', `read_parquet('${path}', hive_partitioning = false)`)}) TO '${made}' (FORMAT parquet)`);
  renameSync(made, path);
}

async function run(lake: string, ...argv: readonly string[]) {
  const { terminal, written } = writtenTerminal({ columns: 200 });
  const context = { terminal, signal: new AbortController().signal, effects: systemEffects, environment: {} };
  const exit = await dispatch([...argv, '--destination', lake], context).catch((error: UserError) => {
    written.err += error.message;
    return error.exit ?? 'bug';
  });
  return { exit, out: written.out, told: written.err };
}

test('x', async () => {
  const lake = copy('newer');
  const runs = readdirSync(join(lake, 'runs')).sort();
  const last = join(lake, 'runs', runs.at(-1) as string);
  await rewrite(last, 'SELECT * REPLACE (2::INT AS schema_version) FROM ROWS');
  for (const argv of [['query','usage'],['snapshots'],['verify'],['derive'],['digest'],['catalog'],['propose','--out',join(folder,'p')],['report','--out',join(folder,'r.html')],['expire','--older-than','9999d','--dry-run']]) console.log(argv.join(' '), JSON.stringify(await run(lake, ...argv)).slice(0,900));
  const l2 = copy('more');
  const accounts = join(l2, 'accounts', readdirSync(join(l2,'accounts')).sort().at(-1) as string);
  const file = join(accounts, readdirSync(accounts)[0] as string);
  await rewrite(file, "SELECT *, 'x' AS added FROM ROWS");
  const sha = createHash('sha256').update(readFileSync(file)).digest('hex');
  const bytes = statSync(file).size;
  const last2 = join(l2, 'runs', runs.at(-1) as string);
  const [{ manifest }] = (await sql(`SELECT manifest FROM read_parquet('${last2}')`)) as [{ manifest: string }];
  const files = JSON.parse(manifest).map((one: {path: string}) => file.endsWith(one.path) ? { ...one, sha256: sha, bytes } : one);
  const added = files.find((one: any) => file.endsWith(one.path));
  const path = added.path.replace('accounts/', 'added_table/');
  mkdirSync(join(l2, path, '..'), { recursive: true });
  cpSync(file, join(l2, path));
  files.push({ ...added, path });
  await rewrite(last2, `SELECT * REPLACE ('${JSON.stringify(files)}' AS manifest), 'x' AS added FROM ROWS`);
  for (const argv of [['query','usage'],['snapshots'],['verify'],['derive'],['digest'],['catalog'],['propose','--out',join(folder,'p2')],['report','--out',join(folder,'r2.html')],['expire','--older-than','9999d','--dry-run']]) console.log('MORE', argv.join(' '), JSON.stringify(await run(l2, ...argv)).slice(0,900));
}, 120000);

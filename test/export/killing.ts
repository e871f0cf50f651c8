/** Kills an export at a step, runs the same command again, and holds the lake against an undisturbed one. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { principals, type RunRow, TABLES } from '../../src/model/tables.js';
import { openStore } from '../../src/store/open.js';
import { rowsOf } from '../../src/tables/columns/rows.js';
import { decodePart } from '../../src/tables/part.js';
import type { Kill } from './kill-store.js';
import { filesIn, sql } from './lake.js';

const root = resolve(import.meta.dirname, '../..');

/** Where a lake lies: what the program is given, and the folder that holds the objects as files. */
export interface Place {
  readonly destination: string;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const folderPlace = (folder: string): Place => ({ destination: folder, folder });

export interface Answer {
  readonly planId: string;
  readonly run: RunRow;
  readonly alreadyCommitted: boolean;
  readonly measured: readonly string[];
  /** Mutations of the store, in order. */
  readonly steps: readonly string[];
}

/** The program, with every module at its place, so that those which read files beside them find them. */
export async function buildProgram(): Promise<{ program: string; remove: () => void }> {
  const folder = join(root, 'node_modules/.cache', `access-lake-kill-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'kill-program.mjs');
  await build({
    entryPoints: [join(root, 'test/export/kill-program.ts')],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    define: { 'import.meta.url': JSON.stringify(`file://${root}/src/model/reference.ts`) },
    logLevel: 'error',
  });
  return { program, remove: () => rmSync(folder, { recursive: true }) };
}

/** `command`: export, plan, collect or publish, and what it takes. */
export function startProgram(
  program: string,
  { destination, env = {} }: Place,
  kill: Kill = { at: -1, moment: 'before' },
  ...command: string[]
): ChildProcessByStdio<null, Readable, Readable> {
  const [name = 'export', ...rest] = command;
  const args = [program, destination, String(kill.at), kill.moment, name, ...rest];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
}

/** Undefined where it was killed. */
export async function runProgram(
  program: string,
  place: Place,
  kill?: Kill,
  ...command: string[]
): Promise<Answer | undefined> {
  return answerOf(startProgram(program, place, kill, ...command));
}

/** Undefined where it was killed; fails with what it wrote to stderr where it failed. */
export async function answerOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Answer | undefined> {
  const [output, errors, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, string | null]>,
  ]);
  if (signal === 'SIGKILL') return undefined;
  if (code !== 0) throw new Error(errors);
  return JSON.parse(output) as Answer;
}

/** For each table the number of the run's visible rows and a hash over all of them. */
export async function fingerprint(folder: string, runId: string): Promise<unknown> {
  const counted = TABLES.filter((table) => table.partitioned).map(({ name }) =>
    filesIn(folder).some((file) => file.startsWith(`${name}/`))
      ? `SELECT '${name}' AS name, count(*)::varchar AS rows, bit_xor(hash(t))::varchar AS hash FROM (
           SELECT * EXCLUDE (run_id ${name === 'accounts' ? ', started_at, finished_at' : ''})
           FROM read_parquet('${folder}/${name}/*/*.parquet')
           WHERE run_id = '${runId}' AND run_id IN (SELECT run_id FROM read_parquet('${folder}/runs/*.parquet'))) t`
      : `SELECT '${name}', '0', ''`,
  );
  return sql(counted.join(' UNION ALL '));
}

/** Principals that staged parts hold, whole ones. */
async function stagedArns(folder: string): Promise<string[]> {
  const parts = filesIn(folder).filter((file) => file.startsWith('_staging/') && file.endsWith('.arrow.br'));
  const tables = await Promise.all(parts.map((part) => decodePart(readFileSync(join(folder, part)))));
  return tables.flatMap((table) => {
    const columns = table[principals.name];
    return columns ? rowsOf(principals, columns).map((row) => row.principal_arn) : [];
  });
}

/** Nothing but committed files: no staging, no unfinished file or upload, none that no manifest names. */
export async function expectClean({ destination, folder, env = {} }: Place): Promise<void> {
  Object.assign(process.env, env);
  expect(await (await openStore(destination, {})).abortUploads('')).toBe(0);
  const runs = await sql(`SELECT run_id, manifest FROM read_parquet('${folder}/runs/*.parquet')`);
  const named = runs.flatMap((run) =>
    (JSON.parse(run.manifest as string) as { path: string }[]).map((file) => file.path),
  );
  expect(filesIn(folder).filter((file) => !file.startsWith('runs/'))).toEqual(named.sort());
}

/**
 * Kills an export at a step and runs it again: the lake is as an undisturbed one, and no principal of a staged
 * part is measured again.
 */
export async function killAndGoOn(program: string, place: Place, kill: Kill, expected: unknown): Promise<Answer> {
  expect(await runProgram(program, place, kill), 'it was to be killed').toBeUndefined();
  const staged = existsSync(place.folder) ? await stagedArns(place.folder) : [];
  const answer = (await runProgram(program, place)) as Answer;
  expect(await fingerprint(place.folder, answer.run.run_id)).toEqual(expected);
  await expectClean(place);
  expect(answer.measured.filter((arn) => staged.includes(arn))).toEqual([]);
  return answer;
}

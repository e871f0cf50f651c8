/** A lake of years of dates, each with a derived file, where a process may have few files open. */

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf } from '../../../src/model/days.js';
import { deriveTrends } from '../../../src/query/derived/trends.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { type Built, buildCommand } from '../../cli/built.js';
import { writeLake } from '../lake/write-lake.js';

const DATES = Array.from({ length: 300 }, (_, week) => dayOf(Date.UTC(2020, 0, 1 + 7 * week)));
const folder = mkdtempSync(join(tmpdir(), 'many-dates-'));
let built: Built;

beforeAll(async () => {
  built = await buildCommand();
  const runs = DATES.map((date, at) => `r${at} | ${date}`);
  const store = await writeLake(folder, `[runs]\nrun_id | snapshot_date\n${runs.join('\n')}\n`);
  const engine = await duckdbEngine(store);
  const wants = ({ date }: { readonly date: string }) => date === DATES[0];
  const made = deriveTrends(store, engine, { wants, ownerTags: [], signal: new AbortController().signal });
  for await (const _ of made);
  await engine.close();
  const placeOf = (date: string) => join(folder, 'derived/trends', `snapshot_date=${date}`);
  for (const date of DATES.slice(1)) {
    mkdirSync(placeOf(date), { recursive: true });
    cpSync(placeOf(DATES[0] as string), placeOf(date), { recursive: true });
  }
});

afterAll(() => {
  built?.remove();
  rmSync(folder, { recursive: true });
});

test('is asked with 200 open files at most', async () => {
  const command = `ulimit -n 200; exec "$0" "$1" query snapshots --destination "$2" --format csv`;
  const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, built.main, folder]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1 + DATES.length);
});

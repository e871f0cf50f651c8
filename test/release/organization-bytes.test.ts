/**
 * Bytes that Trino reads of an organization for a question, by itself: printed, and less than a tenth where `derive` wrote the
 * answer. `ACCOUNTS`: the size of the organization, with 30 principals an account; `OLDER`: how many older dates, a week apart.
 */
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { journeyLake } from '../../bench/journey-lake.js';
import { deriveTrends } from '../../src/query/derived/trends.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { allRows } from '../../src/query/engine/all-rows.js';
import { prepareKnown } from '../../src/query/question/ask.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { countLeftOut } from '../../src/query/question/left-out.js';
import { readNamedQuestion } from '../../src/query/question/questions.js';
import type { Given } from '../../src/query/question/values.js';
import type { LakeDate } from '../../src/query/sql/lake-dates.js';
import { folderStore } from '../../src/store/folder.js';
import { type Engines, startEngines } from '../engines/programs/engines.js';
import { type TwinLake, twinOf } from '../engines/questions/lake.js';
import { makeCatalog, openEngines } from '../engines/questions/twins.js';
import { addOlderDates } from './older-dates.js';

const ACCOUNTS = Number(process.env.ACCOUNTS ?? 40);
const OLDER = Number(process.env.OLDER ?? 0);
const SCHEMA = 'organization';
/** Not those for which `derive` writes answers. */
const OTHER_DAYS = 80;

let engines: Engines;
let lake: TwinLake;

beforeAll(async () => {
  engines = await startEngines();
  const path = mkdtempSync(join(tmpdir(), 'access-lake-organization-bytes-'));
  cpSync(await journeyLake(ACCOUNTS), path, { recursive: true });
  if (OLDER > 0) await addOlderDates(path, OLDER);
  const store = folderStore(path);
  const engine = await duckdbEngine(store);
  const newest = (await snapshotDates(engine, {})).at(-1)?.date;
  const wants = ({ date }: LakeDate) => date === newest;
  for await (const _ of deriveTrends(store, engine, { wants, ownerTags: [], signal: new AbortController().signal }));
  await engine.close();
  lake = await twinOf(engines, SCHEMA, store, path);
  const twins = await openEngines(engines, lake, SCHEMA);
  await makeCatalog(twins.athena, lake, SCHEMA);
  await twins.close();
});
afterAll(() => lake?.remove());

interface Cost {
  readonly bytes: number;
  readonly rows: number;
}

/** Bytes that Trino reads where nothing was asked before, for all that `query` asks of a question, and rows of the answer. */
async function costOf(name: string, given: Given = {}, isShown = false): Promise<Cost> {
  const { athena, endpoint, close } = await openEngines(engines, lake, SCHEMA);
  try {
    const before = endpoint.executions.scannedBytes();
    const startedAt = performance.now();
    const dates = await snapshotDates(athena, {});
    const { statement, leftOut, gap } = await prepareKnown(athena, readNamedQuestion(name), given, { dates, isShown });
    const { length: rows } = await allRows(athena, statement.sql, statement.parameters);
    await countLeftOut(athena, leftOut);
    if (gap) await allRows(athena, gap.sql, gap.parameters);
    const [bytes, seconds] = [endpoint.executions.scannedBytes() - before, (performance.now() - startedAt) / 1000];
    console.log(
      `${name} ${JSON.stringify(given)}: ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(0)} s, ${rows} rows`,
    );
    return { bytes, rows };
  } finally {
    await close();
  }
}

const OVER_MODELS = ['guardrails', 'guardrails.by-action', 'sets', 'sets.by-action'];

test.each(['worklist', ...OVER_MODELS])('%s costs less than a tenth where derive wrote it', async (name) => {
  const isShown = OVER_MODELS.includes(name); // as it stands it judges anew
  const judged = await costOf(name, isShown ? {} : { days: OTHER_DAYS }, isShown);
  const written = await costOf(name);
  expect(written.rows).toBeGreaterThan(0);
  expect(judged.rows).toBeGreaterThan(0);
  expect(written.bytes).toBeLessThan(judged.bytes / 10);
});

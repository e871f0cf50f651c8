/** Questions asked of an engine that keeps judgements in a cache, and of one that keeps none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { judging } from '../../../src/cli/query/judging.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { FileCache } from '../../../src/query/duckdb/files/file-cache.js';
import type { Judge } from '../../../src/query/duckdb/files/kept-judgement.js';
import type { DuckdbEngine } from '../../../src/query/duckdb/open-tables.js';
import { prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { countLeftOut } from '../../../src/query/question/left-out.js';
import { type Question, readNamedQuestion } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import type { Store } from '../../../src/store/store.js';

const REMOVABLE = readNamedQuestion('removable.by-action');

export const lakeText = (name: string) => readFileSync(new URL(`../questions/${name}`, import.meta.url), 'utf8');

export const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** What a command was told: the dates that were judged, and why nothing was kept. */
interface Heard {
  readonly phases: string[];
  readonly notes: string[];
}

/** What is heard where a date is judged. */
export const KEPT = (date: string) => `Judging ${date}, kept for later questions`;

/** A lake of any size, as `query` opens it. */
export async function opened(store: Store, cache: FileCache, change: (judge: Judge) => Partial<Judge> = () => ({})) {
  const heard: Heard = { phases: [], notes: [] };
  const judge = judging({ phase: (text) => heard.phases.push(text), note: (text) => heard.notes.push(text) });
  const engine = await duckdbEngine(store, { cache, judge: { ...judge, leastBytes: 0, ...change(judge) } });
  return { engine, heard };
}

export interface Told {
  /** Whether tables of a judgement were read. */
  readonly isKept: boolean;
  readonly rows: unknown[];
  readonly leftOut: readonly object[];
}

export async function told(engine: DuckdbEngine, question: Question, given: Given, isShown = false): Promise<Told> {
  const prepared = await prepareKnown(engine, question, given, { dates: await snapshotDates(engine), isShown });
  const { sql, parameters } = prepared.statement;
  const rows: unknown[] = [];
  for await (const page of (await engine.query(sql, parameters)).pages) rows.push(...page);
  const isKept = sql.includes('FROM raw.derived_judged_');
  return { isKept, rows, leftOut: await countLeftOut(engine, prepared.leftOut) };
}

/** What a command of its own says, and what it heard. */
export async function asked(
  store: Store,
  cache: FileCache,
  given: Given = {},
  change?: (judge: Judge) => Partial<Judge>,
) {
  const { engine, heard } = await opened(store, cache, change);
  try {
    return { ...(await told(engine, REMOVABLE, given)), ...heard };
  } finally {
    await engine.close();
  }
}

/** What the lake says without a cache. */
export async function anew(store: Store, given: Given = {}): Promise<Omit<Told, 'isKept'>> {
  const engine = await duckdbEngine(store);
  const { isKept, ...said } = await told(engine, REMOVABLE, given);
  await engine.close();
  expect(isKept).toBe(false);
  return said;
}

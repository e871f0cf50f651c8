/** Asks one question of a lake and writes the answer as CSV: its time and memory are its own. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duckdbEngine } from '../src/query/duckdb/engine.js';
import { prepareKnown } from '../src/query/question/ask.js';
import { visibleDates } from '../src/query/question/dates.js';
import { findQuestion } from '../src/query/question/find.js';
import { openStore } from '../src/store/open.js';
import { CpuClock, peakResidentMb } from './harness.js';

export interface WorklistFigures {
  readonly openMs: number;
  readonly answerMs: number;
  /** Of the whole process but its start. */
  readonly cpuMs: number;
  readonly rows: number;
  readonly peakMb: number;
}

const [place = '', name = ''] = process.argv.slice(2);
const out = join(tmpdir(), `worklist-${process.pid}.csv`);
const [startedAt, cpu] = [performance.now(), new CpuClock()];
const engine = await duckdbEngine(await openStore(place, {}), { writes: [out] });
const opened = performance.now();
const dates = await visibleDates(engine);
const { statement } = await prepareKnown(engine, findQuestion(name), {}, { dates });
const rows = await engine.writeCsv?.(statement.sql, statement.parameters, out);
if (rows === undefined) throw new Error(`No rows of ${name}`);
const figures: WorklistFigures = {
  openMs: opened - startedAt,
  answerMs: performance.now() - opened,
  cpuMs: cpu.elapsedUs() / 1000,
  rows,
  peakMb: peakResidentMb(),
};
await engine.close();
await rm(out, { force: true });
console.log(JSON.stringify(figures));

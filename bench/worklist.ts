/** `worklist` over weekly snapshots with facts, in a process of its own. `WEEKS`: how many; `ROWS`: action rows of each. */
import { daysBefore } from '../src/model/days.js';
import { openStore } from '../src/store/open.js';
import { cached } from './cache.js';
import { fixed, type Report } from './harness.js';
import { SNAPSHOT_DATE, writeLake } from './lake.js';
import { resultOf } from './programs.js';
import type { WorklistFigures } from './worklister.js';

const ROWS = Number(process.env.ROWS ?? 10e6);
const WEEKS = Number(process.env.WEEKS ?? 13);

export async function run(): Promise<Report[]> {
  const place = await cached(`weeks-${WEEKS}-${ROWS}`, async (folder) => {
    const store = await openStore(folder, {});
    for (let week = WEEKS - 1; week >= 0; week--) await writeLake(store, ROWS, daysBefore(SNAPSHOT_DATE, week * 7));
  });
  const lines: string[][] = [];
  for (const question of ['worklist', 'removable.by-service', 'removable.by-action']) {
    const figures = await resultOf<WorklistFigures>('bench/worklister.ts', [place, question], {});
    const seconds = [figures.openMs, figures.answerMs, figures.cpuMs].map((ms) => fixed(ms / 1000, 1));
    lines.push([question, String(figures.rows), ...seconds, String(figures.peakMb)]);
  }
  return [
    {
      title: 'What to do first, over a quarter',
      text: `${WEEKS} weekly snapshots of ${ROWS} action rows each, with facts. Seconds on the wall: to open the lake; to ask and write the answer as CSV. CPU: of both, in seconds. MB: the most memory that the process held.`,
      headers: ['question', 'rows of the answer', 's to open', 's to answer', 'CPU s', 'MB'],
      rows: lines,
    },
  ];
}

/** Reports that nobody takes hold memory: however many jobs are done, only so many are fetched. */
import { expect, test } from 'vitest';
import { Limiter } from '../../../src/aws/limiter.js';
import { JobTimes } from '../../../src/collect/job/times.js';
import { InFlightWindow } from '../../../src/collect/job/window.js';
import { VirtualClock } from '../../aws/virtual-clock.js';

const [jobs, latencyMs] = [100, 60];

/** A window of jobs that are done, each with a report of so many rows; `fetched` counts reports, `waiting` their rows that nobody took. */
function flightOf(clock: VirtualClock, rowsEach: number, rows: number) {
  const window = new InFlightWindow<number>(new Limiter({}, clock), new JobTimes(), { rowsEach });
  const seen = { fetched: 0, taken: 0, most: 0 };
  const fetch = async (job: number) => {
    await clock.sleep(latencyMs);
    seen.fetched += 1;
    seen.most = Math.max(seen.most, (seen.fetched - seen.taken) * rows);
    return job;
  };
  for (let job = 0; job < jobs; job++)
    window.start(
      async (slot) => {
        await slot.acquire();
        return fetch(job);
      },
      () => rows,
    );
  const take = async () => {
    const job = await window.next();
    seen.taken += 1;
    return job;
  };
  return { seen, take };
}

test.each([
  { rowsEach: 20_000, rows: 1000, most: 20_000 },
  { rowsEach: 20_000, rows: 9800, most: 20_000 },
  { rowsEach: 100, rows: 1000, most: 2000 },
])('within $rowsEach rows for reports of $rows', async ({ rowsEach, rows, most }) => {
  const clock = new VirtualClock();
  const { seen, take } = flightOf(clock, rowsEach, rows);
  await clock.run(clock.sleep(60_000));
  expect(seen.fetched).toBeLessThan(jobs / 2);
  const taken = new Set<number>();
  await clock.run(
    (async () => {
      while (taken.size < jobs) {
        taken.add(await take());
        await clock.sleep(200);
      }
    })(),
  );
  expect(seen.most).toBeGreaterThan(0);
  expect(seen.most).toBeLessThanOrEqual(most);
});

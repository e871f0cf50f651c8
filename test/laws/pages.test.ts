/** Law j: no page of the report shows a smaller policy of what its task deletes, keeps or measures first. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../src/query/question/ask.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { type Opened, openedOf, rowsOf } from '../../src/report/page/opened.js';
import { proposedFor } from '../../src/report/page/views/tasks/proposed.js';
import type { Subject } from '../../src/report/page/views/tasks/task-rows.js';
import { propose } from '../../src/report/proposals.js';
import { gather } from '../../src/report/sheet.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeds } from './seeds.js';
import { randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

let engine: MemoryEngine;
let shown = 0;
let held = 0;
beforeAll(async () => {
  engine = await memoryEngine();
});
afterAll(() => engine?.close());

interface Lake {
  readonly work: Opened;
  readonly documents: Opened;
  readonly holders: Opened;
}

async function lakeOf(seed: number): Promise<Lake> {
  const random = seeded(seed);
  await engine.show(randomLake(random, randomWorld(random)));
  const dates = (await snapshotDates(engine)).map(({ date }) => date);
  const date = dates.at(-1) as string;
  const work = await gather(await ask(engine, 'worklist', { snapshot_date: date }));
  const proposed = await propose(engine, { date, dates, most: 10_000 }, {});
  return { work: openedOf(work), documents: openedOf(proposed.documents), holders: openedOf(proposed.holders) };
}

/** Whoever and whatever a page may be about. */
function subjectsOf({ documents, holders }: Lake): Subject[] {
  const texts = (sheet: Opened, column: string): string[] => [
    ...new Set(rowsOf(sheet).map((row) => sheet.text(column, row))),
  ];
  const sets = rowsOf(documents).filter((row) => documents.get('kind', row) === 'permission_set');
  return [
    ...texts(holders, 'principal_arn').map((arn) => ({ type: 'PRINCIPAL', arn }) as const),
    ...texts(documents, 'arn').map((arn) => ({ type: 'MANAGED_POLICY', arn }) as const),
    ...sets.map((row) => ({ type: 'PERMISSION_SET', name: documents.text('name', row) }) as const),
  ];
}

/** Steps of all rows about a user, role, policy or set. */
function stepsOf({ work }: Lake, column: string, name: string): string[] {
  return rowsOf(work)
    .filter((row) => work.text(column, row) === name)
    .map((row) => work.text('step', row));
}

it.each(seeds(6))('a smaller policy is shown of what is to be narrowed alone: seed %i', async (seed) => {
  const lake = await lakeOf(seed);
  for (const subject of subjectsOf(lake)) {
    const rows = proposedFor(lake, subject) ?? [];
    const column = { PRINCIPAL: 'principal_arn', MANAGED_POLICY: 'policy_arn', PERMISSION_SET: 'permission_set_name' };
    const steps = stepsOf(lake, column[subject.type], subject.type === 'PERMISSION_SET' ? subject.name : subject.arn);
    if (rows.length > 0) expect(new Set([...steps, 'NARROW'])).toEqual(new Set(['NARROW']));
    else held += steps.length;
    for (const row of rows) {
      const arns = (lake.holders.rowsBy('document').get(String(row)) ?? []).map((at) =>
        lake.holders.text('principal_arn', at),
      );
      const isLeft = arns.map((arn) => stepsOf(lake, 'principal_arn', arn)).some((own) => !own.includes('DELETE'));
      expect(arns.length === 0 || isLeft, `${subject.type} of ${arns.join(', ')}`).toBe(true);
      shown += 1;
    }
  }
});

it('there were smaller policies to show, and some that a task holds back', () => {
  expect(shown).toBeGreaterThan(0);
  expect(held).toBeGreaterThan(0);
});

/**
 * Law j, over random lakes: no page of the report shows a smaller policy of what its task deletes, keeps or measures first,
 * and the power of a task is that of the actions that questions list of it.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../src/query/question/ask.js';
import { snapshotDates } from '../../src/query/question/dates.js';
import { defaultDate, usesUntil } from '../../src/query/sql/lake-dates.js';
import { type Opened, openedOf, rowsOf } from '../../src/report/page/opened.js';
import { proposedFor } from '../../src/report/page/views/tasks/proposed.js';
import type { Subject } from '../../src/report/page/views/tasks/task-rows.js';
import { withPower } from '../../src/report/power.js';
import { propose } from '../../src/report/proposals.js';
import { gather } from '../../src/report/sheet.js';
import { taskPowers } from '../../src/report/task-powers.js';
import { type MemoryEngine, memoryEngine } from './memory-engine.js';
import { seeds } from './seeds.js';
import { randomLake } from './world/lake.js';
import { seeded } from './world/random.js';
import { randomWorld } from './world/world.js';

/** In its lake a task holds back a smaller policy, which is rare. */
const HOLDS_BACK = 2;

let engine: MemoryEngine;
let shown = 0;
let held = 0;
let compared = 0;
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
  const proposed = await propose(engine, { date, dates, most: 10_000, worklist: work }, {});
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

it.each([...seeds(5), HOLDS_BACK])(
  'a smaller policy is shown of what is to be narrowed alone: seed %i',
  async (seed) => {
    const lake = await lakeOf(seed);
    for (const subject of subjectsOf(lake)) {
      const rows = proposedFor(lake, subject) ?? [];
      const column = {
        PRINCIPAL: 'principal_arn',
        MANAGED_POLICY: 'policy_arn',
        PERMISSION_SET: 'permission_set_name',
      };
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
  },
);

/** Of the actions of an answer, by subject and power above `reads`, how many there are. */
async function counted(
  question: string,
  subject: (sheet: Opened, row: number) => string,
): Promise<Map<string, number>> {
  const sheet = openedOf(withPower(await gather(await ask(engine, question, {}))));
  const counts = new Map<string, number>();
  for (const row of rowsOf(sheet)) {
    const isMeasured = sheet.get('action_name', row) !== null && sheet.get('state', row) !== 'NOT_MEASURED';
    if (!isMeasured || sheet.get('power', row) === 'reads') continue;
    const key = `${subject(sheet, row)} ${sheet.text('power', row)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

it.each(seeds(3))('the power of a task is that of the actions that it takes away: seed %i', async (seed) => {
  const random = seeded(seed);
  await engine.show(randomLake(random, randomWorld(random)));
  const all = await snapshotDates(engine);
  const date = String(defaultDate(all)?.date);
  const worklist = await gather(await ask(engine, 'worklist', {}));
  const work = openedOf(worklist);
  const powers = openedOf(await taskPowers(engine, { all, date, until: usesUntil(date, all) }, worklist, {}));
  const ofSets = await counted('sets.by-action', (sheet, row) => sheet.text('permission_set_name', row).toLowerCase());
  const ofPrincipals = await counted(
    'removable.by-action',
    (sheet, row) => `${sheet.text('account_id', row)} ${sheet.text('principal_arn', row)}`,
  );
  for (const row of rowsOf(powers)) {
    const task = powers.number('row', row) as number;
    const power = powers.text('power', row);
    const type = work.text('subject_type', task);
    if (type === 'MANAGED_POLICY') continue;
    const subject =
      type === 'PERMISSION_SET'
        ? work.text('permission_set_name', task).toLowerCase()
        : `${work.text('account_id', task)} ${work.text('principal_arn', task)}`;
    const listed = (type === 'PERMISSION_SET' ? ofSets : ofPrincipals).get(`${subject} ${power}`);
    expect(powers.number('actions', row), `${power} of ${work.text('task', task)}`).toBe(listed);
    compared += 1;
  }
});

it('there were smaller policies to show, some that a task holds back, and powers to compare', () => {
  expect(shown).toBeGreaterThan(0);
  expect(held).toBeGreaterThan(0);
  expect(compared).toBeGreaterThan(0);
});

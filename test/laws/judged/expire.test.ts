/**
 * Law d, over random lakes: `expire`, but for `--drop-evidence`, makes nothing removable at any date that it keeps. The
 * promise: what a lake knew is not forgotten by tidying it up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { command } from '../../../src/cli/commands/expire.js';
import { daysBefore } from '../../../src/model/days.js';
import { systemEffects } from '../../../src/model/effects.js';
import { folderStore } from '../../../src/store/folder.js';
import { Breaches } from '../breaches.js';
import { judgementsOf, rowName } from '../reasons/judgements.js';
import { lakeOf } from '../reasons/text-lake.js';
import { seeds } from '../seeds.js';
import { NEWEST } from '../world/calendar.js';
import type { Lake } from '../world/lake.js';
import { seeded } from '../world/random.js';
import { datesIn, defaultDateOf, lawLake, withOlderRuns, withoutBulk, withoutRuns } from './lakes.js';
import { storeLake } from './stored.js';

const folder = mkdtempSync(join(tmpdir(), 'law-expire-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const breaches = new Breaches('expire');

const MODES = [{ keepLast: 2 }, { olderThan: 60 }, { keepMonthly: 2 }, { keep: ['2026-04-01'] }];

interface Run {
  readonly runId: string;
  readonly snapshotDate: string;
  readonly reason: string;
}

/** Runs that the command, as it stands on the command line, would take; and the dates that it keeps, not as evidence alone. */
async function expired(
  destination: string,
  modes: Readonly<Record<string, unknown>>,
): Promise<{ readonly gone: ReadonlySet<string>; readonly kept: ReadonlySet<string> }> {
  const texts: string[] = [];
  const terminal = { print: async (text: string) => void texts.push(text), note: () => {} };
  const effects = { ...systemEffects, now: () => Date.parse(`${NEWEST}T12:00:00Z`) };
  const signal = new AbortController().signal;
  const values = { destination, keep: [], dropEvidence: false, dryRun: true, json: true, ...modes };
  await command.run(values as never, { terminal, effects, signal, operands: [], environment: {} } as never);
  const { runs, staying } = JSON.parse(texts.join('')) as Readonly<Record<'runs' | 'staying', readonly Run[]>>;
  const kept = staying.filter(({ reason }) => reason !== 'evidence');
  return {
    gone: new Set(runs.map(({ runId }) => runId)),
    kept: new Set(kept.map(({ snapshotDate }) => snapshotDate)),
  };
}

const LAKES = seeds(6).flatMap((seed) => [
  { seed, older: 0 },
  { seed, older: 420 },
]);

it.each(LAKES)('d: expire makes nothing removable at a date that it keeps: seed $seed, $older days', async (of) => {
  const { seed, older } = of;
  const lake = withOlderRuns(withoutBulk(lawLake(seed).lake), older, 1);
  const destination = join(folder, `${seed}-${older}`);
  await storeLake(folderStore(destination), lake);
  for (const modes of [{ keepLast: 1 }, seeded(seed).one(MODES)]) {
    const { gone, kept } = await expired(destination, modes);
    if (gone.size > 0) compare(lake, { gone, kept }, `${JSON.stringify(modes)} takes ${[...gone]}`);
  }
  rmSync(destination, { recursive: true });
  breaches.check();
});

breaches.needsEachLine();

/**
 * role/app at the newest date, with a grant that its report of `days` before lacks, and that one of 600 days before shows,
 * where role/gone stood, too.
 */
function audits(days: number): Lake {
  return lakeOf(`
[runs]
run_id | snapshot_date
old    | ${daysBefore(NEWEST, 600)}
audit  | ${daysBefore(NEWEST, days)}
newest | ${NEWEST}
[accounts]
run_id           | account_id   | ou_path | principals_total
old audit newest | 222222222222 | r-root  | 1
[principals]
run_id           | principal_arn          | created_at
old audit newest | 222222222222:role/app  | 2020-01-01
old              | 222222222222:role/gone | 2020-01-01
[action_last_accessed]
run_id           | principal_arn          | service_namespace | action_name  | last_accessed_at
old audit newest | 222222222222:role/app  | s3                | CreateBucket | -
old newest       | 222222222222:role/app  | s3                | DeleteBucket | -
old              | 222222222222:role/gone | s3                | CreateBucket | 2020-01-02
[actions]
run_id           | service_namespace | action_name  | is_tracked
old audit newest | s3                | CreateBucket | true
old audit newest | s3                | DeleteBucket | true
`);
}

it.each([
  [414, []],
  [416, ['old']],
  [500, ['old']],
])('d: an audit of %i days before, which lacks what is granted now, stays', async (days, goes) => {
  const lake = audits(days);
  const destination = join(folder, `audits-${days}`);
  await storeLake(folderStore(destination), lake);
  const { gone, kept } = await expired(destination, { keepLast: 1 });
  expect([...gone]).toEqual(goes);
  compare(lake, { gone, kept }, `expire takes ${[...gone]}`);
  breaches.check();
  const codesOf = (action: string): string[] => {
    const rows = [...judgementsOf(withoutRuns(lake, gone), { date: NEWEST, days: 90 })];
    const row = rows.find((one) => one.subject.kind === 'principal' && one.action === action.toLowerCase());
    return [...(row?.codes ?? ['no row'])];
  };
  expect([codesOf('DeleteBucket'), codesOf('CreateBucket')]).toEqual([['YOUNG_GRANT'], []]);
});

it('d: what has the last report of nobody who is listed goes, and what cannot be read stays', async () => {
  const lake = audits(500);
  const destination = join(folder, 'unreadable');
  const store = folderStore(destination);
  await storeLake(store, lake);
  const listing = `principals/snapshot_date=${daysBefore(NEWEST, 600)}/old-00000.parquet`;
  expect(await store.get(listing)).toBeDefined();
  await store.put(listing, Buffer.from('no listing'));
  expect([...(await expired(destination, { keepLast: 1 })).gone]).toEqual([]);
});

/** At each date that is kept, by its name, and by default. */
function compare(before: Lake, { gone, kept }: Awaited<ReturnType<typeof expired>>, what: string): void {
  const after = withoutRuns(before, gone);
  const given = [...kept].map((date) => ({ date, days: 90 }));
  const usesUntil = datesIn(after).at(-1) as string;
  for (const question of [...given, { date: defaultDateOf(after), days: 90, usesUntil }]) {
    const now = new Map([...judgementsOf(after, question)].map((row) => [rowName(row), row]));
    for (const row of judgementsOf(before, question)) {
      if (now.get(rowName(row))?.codes.size !== 0) continue;
      for (const code of row.codes) breaches.add('expire', code, `${rowName(row)} at ${question.date}: ${what}`);
    }
  }
}

/** What somebody else may have written into the staging: heartbeats, account records and attempts to publish. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectShard, exportSnapshot, planSnapshot, publishPlan } from '../../src/export.js';
import { systemEffects } from '../../src/model/effects.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { accountFolder, attemptsFolder, planKey } from '../../src/snapshot/keys.js';
import { withLock } from '../../src/snapshot/lock.js';
import { type Plan, readPlan } from '../../src/snapshot/plan/plan.js';
import { readCollected } from '../../src/snapshot/publish/collected.js';
import type { Store } from '../../src/store/store.js';
import { fakeSource, plainAccounts } from '../export/fake-source.js';
import { inFolder, optionsFor } from '../export/lake.js';
import { VirtualClock } from './virtual-clock.js';

const accounts = plainAccounts(2, 2, 3);
const open = async () => fakeSource(accounts);

/** Does the work with a plan whose accounts are all collected. */
async function withCollected(work: (place: { folder: string; store: Store; plan: Plan }) => Promise<void>) {
  await inFolder(async (folder, store) => {
    const { planId } = await planSnapshot(optionsFor(store), systemEffects, open);
    await collectShard({ ...optionsFor(store), planId, shard: { index: 1, of: 1 } }, systemEffects, open);
    await work({ folder, store, plan: (await readPlan(store, planId)) as Plan });
  });
}

const notices = (told: readonly ProgressEvent[]): string[] =>
  told.flatMap((event) => (event.type === 'notice' ? event.message : []));

const SOUND_PROCESS = { host: 'far', pid: 7, kernel: 'other', start: '1' };

describe('a heartbeat', () => {
  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['nothing of a process', '{}'],
    ['a process that is null', '{"process":null,"since":0,"beats":0}'],
    ['a process whose id is a text', JSON.stringify({ process: { ...SOUND_PROCESS, pid: '7' }, since: 0, beats: 0 })],
    ['a time that no date has', JSON.stringify({ process: SOUND_PROCESS, since: 1e300, beats: 0 })],
  ])('that holds %s is told, waited for, and taken over', (_what, text) =>
    inFolder(async (_folder, store) => {
      const folder = '_staging/holder/abc/';
      await store.put(`${folder}1`, new TextEncoder().encode(text));
      const told: ProgressEvent[] = [];
      const options = { folder, action: 'export to', progress: (event: ProgressEvent) => told.push(event) };
      const clock = new VirtualClock();
      expect(await clock.until(withLock(store, options, async () => 'done', clock.effects))).toBe('done');
      const owner = `the process that wrote ${folder}1, which is not a heartbeat,`;
      expect(notices(told)).toEqual([`Waiting up to a minute to see whether ${owner} is still running`]);
    }),
  );
});

describe('an account record', () => {
  const changes: readonly (readonly [string, (record: Record<string, unknown>) => unknown])[] = [
    ['null', () => null],
    ['gaps without words', (record) => ({ ...record, gaps: [{ count: 1, examples: [] }] })],
    ['a gap whose message is a number', (record) => ({ ...record, gaps: [{ ...GAP, errorMessage: 7 }] })],
    ['a gap of numbers', (record) => ({ ...record, gaps: [{ ...GAP, examples: [7] }] })],
    ['a code that is an object', (record) => ({ ...record, errorCode: {} })],
    ['no tables', ({ tables: _, ...record }) => record],
    ['tables that are no list', (record) => ({ ...record, tables: 'accounts' })],
    ['parts of another account', (record) => ({ ...record, parts: [{ ...PART, key: '_staging/x.arrow.br' }] })],
  ];

  test.each(changes)('with %s closes nothing', (_what, change) =>
    withCollected(async ({ folder, store, plan }) => {
      const [account] = accounts;
      const file = join(folder, accountFolder(plan.planId, account?.id as string), 'account-1.json');
      writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
      expect((await readCollected(store, plan)).open.map(({ id }) => id)).toEqual([account?.id]);
    }),
  );
});

const GAP = { of: 'principal', status: 'failed', errorCode: 'X', errorMessage: 'x', count: 1, examples: ['arn'] };
const PART = { key: '', bytes: 1, sha256: '', rows: {} };

describe('an attempt to publish', () => {
  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['gaps that are no list', '{"gaps":{}}'],
    ['gaps that are null', '{"gaps":[null]}'],
    ['a gap without examples', JSON.stringify({ gaps: [{ ...GAP, examples: null }] })],
    ['accounts that are none', '{"accountsWithFailures":["1; rm -rf /"]}'],
  ])('that holds %s is told, and the run answers as its counts say', (_what, text) =>
    withCollected(async ({ folder, store, plan }) => {
      const staging = join(folder, '_staging');
      const kept = join(folder, 'kept');
      cpSync(staging, kept, { recursive: true });
      const options = { ...optionsFor(store), planId: plan.planId, allowIncomplete: false };
      const { run } = await publishPlan(options);
      const told: ProgressEvent[] = [];
      const heard = { ...options, progress: (event: ProgressEvent) => told.push(event) };
      for (const again of [() => publishPlan(heard), () => exportSnapshot(heard, systemEffects, open)]) {
        cpSync(kept, staging, { recursive: true }); // as a crash right after the commit leaves it
        const attempt = join(folder, attemptsFolder(plan.planId), '1');
        mkdirSync(dirname(attempt), { recursive: true });
        writeFileSync(attempt, text);
        told.length = 0;
        expect(await again()).toMatchObject({ run: { run_id: run.run_id }, alreadyCommitted: true, gaps: [] });
        expect(notices(told)).toContainEqual(expect.stringMatching(/publish\/1 is not as Access Lake writes it: /));
        expect(existsSync(join(folder, planKey(plan.planId)))).toBe(false);
      }
    }),
  );
});

/** What a publisher makes of records and parts that another build, or another hand, wrote. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectShard, planSnapshot, publishPlan } from '../../../src/export.js';
import { systemEffects } from '../../../src/model/effects.js';
import type { ProgressEvent } from '../../../src/model/progress.js';
import type { AccountRecord } from '../../../src/snapshot/account-record.js';
import { accountFolder } from '../../../src/snapshot/keys.js';
import type { Store } from '../../../src/store/store.js';
import { type FakeAccount, fakeSource, plainAccounts } from '../../export/fake-source.js';
import { inFolder, optionsFor } from '../../export/lake.js';

const accounts = plainAccounts(1, 1, 3);
const [{ id }] = accounts as [FakeAccount];

/** Does the work with a collected plan whose only record was changed as given. */
async function withRecord(
  change: (record: AccountRecord) => unknown,
  work: (store: Store, planId: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder, store) => {
    const open = async () => fakeSource(accounts);
    const { planId } = await planSnapshot(optionsFor(store), systemEffects, open);
    await collectShard({ ...optionsFor(store), planId, shard: { index: 1, of: 1 } }, systemEffects, open);
    const file = join(folder, accountFolder(planId, id), 'account-1.json');
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as AccountRecord)));
    await work(store, planId);
  });
}

const published = (store: Store, planId: string) =>
  publishPlan({ ...optionsFor(store), planId, allowIncomplete: false });

test('a part with a table of a later build is refused, not dropped', () =>
  withRecord(
    (record) => ({
      ...record,
      parts: record.parts.map((part) => ({ ...part, rows: { ...part.rows, later_table: 2 } })),
    }),
    async (store, planId) => {
      const state = /: "_staging\/.*" holds the table "later_table", which this version does not know\.$/;
      await expect(published(store, planId)).rejects.toThrow(state);
    },
  ));

test('a table that an earlier build did not collect is told, and the account published', () =>
  withRecord(
    (record) => ({ ...record, tables: record.tables.filter((table) => table !== 'policy_versions') }),
    async (store, planId) => {
      const told: ProgressEvent[] = [];
      const progress = (event: ProgressEvent) => told.push(event);
      const { run } = await publishPlan({ ...optionsFor(store, { progress }), planId, allowIncomplete: false });
      expect(run.accounts_exported).toBe(1);
      const message = `policy_versions was not collected of ${id}: an earlier version of Access Lake measured them`;
      expect(told).toContainEqual({ type: 'notice', message });
    },
  ));

const source = {
  source: 'keys',
  status: 'collected',
  errorCode: null,
  errorMessage: null,
  generatedAt: null,
  finishedAt: 2,
  rows: 0,
  mayPass: false,
};
const refused = { ...source, status: 'refused', errorCode: 'AccessDenied', errorMessage: 'No.', generatedAt: 1 };

test('a record that says how sources ended, be it ones that this build does not know, ends its account', () =>
  withRecord(
    (record) => ({ ...record, sources: [source, refused] }),
    async (store, planId) => {
      expect((await published(store, planId)).run.accounts_exported).toBe(1);
    },
  ));

const part = { key: '_staging/other/part.arrow.br', bytes: 1, sha256: '', rows: {} };

test.each([
  ['null', () => null],
  ['an empty object', () => ({})],
  ['of another account', (record: AccountRecord) => ({ ...record, accountId: '999999999999' })],
  ['with parts that are none', (record: AccountRecord) => ({ ...record, parts: [null] })],
  ['with a part of another folder', (record: AccountRecord) => ({ ...record, parts: [part] })],
  ['with facts of root that are none', (record: AccountRecord) => ({ ...record, root: { hasPassword: 'yes' } })],
  ['with sources that are no list', (record: AccountRecord) => ({ ...record, sources: {} })],
  [
    'with a source nobody asked',
    (record: AccountRecord) => ({ ...record, sources: [{ ...source, status: 'not_asked' }] }),
  ],
  [
    'with a source of rows without a count',
    (record: AccountRecord) => ({ ...record, sources: [{ ...source, rows: -1 }] }),
  ],
  [
    'with a source that never ended',
    (record: AccountRecord) => ({ ...record, sources: [{ ...source, finishedAt: null }] }),
  ],
  ['with counts that are none', (record: AccountRecord) => ({ ...record, principals: { exported: -1 } })],
])('a record %s ends no account', (_, change) =>
  withRecord(change, async (store, planId) => {
    await expect(published(store, planId)).rejects.toThrow(/1 accounts are not fully collected \(111111111111\)/);
  }),
);

/** A plan.json as somebody else may have written it: what is wrong with it is told, and no account is entered for it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectShard, exportSnapshot, planSnapshot, publishPlan } from '../../src/export.js';
import { expire } from '../../src/lake/expire.js';
import { listSnapshots } from '../../src/lake/runs.js';
import { systemEffects } from '../../src/model/effects.js';
import { UserError } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { accounts } from '../../src/model/tables.js';
import { planKey } from '../../src/snapshot/keys.js';
import type { Plan } from '../../src/snapshot/plan/plan.js';
import type { Store } from '../../src/store/store.js';
import { readParquet } from '../../src/tables/read.js';
import { type FakeAccount, fakeSource, plainAccounts } from '../export/fake-source.js';
import { inFolder, optionsFor } from '../export/lake.js';

type Loose = Record<string, unknown>;

const organization = plainAccounts(2, 1, 3);
const [first] = organization as [FakeAccount];
const planned = (plan: Plan) => plan.accounts[0] as Plan['accounts'][number];

/** Does the work with a plan of two accounts that was changed as given. */
async function withPlan(
  change: (plan: Plan) => unknown,
  work: (place: { store: Store; planId: string; folder: string }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder, store) => {
    const { planId } = await planSnapshot(optionsFor(store), systemEffects, async () => fakeSource(organization));
    const file = join(folder, planKey(planId));
    const changed = change(JSON.parse(readFileSync(file, 'utf8')) as Plan);
    writeFileSync(file, typeof changed === 'string' ? changed : JSON.stringify(changed));
    await work({ store, planId, folder });
  });
}

const MALFORMED: readonly (readonly [what: string, change: (plan: Plan) => unknown, problem: RegExp])[] = [
  ['no JSON', () => '{', /is not the JSON of a plan/],
  ['null', () => null, /is not the JSON of a plan/],
  ['an empty object', () => ({}), /does not say its format/],
  ['no format', ({ format: _, ...plan }) => plan, /does not say its format/],
  ['accounts that are no list', (plan) => ({ ...plan, accounts: {} }), /has accounts that are not a list/],
  ['an account without a decision', (plan) => ({ ...plan, accounts: [{}] }), /has an invalid account/],
  [
    'an account whose id is a path',
    (plan) => ({ ...plan, accounts: [{ ...planned(plan), account: { ...planned(plan).account, id: '../../x' } }] }),
    /has an invalid account/,
  ],
  [
    'tags that are no texts',
    (plan) => ({
      ...plan,
      accounts: [{ ...planned(plan), account: { ...planned(plan).account, tags: { owner: 1 } } }],
    }),
    /has an invalid account/,
  ],
  [
    'a failure of tags that nobody knows',
    (plan) => ({ ...plan, accounts: [{ ...planned(plan), tagsFailure: { status: 'collected' } }] }),
    /has an invalid account/,
  ],
  [
    'an account twice',
    (plan) => ({ ...plan, accounts: [planned(plan), planned(plan)] }),
    /has account 111111111111 twice/,
  ],
  ['the id of another plan', (plan) => ({ ...plan, planId: '20990101T000000000Z-aa' }), /is of another plan/],
  ['a date that is none', (plan) => ({ ...plan, snapshotDate: '../..' }), /has an invalid date/],
  ['no organization', (plan) => ({ ...plan, organization: null }), /has an invalid organization/],
  ['sources that are none', (plan) => ({ ...plan, sources: [{ name: 'account-tags' }] }), /has invalid sources/],
  ['another encoder', (plan) => ({ ...plan, encoder: '../x' }), /has an unknown encoder/],
  ['a newer format', (plan) => ({ ...plan, format: 2 }), /was made by a newer version of Access Lake/],
  ['newer tables', (plan) => ({ ...plan, schemaVersion: 2 }), /was made by a newer version of Access Lake/],
];

describe.each(MALFORMED)('a plan with %s', (_, change, problem) => {
  test('is told, gone on with by nobody, and stops neither an export nor expire', () =>
    withPlan(change, async ({ store, planId }) => {
      const key = planKey(planId);
      const { malformedPlans, unfinished } = await listSnapshots(store);
      expect({ malformedPlans, unfinished }).toEqual({
        malformedPlans: [{ key, problem: expect.stringMatching(problem) }],
        unfinished: [],
      });
      const error = await publishPlan({ ...optionsFor(store), planId, allowIncomplete: true }).catch(
        (thrown) => thrown,
      );
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).toMatch(/^Cannot resume plan ".*": _staging\/.*\/plan\.json /);
      const told: ProgressEvent[] = [];
      const options = optionsFor(store, { progress: (event) => told.push(event) });
      const { run } = await exportSnapshot(options, systemEffects, async () => fakeSource(organization));
      expect(run.run_id.startsWith(planId)).toBe(false);
      const message = expect.stringContaining(`${key} `);
      expect(told).toContainEqual({ type: 'notice', message });
      expect((await expire(store, { olderThanDays: 9, dryRun: false, dropEvidence: true })).staging.plans).toBe(0);
    }));
});

describe('a plan that was changed', () => {
  test('by an account that the organization has not: it is recorded as failed and never entered', () =>
    withPlan(
      (plan) => {
        const account = { ...planned(plan).account, id: '999999999999' };
        return { ...plan, accounts: [...plan.accounts, { ...planned(plan), account }] };
      },
      async ({ store }) => {
        const all = [...organization, { ...first, id: '999999999999' }];
        const source = fakeSource(all);
        const listed = { ...source.organization, accounts: source.organization.accounts.slice(0, 2) };
        const open = async () => ({ ...source, organization: listed });
        const { run, gaps, files } = await exportSnapshot(optionsFor(store), systemEffects, open);
        expect(source.measured.filter((arn) => arn.includes('999999999999'))).toEqual([]);
        expect(run).toMatchObject({ accounts_exported: 2, accounts_failed: 1 });
        expect(gaps).toMatchObject([{ errorCode: 'AccountNotListed', examples: ['999999999999'] }]);
        const key = files.find(({ path }) => path.startsWith('accounts/'))?.path as string;
        const rows = await readParquet(accounts, (await store.get(key)) as Uint8Array);
        expect(rows.map(({ account_id, status }) => [account_id, status]).at(-1)).toEqual(['999999999999', 'failed']);
      },
    ));

  test('by taking an account out is told, for the listing has it', () =>
    withPlan(
      (plan) => ({ ...plan, accounts: plan.accounts.slice(1) }),
      async ({ store }) => {
        const told: ProgressEvent[] = [];
        const options = optionsFor(store, { progress: (event) => told.push(event) });
        await exportSnapshot(options, systemEffects, async () => fakeSource(organization));
        const message = 'The plan that is resumed does not measure 111111111111: the next export does';
        expect(told).toContainEqual({ type: 'notice', message });
      },
    ));

  const REFUSED: readonly (readonly [what: string, change: (plan: Plan) => Loose, state: RegExp])[] = [
    ['a date of 2099', (plan) => ({ ...plan, snapshotDate: '2099-01-01' }), /"2099-01-01", is in the future/],
    ['a beginning in 2099', (plan) => ({ ...plan, startedAt: Date.UTC(2099, 0) }), /is in the future/],
    [
      'another organization',
      (plan) => ({ ...plan, organization: { ...plan.organization, managementAccountId: '999999999999' } }),
      /it is of another organization/,
    ],
    ['another scope', (plan) => ({ ...plan, scope: { ...plan.scope, ous: ['ou-1'] } }), /its scope was changed/],
  ];

  test.each(REFUSED)('to %s is refused before any account is entered', (_, change, state) =>
    withPlan(change, async ({ store, planId }) => {
      const source = fakeSource(organization);
      const open = async () => source;
      const shard = { index: 1, of: 1 };
      for (const work of [
        () => exportSnapshot(optionsFor(store), systemEffects, open),
        () => collectShard({ ...optionsFor(store), planId, shard }, systemEffects, open),
      ]) {
        await expect(work()).rejects.toThrow(state);
      }
      expect(source.measured).toEqual([]);
      const { run } = await exportSnapshot(optionsFor(store, { restart: true }), systemEffects, open);
      expect(run.accounts_exported).toBe(2);
    }),
  );
});

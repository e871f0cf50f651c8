/** Tags of accounts: all pages of each, and what becomes of a run that may not read them. */
import { afterEach, describe, expect, test } from 'vitest';
import { AnswerError } from '../../src/aws/failure.js';
import type { PlannedAccount } from '../../src/model/account.js';
import { Interrupted, UserError } from '../../src/model/errors.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { withTags } from '../../src/organization/account-tags.js';
import { openOrganization } from '../../src/organization/open.js';
import { applyScope } from '../../src/organization/scope.js';
import type { Fault } from '../../src/simulation/faults.js';
import { fastEffects } from '../law/fast-effects.js';
import { simulated } from '../law/simulated.js';

const ACCESS = { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'test' };
const WHOLE = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };
const ACTION = 'organizations:ListTagsForResource';
const ALWAYS = Number.POSITIVE_INFINITY;
const goOn = new AbortController().signal;

describe('of a simulated organization', () => {
  const simulation = simulated({
    accounts: 12,
    principalsPerAccount: 0,
    specialCases: true,
    organizationsLimits: true,
  });

  afterEach(() => simulation().faults.clear());

  /** Tags by account id, the notice, and the calls that were made for them. */
  async function read(faults: readonly Fault[] = [], access: Parameters<typeof openOrganization>[0] = ACCESS) {
    for (const fault of faults) simulation().faults.add(fault);
    const opened = await openOrganization(access, fastEffects(100), { callMs: 1500 });
    const { accounts, notice } = await opened.tagged(applyScope(opened.organization, WHOLE), goOn);
    opened.close();
    const failures = accounts.flatMap(({ tagsFailure }) => tagsFailure ?? []);
    return { tags: Object.fromEntries(accounts.map(({ account }) => [account.id, account.tags])), notice, failures };
  }

  function truth(without: readonly string[] = []) {
    const rows = simulation()
      .truth()
      .accounts.map(({ row }) => row);
    return Object.fromEntries(rows.map(({ account_id: id, tags }) => [id, without.includes(id) ? null : tags]));
  }

  test('they are as they are, page by page, however fast it may be asked', async () => {
    expect(await read()).toEqual({ tags: truth(), notice: undefined, failures: [] });
    const all = Object.values(truth()).map((tags) => Object.keys(tags ?? {}));
    expect(Math.max(...all.map(({ length }) => length))).toBeGreaterThan(20);
    expect(Math.min(...all.map(({ length }) => length))).toBe(0);
    expect(all.filter((keys) => keys.includes('owner')).length).toBeGreaterThan(2);
  });

  test.each(['throttle', 'unavailable', 'reset', 'html'] as const)('%s that passes leaves no trace', async (name) => {
    expect(await read([{ name, action: ACTION, count: 3 }])).toEqual({
      tags: truth(),
      notice: undefined,
      failures: [],
    });
  });

  test('denied they are null, which one notice tells', async () => {
    const { tags, notice, failures } = await read([{ name: 'organizations-denied', action: ACTION }]);
    expect(Object.values(tags)).toEqual(Array.from({ length: 12 }, () => null));
    expect(notice).toBe(
      'Cannot read tags of accounts (12 of 12), which stay unknown: AccessDenied (12). Allow the caller organizations:ListTagsForResource (deploy/hub-policy.json)',
    );
    expect(failures).toHaveLength(12);
    const errorMessage = expect.stringMatching(
      /^Cannot read the tags of account \d{12} \(.*\): AccessDenied\. Allow the caller/,
    );
    expect(failures[0]).toEqual({ status: 'refused', errorCode: 'AccessDenied', errorMessage });
  });

  test('pages that repeat for ever are no tags', async () => {
    const { tags, notice } = await read([{ name: 'repeat-page', action: ACTION, count: ALWAYS }]);
    const lost = Object.keys(tags).filter((id) => tags[id] === null);
    expect(tags).toEqual(truth(lost));
    expect(notice).toBe(
      `Cannot read tags of accounts (${lost.length} of 12), which stay unknown: InvalidAnswer (${lost.length})`,
    );
  });

  test('of an account on its own nobody asks Organizations', async () => {
    const denied: Fault = { name: 'organizations-denied' };
    const { tags, notice } = await read([denied], { ...ACCESS, roleName: null });
    expect([Object.values(tags), notice]).toEqual([[null], undefined]);
    expect(simulation().faults.struck(denied)).toBe(0);
  });
});

describe('of made-up answers', () => {
  const planned = (count: number, decision: PlannedAccount['decision'] = 'collect'): PlannedAccount[] =>
    Array.from({ length: count }, (_, at) => ({
      account: {
        ...{ id: String(100_000_000_000 + at), name: null, state: null, isManagementAccount: null, joinedAt: null },
        ...{ ouId: null, ouPath: null, ouPathNames: null, email: null, tags: null },
      },
      decision,
      errorCode: null,
      errorMessage: null,
    }));

  test('a key may be any text; a tag without a key is no answer', async () => {
    const tagsOf = async () => [{ Key: '__proto__', Value: 'x' }, { Key: 'empty' } as never];
    const { accounts } = await withTags(planned(1), { tagsOf }, goOn);
    expect(Object.entries(accounts[0]?.account.tags ?? {})).toEqual([
      ['__proto__', 'x'],
      ['empty', ''],
    ]);
    const keyless = await withTags(planned(1), { tagsOf: async () => [{ Value: 'x' } as never] }, goOn);
    expect(keyless.notice).toContain('InvalidAnswer (1)');
  });

  test('an account that the scope excludes is not asked about, one that is skipped is', async () => {
    const asked: string[] = [];
    const tagsOf = async (id: string) => {
      asked.push(id);
      return [];
    };
    const { accounts } = await withTags([...planned(1, 'excluded'), ...planned(1, 'skipped')], { tagsOf }, goOn);
    expect(asked).toHaveLength(1);
    expect(accounts.map(({ decision }) => decision)).toEqual(['excluded', 'skipped']);
  });

  test('each account that was asked is told, one that failed too', async () => {
    const told: ProgressEvent[] = [];
    const tagsOf = async (id: string) => {
      if (id.endsWith('2')) throw new AnswerError('none');
      return [];
    };
    await withTags([...planned(3), ...planned(1, 'excluded')], { tagsOf }, goOn, (event) => told.push(event));
    expect(told).toEqual([1, 2, 3].map((accounts) => ({ type: 'tagged', accounts, of: 3 })));
  });

  test('a failure is null for its account alone', async () => {
    const tagsOf = async (id: string) => {
      if (id.endsWith('2')) throw new AnswerError('none');
      return [];
    };
    const { accounts, notice } = await withTags(planned(30), { tagsOf }, goOn);
    expect(accounts.filter(({ account }) => account.tags === null).map(({ account }) => account.id.slice(-2))).toEqual([
      '02',
      '12',
      '22',
    ]);
    expect(notice).toBe('Cannot read tags of accounts (3 of 30), which stay unknown: InvalidAnswer (3)');
  });

  test('where nothing but failures comes, not every account is asked', async () => {
    let asked = 0;
    const tagsOf = async () => {
      asked += 1;
      throw new AnswerError('none');
    };
    const { notice, accounts } = await withTags(planned(200), { tagsOf }, goOn);
    const statuses = accounts.map(({ tagsFailure }) => tagsFailure?.status);
    expect(statuses.filter((status) => status === 'failed')).toHaveLength(asked);
    expect(statuses.filter((status) => status === 'not_asked')).toHaveLength(200 - asked);
    expect(asked).toBeLessThan(30);
    expect(notice).toContain('(200 of 200)');
    expect(notice).toContain(`InvalidAnswer (${asked}), not asked after these (${200 - asked})`);
  });

  test('credentials that are no longer valid end it, and so does a signal', async () => {
    const expired = Object.assign(new Error('expired'), {
      $fault: 'client',
      $metadata: {},
      name: 'ExpiredTokenException',
    });
    const failing = async () => Promise.reject(expired);
    await expect(withTags(planned(3), { tagsOf: failing }, goOn)).rejects.toBeInstanceOf(UserError);
    const stop = new AbortController();
    const stopping = async () => {
      stop.abort();
      throw new Interrupted('interrupted');
    };
    await expect(withTags(planned(3), { tagsOf: stopping }, stop.signal)).rejects.toBeInstanceOf(Interrupted);
  });
});

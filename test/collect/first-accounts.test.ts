import { describe, expect, test } from 'vitest';
import { type Ended, lookAtFirst } from '../../src/collect/first-accounts.js';
import type { PlannedAccount } from '../../src/model/account.js';

const access = { roleName: 'AccessLakeReader', externalId: 'given', roleSessionName: 'test' };
const OWN = '000000000000';

function accounts(count: number): PlannedAccount[] {
  return Array.from({ length: count }, (_, at) => ({
    account: { id: idOf(at) },
    decision: 'collect',
  })) as PlannedAccount[];
}

const idOf = (at: number): string => String(at).padStart(12, '0');

function denied(accountId: string, more: Partial<Ended> = {}): Ended {
  const errorMessage = `Cannot assume role in account ${accountId}.`;
  return { accountId, status: 'failed', errorCode: 'AccessDenied', errorMessage, principals: { exported: 0 }, ...more };
}

const exported = (accountId: string): Ended =>
  denied(accountId, { status: 'exported', errorCode: null, errorMessage: null });

describe('the first accounts', () => {
  test.each([
    [1, 1],
    [19, 19],
    [21, 20],
    [28, 20],
    [118, 20],
    [4000, 20],
  ])('of %i are %i, evenly over the whole list, and the rest follows', (count, looked) => {
    const planned = accounts(count);
    const { ordered } = lookAtFirst(planned, access, 'elsewhere');
    expect([...ordered].sort((a, b) => a.account.id.localeCompare(b.account.id))).toEqual(planned);
    const first = ordered.slice(0, looked).map(({ account }) => Number(account.id));
    const gaps = [...first, count].map((at, index) => at - (first[index - 1] ?? 0)).slice(1);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    expect(ordered.slice(looked).map(({ account }) => account.id)).toEqual(
      planned.filter(({ account }) => !first.includes(Number(account.id))).map(({ account }) => account.id),
    );
  });

  test('all denied end the run, whatever the order in which they end', () => {
    const { ordered, ended } = lookAtFirst(accounts(118), access, 'elsewhere');
    const first = ordered.slice(0, 20).map(({ account }) => account.id);
    for (const id of first.slice(1)) ended(denied(id));
    ended(denied(ordered[20]?.account.id as string));
    expect(() => ended(denied(first[0] as string, { errorCode: 'DeniedByServiceControlPolicy' }))).toThrow(
      /^Cannot export: all of the first 20 of 118 accounts denied access\. Nothing is committed\.$/,
    );
  });

  test.each([
    ['one that was exported', exported],
    ['one that failed of something else', (id: string) => denied(id, { errorCode: 'Throttling' })],
    ['one that was denied after some of it was measured', (id: string) => denied(id, { principals: { exported: 1 } })],
  ])('%s lets the run go on, be it one of the first or not', (_what, end) => {
    for (const at of [7, 30]) {
      const { ordered, ended } = lookAtFirst(accounts(118), access, 'elsewhere');
      const ids = ordered.map(({ account }) => account.id);
      ended(end(ids[at] as string));
      for (const id of ids.filter((_, other) => other !== at)) ended(denied(id));
    }
  });

  test("the caller's own account says nothing of the role", () => {
    const { ended } = lookAtFirst(accounts(3), access, OWN);
    ended(exported(OWN));
    ended(denied(idOf(1)));
    expect(() => ended(denied(idOf(2)))).toThrow(/^Cannot export: all 2 accounts denied access\./);
    lookAtFirst(accounts(1), access, OWN).ended(denied(OWN));
  });

  test('without a role it is looked at as any other', () => {
    const { ended } = lookAtFirst(accounts(1), { ...access, roleName: null, externalId: undefined }, OWN);
    const error = failureOf(() => ended(denied(OWN)));
    expect(error).toMatchObject({ hint: expect.not.stringContaining('ACCESS_LAKE_EXTERNAL_ID') });
  });

  test('the likely cause stands beside what AWS said', () => {
    const hintOf = (externalId: string | undefined) =>
      failureOf(() => lookAtFirst(accounts(1), { ...access, externalId }, 'elsewhere').ended(denied(OWN))).hint;
    expect(hintOf('given')).toMatch(/^Cannot assume role in account 000000000000\. Then run the same command again/);
    expect(hintOf(undefined)).toMatch(/No external ID was given.*set ACCESS_LAKE_EXTERNAL_ID\. Then run/);
  });
});

function failureOf(work: () => void): { hint?: string } {
  try {
    work();
  } catch (error) {
    return error as { hint?: string };
  }
  throw new Error('nothing was thrown');
}

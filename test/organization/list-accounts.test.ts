/** What the organization lists is checked before it is believed. */
import type { Account } from '@aws-sdk/client-organizations';
import { describe, expect, test } from 'vitest';
import { Interrupted } from '../../src/model/errors.js';
import { listOrganization } from '../../src/organization/list-accounts.js';
import { openOrganization } from '../../src/organization/open.js';
import type { Organizations } from '../../src/organization/organizations.js';
import { simulated } from '../law/simulated.js';

const identity = { arn: 'arn:aws:iam::111122223333:user/hub', accountId: '111122223333', partition: 'aws' };

/** Organizations in memory: one root, OUs by their parent. */
function organizationsOf(accounts: readonly Account[], units: Readonly<Record<string, readonly string[]>> = {}) {
  const answers = {
    describe: async () => ({ id: 'o-1', managementAccountId: '111122223333' }),
    accounts: async () => accounts,
    roots: async () => [{ Id: 'r-1', Name: 'Root' }],
    unitsOf: async (parent: string) => (units[parent] ?? []).map((Id) => ({ Id, Name: Id })),
    accountsOf: async (parent: string) => (parent === 'r-1' ? accounts : []),
  };
  return answers as unknown as Organizations;
}

const account = (Id: string, more: Partial<Account> = {}): Account => ({
  Id,
  State: 'ACTIVE',
  Paths: [`o-1/r-1/${Id}/`],
  ...more,
});

test.each(['', '12', '1111222233334', '../../../etc', '11112222333a'])('the id "%s" is none', async (id) => {
  await expect(listOrganization(identity, organizationsOf([account(id)]))).rejects.toThrow(/no id of 12 digits/);
});

test('an account that pages serve twice counts once', async () => {
  const { accounts } = await listOrganization(
    identity,
    organizationsOf([account('222222222222'), account('222222222222')]),
  );
  expect(accounts.map(({ id }) => id)).toEqual(['222222222222']);
});

test('an account that is listed in two ways is refused', async () => {
  const two = [account('222222222222'), account('222222222222', { State: 'SUSPENDED' })];
  await expect(listOrganization(identity, organizationsOf(two))).rejects.toThrow(/222222222222 is listed in two ways/);
});

test.each([
  ['itself', { 'r-1': ['ou-1'], 'ou-1': ['ou-1'] }],
  ['what lies in it', { 'r-1': ['ou-1'], 'ou-1': ['ou-2'], 'ou-2': ['ou-1'] }],
])('an OU that lies in %s ends the listing', async (_, units) => {
  const wire = [account('222222222222', { Paths: undefined })];
  await expect(listOrganization(identity, organizationsOf(wire, units))).rejects.toThrow(/OU ou-1 lies in two places/);
});

describe('while it is listed', () => {
  const simulation = simulated({ accounts: 4 });

  test.each(['sts:GetCallerIdentity', 'organizations:DescribeOrganization', 'organizations:ListAccounts'])(
    'an interruption during %s ends it at once',
    async (action) => {
      const hang = { name: 'hang', action } as const;
      simulation().faults.add(hang);
      const stop = new AbortController();
      const access = { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'test' };
      const opening = openOrganization(access, undefined, { signal: stop.signal });
      setTimeout(() => stop.abort(), 200);
      const began = performance.now();
      await expect(opening).rejects.toBeInstanceOf(Interrupted);
      expect(performance.now() - began).toBeLessThan(20_000);
      simulation().faults.remove(hang);
    },
  );
});

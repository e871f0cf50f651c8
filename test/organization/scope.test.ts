import { describe, expect, test } from 'vitest';
import type { Account, Organization } from '../../src/model/account.js';
import type { UserError } from '../../src/model/errors.js';
import type { Scope } from '../../src/model/scope.js';
import { withIds } from '../../src/organization/named-scope.js';
import { applyScope } from '../../src/organization/scope.js';

const EVERYTHING: Scope = { thisAccount: false, accounts: [], excludeAccounts: [], ous: [], excludeOus: [] };

function account(id: string, ouPath: string, state: string | null = 'ACTIVE'): Account {
  const ouId = ouPath.split('/').at(-1) ?? null;
  return {
    id,
    name: id,
    state,
    isManagementAccount: false,
    joinedAt: 0,
    ouId,
    ouPath,
    ouPathNames: ouPath,
    email: null,
    tags: null,
  };
}

const [ROOT, LEFT, INNER, RIGHT] = ['r-ab12', 'ou-ab12-left', 'ou-ab12-inner', 'ou-ab12-right'];
const organization: Organization = {
  partition: 'aws',
  id: 'o-example',
  managementAccountId: '1',
  callerArn: 'arn:aws:iam::1:user/hub',
  callerAccountId: '1',
  accounts: [
    account('1', ROOT),
    account('2', `${ROOT}/${LEFT}`),
    account('3', `${ROOT}/${LEFT}/${INNER}`),
    account('4', `${ROOT}/${RIGHT}`, 'PENDING_CLOSURE'),
    account('5', `${ROOT}/${RIGHT}`, 'SUSPENDED'),
    account('6', `${ROOT}/${LEFT}`, 'CLOSED'),
    account('7', `${ROOT}/${RIGHT}`, null),
  ],
};

function decisions(scope: Partial<Scope>): Record<string, string> {
  const planned = applyScope(organization, { ...EVERYTHING, ...scope });
  expect(planned.map((one) => one.account)).toEqual(organization.accounts);
  for (const { decision, errorCode, errorMessage } of planned) {
    expect([errorCode === null, errorMessage === null]).toEqual([decision === 'collect', decision === 'collect']);
  }
  return Object.fromEntries(planned.map((one) => [one.account.id, one.decision]));
}

function collected(scope: Partial<Scope>): string {
  return Object.entries(decisions(scope))
    .flatMap(([id, decision]) => (decision === 'collect' ? [id] : []))
    .join('');
}

test('without filters every account is collected whose roles work, the others are skipped by their state', () => {
  expect(decisions({})).toEqual({
    1: 'collect',
    2: 'collect',
    3: 'collect',
    4: 'collect',
    7: 'collect',
    5: 'skipped',
    6: 'skipped',
  });
  const skipped = applyScope(organization, EVERYTHING).filter(({ decision }) => decision === 'skipped');
  expect(skipped.map(({ errorCode }) => errorCode)).toEqual(['SUSPENDED', 'CLOSED']);
});

test.each<[string, Partial<Scope>, string]>([
  ['an OU stands for everything below it', { ous: [LEFT] }, '23'],
  ['the root stands for all', { ous: [ROOT] }, '12347'],
  ['an excluded OU takes what lies below it away', { excludeOus: [LEFT] }, '147'],
  ['an OU within an excluded one does not come back', { ous: [INNER], excludeOus: [LEFT] }, ''],
  ['accounts alone', { accounts: ['2', '4'] }, '24'],
  ['an excluded account', { excludeAccounts: ['2', '3'] }, '147'],
  ['filters meet', { accounts: ['2', '3', '4'], ous: [LEFT], excludeAccounts: ['3'] }, '2'],
])('%s', (_, scope, ids) => {
  expect(collected(scope)).toBe(ids);
});

test('what filters leave out is excluded, be it suspended or not', () => {
  expect(decisions({ accounts: ['2'] })['5']).toBe('excluded');
});

describe('ids that are not in the organization are refused by name', () => {
  test.each<[Partial<Scope>, string]>([
    [{ accounts: ['2', '999'] }, '"999"'],
    [{ excludeAccounts: ['998', '999'] }, '"998", "999"'],
    [{ ous: ['ou-ab12-nowhere'] }, '"ou-ab12-nowhere"'],
    [{ excludeOus: ['ou-ab12-nowhere'] }, '"ou-ab12-nowhere"'],
  ])('%o', (scope, named) => {
    const refused = () => applyScope(organization, { ...EVERYTHING, ...scope });
    expect(refused).toThrow(
      expect.objectContaining({ name: 'UserError', exit: 'nothing' } satisfies Partial<UserError>),
    );
    expect(refused).toThrow(named);
    expect(refused).not.toThrow('"2"');
  });
});

describe('accounts and OUs by name', () => {
  const inUnits = (id: string, name: string, ouPath: string, ouPathNames: string): Account => ({
    ...account(id, ouPath),
    name,
    ouPathNames,
  });
  const named: Organization = {
    ...organization,
    accounts: [
      inUnits('1', 'Payments, prod', 'r-ab12/ou-work/ou-prod', 'Root/Work/Prod'),
      inUnits('2', 'shop', 'r-ab12/ou-lab/ou-labprod', 'Root/Lab/Prod'),
      inUnits('3', 'Shop', 'r-ab12/ou-lab', 'Root/Lab'),
      inUnits('4', '3', 'r-ab12/ou-slash', 'Root/a/b'),
      inUnits('5', 'twin', 'r-ab12', 'Root'),
      inUnits('6', 'twin', 'r-ab12', 'Root'),
    ],
  };
  const ids = (scope: Partial<Scope>) => withIds({ ...EVERYTHING, ...scope }, named);

  test.each<[string, Partial<Scope>, Partial<Scope>]>([
    ['a name with a comma', { accounts: ['Payments, prod'] }, { accounts: ['1'] }],
    ['in any case', { excludeAccounts: ['payments, PROD'] }, { excludeAccounts: ['1'] }],
    ['in its own case first', { accounts: ['shop'] }, { accounts: ['2'] }],
    ['an ID before a name', { accounts: ['3'] }, { accounts: ['3'] }],
    ['an OU by its name', { ous: ['Lab'] }, { ous: ['ou-lab'] }],
    ['an OU by its names from the root down', { excludeOus: ['Root/Lab/Prod'] }, { excludeOus: ['ou-labprod'] }],
    ['sorted, without doubles', { accounts: ['shop', '2', '1'] }, { accounts: ['1', '2'] }],
    ['what is not there stays', { accounts: ['nobody'], ous: ['a'] }, { accounts: ['nobody'], ous: ['a'] }],
  ])('%s', (_, scope, expected) => {
    expect(ids(scope)).toEqual({ ...EVERYTHING, ...expected });
  });

  test.each<[Partial<Scope>, string, string]>([
    [{ accounts: ['twin'] }, 'Cannot use --account "twin": it names 2.', 'Give the ID of one: 5, 6.'],
    [{ excludeOus: ['prod'] }, 'Cannot use --exclude-ou "prod": it names 2.', 'ou-prod, ou-labprod'],
  ])('a name of several is refused, with their IDs: %o', (scope, message, hint) => {
    const refused = () => ids(scope);
    expect(refused).toThrow(expect.objectContaining({ exit: 'usage', message }));
    expect(refused).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });

  test('an unknown name is refused with the nearest', () => {
    const refused = () => applyScope(named, ids({ accounts: ['twinn'] }));
    expect(refused).toThrow(expect.objectContaining({ exit: 'nothing', hint: 'Did you mean twin?' }));
  });
});

import { describe, expect, test } from 'vitest';
import type { Account, Organization } from '../../src/model/account.js';
import type { UserError } from '../../src/model/errors.js';
import type { Scope } from '../../src/model/scope.js';
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

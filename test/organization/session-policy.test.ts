/** A session may read what Access Lake reads, however much the role allows. */
import { GetAccountSummaryCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import type { Account } from '../../src/model/account.js';
import { openOrganization } from '../../src/organization/open.js';
import { simulated } from '../law/simulated.js';

const simulation = simulated({ accounts: 2, openReads: true });

test('a session of a stronger role can do no more than the reads it is asked for', async () => {
  const access = { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'test' };
  const { organization, sessionOf, close } = await openOrganization(access);
  const { callerAccountId } = simulation().truth();
  const member = organization.accounts.find(({ id }) => id !== callerAccountId) as Account;
  const { iam } = await sessionOf(member).current();
  const call = { abortSignal: AbortSignal.timeout(10_000) };
  expect((await iam.send(new GetAccountSummaryCommand({}), call)).SummaryMap?.Roles).toBeGreaterThan(0);
  await expect(iam.send(new ListRolesCommand({}), call)).rejects.toThrow(/no session policy allows the iam:ListRoles/);
  close();
});

/** The simulated organization, opened by the code under test. */

import { collectAccount } from '../../src/collect/account.js';
import { silent } from '../../src/model/progress.js';
import type { AccountOutcome, PrincipalReport } from '../../src/model/report.js';
import type { Access } from '../../src/organization/access.js';
import { type OpenOrganization, openOrganization } from '../../src/organization/open.js';
import type { SimulationOptions } from '../../src/simulation/options.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { enter } from '../environment.js';

export const ACCESS: Access = { roleName: 'AccessLakeReader', externalId: undefined, roleSessionName: 'access-lake' };

/** Runs with the environment of a simulated organization, and some more of it. */
export async function simulated<T>(
  options: SimulationOptions,
  run: (simulation: Simulation) => Promise<T>,
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<T> {
  const simulation = await startSimulation(options);
  const leave = enter({ ...simulation.env, ...more });
  try {
    return await run(simulation);
  } finally {
    leave();
    await simulation.stop();
  }
}

export async function opened<T>(run: (organization: OpenOrganization) => Promise<T>, access = ACCESS): Promise<T> {
  const organization = await openOrganization(access);
  try {
    return await run(organization);
  } finally {
    organization.close();
  }
}

export interface Reports {
  readonly reports: readonly PrincipalReport[];
  readonly outcome: AccountOutcome;
}

/** One account collected to its end. */
export async function collect(open: OpenOrganization, accountId: string): Promise<Reports> {
  const account = open.organization.accounts.find(({ id }) => id === accountId);
  if (account === undefined) throw new Error(`There is no account ${accountId}`);
  const options = { known: new Map(), jobTimeoutMs: 60_000, progress: silent, redact: open.redact };
  const collection = collectAccount(account, open.sessionOf(account), options);
  const reports: PrincipalReport[] = [];
  for (;;) {
    const next = await collection.next();
    if (next.done) return { reports, outcome: next.value };
    reports.push(next.value);
  }
}

/** An account that is not the caller's own and has the member role. */
export function memberOf(simulation: Simulation): string {
  const { accounts, callerAccountId } = simulation.truth();
  const member = accounts.find(({ row, hasMemberRole }) => hasMemberRole && row.account_id !== callerAccountId);
  if (member === undefined) throw new Error('There is no member account');
  return member.row.account_id;
}

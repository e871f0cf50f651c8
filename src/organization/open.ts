import type { Account, Organization } from '../model/account.js';
import { type Effects, systemEffects } from '../model/effects.js';
import type { ApiCalls } from '../model/report.js';
import type { Access } from './access.js';
import type { AccountSession } from './session.js';

/** The organization, and a way into each of its accounts. */
export interface OpenOrganization {
  readonly organization: Organization;
  sessionOf(account: Account): AccountSession;
  /** Calls to STS and Organizations so far; those to IAM are counted in the outcome of each account. */
  calls(): ApiCalls;
  /** Closes the connections that every account shares. */
  close(): void;
}

export async function openOrganization(access: Access, effects: Effects = systemEffects): Promise<OpenOrganization> {
  throw new Error(`not yet ${access.roleName} ${effects.now()}`);
}

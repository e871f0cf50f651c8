import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import { Caller, type CallerOptions, type CallOptions } from '../aws/caller.js';
import { clientOptions, sharedHandler } from '../aws/clients.js';
import { configuredRegion } from '../aws/region.js';
import type { Account, Organization, PlannedAccount } from '../model/account.js';
import { type Effects, systemEffects } from '../model/effects.js';
import type { Progress } from '../model/progress.js';
import { type ApiCalls, addCalls } from '../model/report.js';
import type { Access } from './access.js';
import { type TaggedAccounts, withTags } from './account-tags.js';
import { accountSession, type SessionCalls } from './assume.js';
import { callerIdentity } from './identity.js';
import { listOrganization, ownAccount } from './list-accounts.js';
import { Organizations } from './organizations.js';
import { externalIdRedactor } from './redact.js';
import type { AccountSession } from './session.js';

/** The organization, and a way into each of its accounts. */
export interface OpenOrganization {
  readonly organization: Organization;
  /** `calls`: how its calls to STS are made. */
  sessionOf(account: Account, calls?: SessionCalls): AccountSession;
  /** The accounts with their tags; as they are where the caller's own account is all that is asked for. */
  tagged(accounts: readonly PlannedAccount[], signal: AbortSignal, progress?: Progress): Promise<TaggedAccounts>;
  /** The policy document without the external id that this organization is entered with. */
  redact(document: string): string;
  /** How far AWS's clock is ahead of this machine's, ms; the SDK knows it by the second or so. */
  readonly clockOffsetMs: number;
  /** Calls to STS and Organizations so far; those to IAM are counted in the outcome of each account. */
  calls(): ApiCalls;
  /** Closes the connections that every account shares. */
  close(): void;
}

/** STS takes 600 calls a second, and the accounts of all sessions share it. */
const ASSUMED_AT_ONCE = 64;

/** How the calls of the opening are made; the signal ends them. */
export type OpenCalls = Pick<CallerOptions, 'callMs'> & Pick<CallOptions, 'signal'>;

/**
 * Finds out who calls and, unless the caller's own account is all that is asked for, lists the
 * organization. Fails with a UserError before any account is entered: no or expired credentials, a
 * partition without last-accessed data, no right to list the organization; with Interrupted when the signal is aborted.
 */
export async function openOrganization(
  access: Access,
  effects: Effects = systemEffects,
  calls: OpenCalls = {},
): Promise<OpenOrganization> {
  const handler = sharedHandler();
  try {
    return await open(access, handler, calls, effects);
  } catch (error) {
    handler.destroy();
    throw error;
  }
}

async function open(
  access: Access,
  handler: ReturnType<typeof sharedHandler>,
  calls: OpenCalls,
  effects: Effects,
): Promise<OpenOrganization> {
  const clients = clientOptions(handler);
  const region = await configuredRegion(new STSClient(clients).config.region);
  const sts = new STSClient({ ...clients, region });
  const caller = new Caller({ ...calls, leastUnderWay: ASSUMED_AT_ONCE }, effects);
  const organizations = new Organizations(new OrganizationsClient({ ...clients, region }), calls, effects);
  const identity = await callerIdentity(sts, caller, calls.signal);
  const organization =
    access.roleName === null ? ownAccount(identity) : await listOrganization(identity, organizations);
  const hub = { access, identity, sts, caller, region, clients, effects };
  return {
    organization,
    sessionOf: (account, sessionCalls) => accountSession({ ...hub, calls: sessionCalls }, account),
    tagged: async (accounts, signal, progress) =>
      organization.id === null ? { accounts, notice: undefined } : withTags(accounts, organizations, signal, progress),
    redact: externalIdRedactor(access.externalId),
    clockOffsetMs: sts.config.systemClockOffset,
    calls: () => addCalls(caller.calls, organizations.calls),
    close: () => handler.destroy(),
  };
}

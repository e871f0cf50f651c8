import { isDeepStrictEqual } from 'node:util';
import type { Account as WireAccount } from '@aws-sdk/client-organizations';
import { AnswerError, codeOf, isOfCredentials, isUnreachable, kindOf, reasonOf } from '../aws/failure.js';
import type { Account, Organization } from '../model/account.js';
import { Interrupted, UserError } from '../model/errors.js';
import { credentialsError, type Identity, isAccountId } from './identity.js';
import type { Organizations } from './organizations.js';
import { type Place, placesOf } from './units.js';

/** The organization of the caller with every account. Fails with a UserError where the caller may not list it. */
export async function listOrganization(identity: Identity, organizations: Organizations): Promise<Organization> {
  try {
    const { id, managementAccountId } = await organizations.describe();
    const wire = await organizations.accounts();
    if (!wire.every(({ Id }) => isAccountId(Id)))
      throw new AnswerError('an account of the list has no id of 12 digits');
    const places = await placesOf(wire, organizations);
    const accounts = oneOfEach(wire.map((account) => accountOf(account, places, managementAccountId)));
    return {
      partition: identity.partition,
      id,
      managementAccountId,
      callerArn: identity.arn,
      callerAccountId: identity.accountId,
      accounts: [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    };
  } catch (error) {
    throw listingError(identity, error);
  }
}

/** Pages may serve an account twice, but not two accounts under one id. */
function oneOfEach(accounts: readonly Account[]): Map<string, Account> {
  const byId = new Map<string, Account>();
  for (const account of accounts) {
    const known = byId.get(account.id) ?? account;
    if (!isDeepStrictEqual(known, account)) throw new AnswerError(`account ${account.id} is listed in two ways`);
    byId.set(account.id, account);
  }
  return byId;
}

/** The caller's own account as an organization of one, of which nothing else is known. */
export function ownAccount(identity: Identity): Organization {
  const account: Account = {
    id: identity.accountId,
    name: null,
    state: null,
    isManagementAccount: null,
    joinedAt: null,
    ouId: null,
    ouPath: null,
    ouPathNames: null,
    email: null,
    tags: null,
  };
  return {
    partition: identity.partition,
    id: null,
    managementAccountId: null,
    callerArn: identity.arn,
    callerAccountId: identity.accountId,
    accounts: [account],
  };
}

/** `State` came in September 2025 and `Status` was to go a year later: whichever is there. */
function accountOf(account: WireAccount, places: ReadonlyMap<string, Place>, managementAccountId: string): Account {
  const { Id = '', Name, State, Status, JoinedTimestamp, Email } = account;
  const place = places.get(Id);
  return {
    id: Id,
    name: Name ?? null,
    state: State ?? Status ?? null,
    isManagementAccount: Id === managementAccountId,
    joinedAt: JoinedTimestamp?.getTime() ?? null,
    ouId: place?.ids.at(-1) ?? null,
    ouPath: place?.ids.join('/') ?? null,
    ouPathNames: place && !place.names.includes(null) ? place.names.join('/') : null,
    email: Email ?? null,
    tags: null,
  };
}

function listingError({ arn, accountId }: Identity, error: unknown): unknown {
  if (error instanceof UserError || error instanceof Interrupted || isOfCredentials(error))
    return credentialsError(error);
  if (codeOf(error) === 'AWSOrganizationsNotInUse') {
    return new UserError(`Cannot list the accounts: account ${accountId} belongs to no organization.`, {
      hint: 'Export this account alone with --this-account.',
      cause: error,
    });
  }
  if (kindOf(error) === 'denied') {
    return new UserError(`Cannot list the accounts of the organization as "${arn}": ${reasonOf(error)}.`, {
      hint:
        'Run it from the management account or a delegated administrator, with organizations:DescribeOrganization, ListAccounts, ' +
        'ListRoots, ListOrganizationalUnitsForParent and ListAccountsForParent allowed (deploy/hub-policy.json), or try --this-account.',
      cause: error,
    });
  }
  return new UserError(`Cannot list the accounts of the organization: ${reasonOf(error)}.`, {
    hint: 'Run it again; if the error persists, check the network, the Region and the endpoint.',
    exit: isUnreachable(error) ? 'unreachable' : 'nothing',
    cause: error,
  });
}

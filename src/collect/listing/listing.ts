/** The principals, groups and policies of one account, and whether they are all. */
import {
  type EntityType,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  GetAccountSummaryCommand,
  ListUsersCommand,
  type User,
} from '@aws-sdk/client-iam';
import { AnswerError } from '../../aws/failure.js';
import { allPages, type Page } from '../../aws/pages.js';
import type { Account } from '../../model/account.js';
import { Interrupted, UserError } from '../../model/errors.js';
import type { RootFacts } from '../../model/report.js';
import type { PrincipalRow } from '../../model/tables.js';
import { AccessError, listingFailed } from '../../organization/access-error.js';
import { callInAnySession, type Iam } from '../iam.js';
import { type CheckedListing, type Listing, listingOf } from './rows.js';

type Details = GetAccountAuthorizationDetailsResponse;

/** A listing that pages break off, or that holds fewer principals than IAM counts, is read once more. */
const MOST_LISTINGS = 3;
const MOST_SHORT_LISTINGS = 2;
const PAGE_SIZE = 1000;

/** What IAM counts of each kind. */
type Count = Readonly<Record<'users' | 'roles' | 'groups' | 'policies', number>>;

interface Summary {
  readonly count: Count;
  readonly root: RootFacts;
}
type Kind = keyof Count;

const PRINCIPALS: readonly Kind[] = ['users', 'roles'];
const ALL: readonly Kind[] = [...PRINCIPALS, 'groups', 'policies'];

/**
 * Everything that IAM lists, checked against what IAM counts before and after. Fails with an AccessError
 * where a call was denied or kept failing (its code), and where twice fewer of a kind were listed than
 * the lesser count (`ListingIncomplete`).
 */
export async function listAccount(account: Account, iam: Iam): Promise<CheckedListing> {
  return await whole(account, iam, ALL, (again) => list(account, iam, again));
}

/**
 * Users and roles as they are listed now; of their rows only identity and dates are meant. `isCounted`: held
 * against what IAM counts, as those must be who are missed by it. Fails with an AccessError.
 */
export async function listPrincipals(account: Account, iam: Iam, isCounted: boolean): Promise<readonly PrincipalRow[]> {
  const read = () =>
    step(account, iam, 'iam:GetAccountAuthorizationDetails', async () =>
      rowsOf(account, iam, await listDetails(iam, ['User', 'Role']), undefined),
    );
  return (isCounted ? await whole(account, iam, PRINCIPALS, read) : await read()).principals;
}

/** What `read` lists, once it holds as many of these kinds as IAM counts; it is told whether it may be asked again. */
async function whole(
  account: Account,
  iam: Iam,
  kinds: readonly Kind[],
  read: (again: boolean) => Promise<Listing | undefined>,
): Promise<CheckedListing> {
  for (let listings = 1, short = 0; ; listings += 1) {
    const before = await step(account, iam, 'iam:GetAccountSummary', () => summaryOf(iam));
    const listing = await read(listings < MOST_LISTINGS);
    const after = await step(account, iam, 'iam:GetAccountSummary', () => summaryOf(iam));
    const missing = listing && missingOf(listing, before.count, after.count, kinds);
    if (listing !== undefined && missing === undefined) return { ...listing, root: after.root };
    if (missing !== undefined) short += 1;
    if (missing !== undefined && short >= MOST_SHORT_LISTINGS) throw incomplete(account, missing);
  }
}

/** Undefined where the pages did not make a listing and it may be read again. */
async function list(account: Account, iam: Iam, again: boolean): Promise<Listing | undefined> {
  try {
    const details = await step(account, iam, 'iam:GetAccountAuthorizationDetails', () => listDetails(iam));
    const users = await step(account, iam, 'iam:ListUsers', () => listUsers(iam));
    return rowsOf(account, iam, details, users);
  } catch (error) {
    const cause = error instanceof AccessError ? error.cause : error;
    if (again && cause instanceof AnswerError) return undefined;
    if (!(error instanceof AnswerError)) throw error;
    throw listingFailed(account, iam.sessions.actor, 'iam:GetAccountAuthorizationDetails', error);
  }
}

/** The rows, with documents that tell no secret. */
function rowsOf(
  { id }: Account,
  { redact }: Iam,
  pages: readonly Details[],
  users: readonly User[] | undefined,
): Listing {
  const listing = listingOf(id, pages, users);
  const principals = listing.principals.map((row) => {
    const { assume_role_policy_document: trust } = row;
    return trust === null ? row : { ...row, assume_role_policy_document: redact(trust) };
  });
  const redacted = <T extends { readonly document: string | null }>(row: T): T =>
    row.document === null ? row : { ...row, document: redact(row.document) };
  const policies = listing.policies.map(redacted);
  return { ...listing, principals, policies, inlinePolicies: listing.inlinePolicies.map(redacted) };
}

/** Only what the account can be blamed for becomes its failure. */
async function step<T>(account: Account, { sessions }: Iam, action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AccessError || error instanceof UserError || error instanceof Interrupted) throw error;
    throw listingFailed(account, sessions.actor, action, error);
  }
}

async function summaryOf(iam: Iam): Promise<Summary> {
  return await callInAnySession(iam, async (client, abortSignal) => {
    const { SummaryMap = {} } = await client.send(new GetAccountSummaryCommand({}), { abortSignal });
    const { Users: users, Roles: roles, Groups: groups, Policies: policies } = SummaryMap;
    if (users === undefined || roles === undefined || groups === undefined || policies === undefined) {
      throw new AnswerError('the summary does not count users, roles, groups and policies');
    }
    return { count: { users, roles, groups, policies }, root: rootOf(SummaryMap) };
  });
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html: each is 1 or 0. */
function rootOf(summary: Partial<Record<string, number>>): RootFacts {
  const { AccountPasswordPresent, AccountAccessKeysPresent, AccountMFAEnabled } = summary;
  return {
    hasPassword: yesOrNo(AccountPasswordPresent),
    hasAccessKeys: yesOrNo(AccountAccessKeysPresent),
    hasMfa: yesOrNo(AccountMFAEnabled),
  };
}

function yesOrNo(value: number | undefined): boolean | null {
  return value === 0 || value === 1 ? value === 1 : null;
}

/** One page budget is shared by users, roles, groups and policies; AWS managed policies only those in use. */
function listDetails(iam: Iam, filter?: EntityType[]): Promise<Details[]> {
  return allPages((marker) =>
    callInAnySession(iam, async (client, abortSignal) => {
      const page = { ...pageInput(marker), ...(filter === undefined ? {} : { Filter: filter }) };
      const answer = await client.send(new GetAccountAuthorizationDetailsCommand(page), { abortSignal });
      return pageOf(answer, isEmpty(answer) ? [] : [answer]);
    }),
  );
}

/** PasswordLastUsed is what the listing above lacks. */
function listUsers(iam: Iam): Promise<User[]> {
  return allPages((marker) =>
    callInAnySession(iam, async (client, abortSignal) => {
      const answer = await client.send(new ListUsersCommand(pageInput(marker)), { abortSignal });
      if (answer.Users === undefined) throw new AnswerError('the answer has no list of users');
      return pageOf(answer, answer.Users);
    }),
  );
}

function pageInput(marker: string | undefined) {
  return { MaxItems: PAGE_SIZE, ...(marker === undefined ? {} : { Marker: marker }) };
}

/** A page without IsTruncated did not come from IAM; one that is truncated says how to go on. */
function pageOf<T>(
  answer: { IsTruncated?: boolean | undefined; Marker?: string | undefined },
  items: readonly T[],
): Page<T> {
  if (answer.IsTruncated === undefined) throw new AnswerError('the page does not say whether there are more');
  if (answer.IsTruncated && !answer.Marker) throw new AnswerError('the page says there are more, and not where');
  return { items, next: answer.IsTruncated ? answer.Marker : undefined };
}

function isEmpty({ UserDetailList, RoleDetailList, GroupDetailList, Policies }: Details): boolean {
  return ![UserDetailList, RoleDetailList, GroupDetailList, Policies].some((list) => list?.length);
}

/** A sentence where the listing holds fewer of one of the kinds than the lesser of the two counts. */
function missingOf(listing: Listing, before: Count, after: Count, kinds: readonly Kind[]): string | undefined {
  const listed = countOf(listing);
  const missing = kinds.filter((kind) => listed[kind] < Math.min(before[kind], after[kind]));
  if (missing.length === 0) return undefined;
  const said = missing.map((kind) => `${listed[kind]} of ${Math.min(before[kind], after[kind])} ${kind}`);
  return `${said.join(' and ')} that IAM counts were listed`;
}

/** AWS managed policies are not the account's. */
function countOf({ principals, groups, policies }: Listing): Count {
  const users = principals.filter((row) => row.principal_type === 'user').length;
  const own = policies.filter((row) => !row.is_aws_managed).length;
  return { users, roles: principals.length - users, groups: groups.length, policies: own };
}

function incomplete(account: Account, missing: string): AccessError {
  const sentence = `Cannot list account ${account.id}: ${missing}. Run it again. If the error persists, contact AWS Support.`;
  return new AccessError('ListingIncomplete', sentence, undefined);
}

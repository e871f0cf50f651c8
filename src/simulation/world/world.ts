/** The simulated organization at the clock's date, with what faults have done to it. */

import { DAY_MS } from '../../model/days.js';
import { exampleOrganization } from '../example/accounts.js';
import type { Settings } from '../options.js';
import { iamId } from '../random.js';
import { accountStateOf, HUB_USER_NAME } from './account-state.js';
import { organizationOf, type SimulatedAccount, type SimulatedOrganization } from './accounts.js';
import { type Catalog, readCatalog } from './catalog.js';
import type { AccountState, Group, Holder, ManagedPolicy, Principal } from './entities.js';
import { awsDocuments } from './policies/aws-documents.js';
import { type GrantedService, Grants } from './policies/grants.js';
import { ActionPatterns } from './policies/patterns.js';
import { ownUse, type ReportedUse, sharedUse } from './shared-use.js';
import { type ReportedService, reportOf } from './usage.js';

/** What happened to a principal since the organization was drawn. */
export type Change =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'renamed'; readonly name: string }
  | { readonly kind: 'recreated'; readonly createdAt: number };

/** What a last-accessed report can be about. */
export type Subject = Principal | Group | ManagedPolicy;

export class World {
  readonly settings: Settings;
  readonly organization: SimulatedOrganization;
  readonly catalog: Catalog;
  /** ARN of the IAM user whose access key the environment carries. */
  readonly hubArn: string;
  readonly patterns: ActionPatterns;
  private readonly grants: Grants;
  private readonly awsDocuments: ReadonlyMap<string, string>;
  private readonly accounts: ReadonlyMap<string, SimulatedAccount>;
  private readonly states = new Map<string, AccountState>();
  private readonly byName = new WeakMap<AccountState, ReadonlyMap<string, Principal>>();
  private readonly changes = new Map<string, Map<string, Change>>();

  constructor(settings: Settings) {
    this.settings = settings;
    this.organization = settings.organization === 'example' ? exampleOrganization(settings) : organizationOf(settings);
    this.catalog = readCatalog({ newer: settings.specialCases, notYetTracked: settings.notYetTracked });
    this.patterns = new ActionPatterns(this.catalog);
    this.grants = new Grants(this.catalog, this.patterns);
    this.awsDocuments = awsDocuments(this.catalog, settings.organization);
    this.accounts = new Map(this.organization.accounts.map((account) => [account.id, account]));
    this.hubArn = `arn:aws:iam::${this.organization.hubAccountId}:user/${HUB_USER_NAME}`;
  }

  /** Midnight in UTC of the clock's date: everything that happened before it is known. */
  get asOf(): number {
    return Math.floor(this.settings.clock() / DAY_MS) * DAY_MS;
  }

  account(id: string): SimulatedAccount | undefined {
    return this.accounts.get(id);
  }

  /** The IAM of an account as it is now. */
  state(accountId: string): AccountState {
    const asOf = this.asOf;
    const known = this.states.get(accountId);
    if (known?.asOf === asOf) return known;
    const { settings, hubArn } = this;
    const account = this.accounts.get(accountId) as SimulatedAccount;
    const base = { account, settings, organizationId: this.organization.id, hubArn, asOf };
    const state = this.changed(accountStateOf(base, this.awsDocuments));
    this.states.set(accountId, state);
    return state;
  }

  /** A user or role by its ARN as it is now. As in IAM the name decides, not the path. */
  find(accountId: string, arn: string): Principal | undefined {
    const type = arn.split(/[:/]/)[5];
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const state = this.state(accountId);
    return this.named(state).get(`${type}/${name}`);
  }

  /** What a report can be about, by its ARN as it is now. */
  subject(accountId: string, arn: string): Subject | undefined {
    const { groups, localPolicies, awsPolicies } = this.state(accountId);
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    if (arn.includes(':group/')) return groups.find((group) => group.name === name);
    if (!arn.includes(':policy/')) return this.find(accountId, arn);
    return [...localPolicies, ...awsPolicies].find((policy) => policy.arn === arn);
  }

  /** The users and roles that hold a policy, be it through a group, or that are in a group. */
  holders(accountId: string, { arn }: Subject): readonly Principal[] {
    const { users, roles } = this.state(accountId);
    const holds = ({ attached }: Holder) => attached.some((policy) => policy.arn === arn);
    return [...users, ...roles].filter(
      (principal) => holds(principal) || principal.groups.some((group) => group.arn === arn || holds(group)),
    );
  }

  /** The services of a report on a user, role, group or policy as it is at midnight `asOf`. */
  use(accountId: string, subject: Subject, asOf: number): readonly ReportedUse[] {
    if ('habit' in subject) return ownUse(subject, this.report(subject, asOf));
    const holders = this.holders(accountId, subject).map((principal) => ({
      principal,
      report: this.report(principal, asOf),
    }));
    return sharedUse(this.granted(documentsOf(subject)), this.catalog, holders);
  }

  /** What documents (JSON) grant together. */
  granted(documents: readonly string[]): readonly GrantedService[] {
    return this.grants.of(documents).services;
  }

  private named(state: AccountState): ReadonlyMap<string, Principal> {
    const known = this.byName.get(state);
    if (known) return known;
    const named = new Map([...state.users, ...state.roles].map((one) => [`${one.type}/${one.name}`, one] as const));
    this.byName.set(state, named);
    return named;
  }

  /** Deletes, renames or recreates a principal from now on. */
  change(accountId: string, principalId: string, change: Change): void {
    const changes = this.changes.get(accountId) ?? new Map<string, Change>();
    this.changes.set(accountId, changes.set(principalId, change));
    this.states.delete(accountId);
  }

  /** The services of a report on a user or role as it is at midnight `asOf`. */
  report(principal: Principal, asOf: number): readonly ReportedService[] {
    const documents = [principal, ...principal.groups].flatMap(documentsOf);
    return reportOf(principal, this.grants.of(documents), this, asOf);
  }

  private changed(state: AccountState): AccountState {
    const changes = this.changes.get(state.accountId);
    if (!changes) return state;
    const apply = (principal: Principal): Principal[] => {
      const change = changes.get(principal.id);
      return change ? changedPrincipal(principal, change) : [principal];
    };
    return { ...state, users: state.users.flatMap(apply), roles: state.roles.flatMap(apply) };
  }
}

/** The documents in force of a policy, or of all that a user, role or group holds itself. */
function documentsOf(subject: Subject): string[] {
  if ('versions' in subject) return [subject.versions[0].document];
  const managed = subject.attached.map(({ versions }) => versions[0].document);
  return [...managed, ...subject.inline.map(({ document }) => document)];
}

function changedPrincipal(principal: Principal, change: Change): Principal[] {
  if (change.kind === 'deleted') return [];
  if (change.kind === 'renamed') {
    const arn = principal.arn.slice(0, principal.arn.length - principal.name.length) + change.name;
    return [{ ...principal, name: change.name, arn }];
  }
  const id = iamId(principal.id.slice(0, 4), principal.id, 'again');
  return [{ ...principal, id, createdAt: change.createdAt }];
}

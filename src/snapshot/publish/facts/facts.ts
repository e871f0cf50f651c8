/** The facts of a run, made of its staged parts in one pass over them. */
import type { Columns } from '../../../model/columns.js';
import type { TableSchema } from '../../../model/schema.js';
import {
  actionUses,
  grantedLists,
  policyStatements,
  principalGrants,
  principalUses,
  seenActions,
  seenServices,
  serviceUses,
  witnesses,
} from '../../../model/tables/facts.js';
import {
  actionLastAccessed,
  groups,
  inlinePolicies,
  policies,
  principals,
  serviceLastAccessed,
} from '../../../model/tables.js';
import type { Store } from '../../../store/store.js';
import { columnsOf } from '../../../tables/columns/rows.js';
import { type Collected, countedRows, stagedParts } from '../staged-parts.js';
import { actionsOfRows } from './actions-of-rows.js';
import { AccountCounts } from './counts.js';
import { trackingOfActions } from './evidence.js';
import { GrantedLists } from './granted-lists.js';
import { type ListsOfPart, listsOfPart } from './lists-of-part.js';
import { type Measured, measuredByArn, principalsByCode } from './measured.js';
import { principalGrantsOf } from './principal-grants.js';
import { principalUsesOf } from './principal-uses.js';
import { SeenActions } from './seen-actions.js';
import { SeenServices } from './seen-services.js';
import { Statements } from './statements.js';
import { usesOf } from './uses.js';
import { Witnesses } from './witnesses.js';

/** What facts are made of. */
const SOURCES = [principals, serviceLastAccessed, actionLastAccessed, policies, inlinePolicies, groups] as const;

const NO_LISTS: ListsOfPart = new Map();

export type Fact = readonly [table: TableSchema, rows: Columns];

/** Rows that the facts are made of. */
export function factSourceRows({ records }: Collected): number {
  const parts = [...records.values()].flatMap((record) => record.parts);
  return parts.reduce((sum, part) => sum + SOURCES.reduce((rows, table) => rows + countedRows(part, table), 0), 0);
}

/**
 * Chunks of the tables of facts, without run_id, as the parts come; `onRows` hears how many rows were read. In memory
 * are one part, the counts of one account and who holds what in it, the services and actions that were seen, and the
 * names of the lists that were written.
 */
export async function* facts(
  store: Store,
  collected: Collected,
  onRows: (rows: number) => void,
): AsyncGenerator<Fact, void, void> {
  const run = new RunFacts();
  for await (const { accountId, tables } of stagedParts(store, collected, SOURCES)) {
    yield* run.take(accountId, tables);
    onRows(Object.values(tables).reduce((sum, { rows }) => sum + rows, 0));
  }
  yield* run.end();
}

interface Account {
  readonly id: string;
  readonly counts: AccountCounts;
  readonly witnesses: Witnesses;
}

/** The facts of a run, of parts that come account by account. */
export class RunFacts {
  private readonly trackedSince = trackingOfActions();
  private readonly seen = new SeenActions();
  private readonly seenServices = new SeenServices();
  private readonly lists = new GrantedLists();
  private readonly statements = new Statements();
  private account: Account | undefined;
  private unrestricted = 0;

  *take(accountId: string, tables: Readonly<Record<string, Columns>>): Generator<Fact, void, void> {
    if (this.account?.id !== accountId) {
      yield* this.endAccount();
      const counts = new AccountCounts(accountId, this.trackedSince);
      this.account = { id: accountId, counts, witnesses: new Witnesses() };
    }
    yield* this.uses(tables, this.account);
    const statements = this.statements.rowsOf(tables);
    this.account.witnesses.add(tables, statements);
    yield [policyStatements, columnsOf(policyStatements, statements)];
  }

  *end(): Generator<Fact, void, void> {
    yield* this.endAccount();
    yield [seenActions, this.seen.done()];
    yield [seenServices, this.seenServices.done(this.unrestricted)];
    yield [grantedLists, this.lists.done()];
  }

  private *uses(tables: Readonly<Record<string, Columns>>, { id, counts }: Account): Generator<Fact, void, void> {
    const {
      [principals.name]: rows,
      [serviceLastAccessed.name]: services,
      [actionLastAccessed.name]: actions,
    } = tables;
    if (rows === undefined) return;
    const measured = measuredByArn(rows);
    counts.addPrincipals(measured.values());
    yield [principalUses, principalUsesOf(id, { services, actions }, measured)];
    const lists = actions === undefined ? NO_LISTS : yield* this.ofActions(actions, counts, measured);
    if (services === undefined) return;
    const owners = principalsByCode(services, measured);
    counts.addServices(services, owners);
    this.seenServices.add(services, owners);
    yield [serviceUses, usesOf(services, measured)];
    for (const chunk of principalGrantsOf(services, owners, lists)) yield [principalGrants, chunk];
  }

  private *ofActions(
    actions: Columns,
    counts: AccountCounts,
    measured: ReadonlyMap<string, Measured>,
  ): Generator<Fact, ListsOfPart, void> {
    const owners = principalsByCode(actions, measured);
    const ofRows = actionsOfRows(actions);
    counts.addActions(actions, ofRows, owners);
    this.seen.add(actions, ofRows, owners);
    yield [actionUses, usesOf(actions, measured)];
    const lists = listsOfPart(actions, ofRows);
    for (const chunk of this.lists.add(lists)) yield [grantedLists, chunk];
    return lists;
  }

  private *endAccount(): Generator<Fact, void, void> {
    if (this.account === undefined) return;
    const rows = this.account.witnesses.rows();
    this.unrestricted += rows.filter(({ denied_services }) => denied_services.length === 0).length;
    yield [witnesses, columnsOf(witnesses, rows)];
    yield* this.account.counts.done();
  }
}

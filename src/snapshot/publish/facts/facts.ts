/** The facts of a run, made of its staged parts in one pass over them. */
import type { Columns } from '../../../model/columns.js';
import type { TableSchema } from '../../../model/schema.js';
import { actionUses, policyStatements, seenActions, serviceUses } from '../../../model/tables/facts.js';
import {
  actionLastAccessed,
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
import { measuredByArn, principalsByCode } from './measured.js';
import { SeenActions } from './seen-actions.js';
import { Statements } from './statements.js';
import { usesOf } from './uses.js';

/** What facts are made of. */
const SOURCES = [principals, serviceLastAccessed, actionLastAccessed, policies, inlinePolicies] as const;

export type Fact = readonly [table: TableSchema, rows: Columns];

/** Rows that the facts are made of. */
export function factSourceRows({ records }: Collected): number {
  const parts = [...records.values()].flatMap((record) => record.parts);
  return parts.reduce((sum, part) => sum + SOURCES.reduce((rows, table) => rows + countedRows(part, table), 0), 0);
}

/**
 * Chunks of the tables of facts, without run_id, as the parts come; `onRows` hears how many rows were read. In memory
 * are one part, the counts of one account, and the actions that were seen.
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

class RunFacts {
  private readonly trackedSince = trackingOfActions();
  private readonly seen = new SeenActions();
  private readonly statements = new Statements();
  private account: { readonly id: string; readonly counts: AccountCounts } | undefined;

  *take(accountId: string, tables: Readonly<Record<string, Columns>>): Generator<Fact, void, void> {
    if (this.account?.id !== accountId) {
      yield* this.endAccount();
      this.account = { id: accountId, counts: new AccountCounts(accountId, this.trackedSince) };
    }
    yield* this.uses(tables, this.account.counts);
    yield [policyStatements, columnsOf(policyStatements, this.statements.rowsOf(tables))];
  }

  *end(): Generator<Fact, void, void> {
    yield* this.endAccount();
    yield [seenActions, this.seen.done()];
  }

  private *uses(tables: Readonly<Record<string, Columns>>, counts: AccountCounts): Generator<Fact, void, void> {
    const {
      [principals.name]: rows,
      [serviceLastAccessed.name]: services,
      [actionLastAccessed.name]: actions,
    } = tables;
    if (rows === undefined) return;
    const measured = measuredByArn(rows);
    counts.addPrincipals(measured.values());
    if (services !== undefined) {
      counts.addServices(services, principalsByCode(services, measured));
      yield [serviceUses, usesOf(services, measured)];
    }
    if (actions === undefined) return;
    const owners = principalsByCode(actions, measured);
    const ofRows = actionsOfRows(actions);
    counts.addActions(actions, ofRows, owners);
    this.seen.add(actions, ofRows, owners);
    yield [actionUses, usesOf(actions, measured)];
  }

  private *endAccount(): Generator<Fact, void, void> {
    if (this.account !== undefined) yield* this.account.counts.done();
  }
}

/** A run of a lake in a folder, made of the mix, with its facts: what the questions are asked of. */

import type { Column, Columns } from '../src/model/columns.js';
import { DAY_MS } from '../src/model/days.js';
import { readReference } from '../src/model/reference.js';
import type { TableSchema } from '../src/model/schema.js';
import type { ManifestFile } from '../src/model/summary.js';
import {
  accounts,
  actionLastAccessed,
  actions,
  inlinePolicies,
  type PrincipalRow,
  principals,
  type RunRow,
  SCHEMA_VERSION,
  serviceLastAccessed,
} from '../src/model/tables.js';
import { commitRun } from '../src/snapshot/commit.js';
import { type Fact, RunFacts } from '../src/snapshot/publish/facts/facts.js';
import { writeTable } from '../src/snapshot/publish/table-files.js';
import type { Store } from '../src/store/store.js';
import { withConstants } from '../src/tables/columns/complete.js';
import { concat } from '../src/tables/columns/merge.js';
import { columnsOf } from '../src/tables/columns/rows.js';
import { openEncoder } from '../src/tables/encoders.js';
import { type PrincipalActions, principalsOf } from './mix.js';
import { policyText } from './policies.js';

export const SNAPSHOT_DATE = '2025-11-25';
const NOW_MS = Date.parse(`${SNAPSHOT_DATE}T00:00:00Z`);
const PRINCIPALS_PER_ACCOUNT = 500;

type ServiceRow = Readonly<Record<string, string | number | null>>;

/** When the run was made, and what it is called. */
interface At {
  readonly date: string;
  readonly ms: number;
  readonly planId: string;
  readonly runId: string;
}

function runOf(date: string): At {
  const planId = `${date.replaceAll('-', '')}T000000000Z-01234567`;
  return { date, ms: Date.parse(`${date}T00:00:00Z`), planId, runId: `${planId}-1` };
}

/** What is known of the organization when all action rows have passed; an account is columns as soon as it has passed. */
class Passed {
  readonly accounts: string[] = [];
  readonly principals: Columns[] = [];
  readonly services: Columns[] = [];
  readonly policies: Columns[] = [];
  readonly facts = new Map<TableSchema, Columns[]>();
  rows = 0;
  private readonly ofRun = new RunFacts();
  private readonly at: At;

  constructor(at: At) {
    this.at = at;
  }

  /** `actions`: all rows of the account. */
  add(accountId: string, passed: readonly PrincipalActions[], actions: Columns): void {
    const services: ServiceRow[] = [];
    const documents = passed.map((principal) => policyRow(accountId, principal.principalArn, principal.actions));
    const rows = passed.map(({ principalArn, actions: granted }, nth) => {
      const own = servicesOf(accountId, principalArn, granted);
      const accessed = own.reduce((sum, service) => sum + Number(service.actions_accessed), 0);
      const place = this.accounts.length * PRINCIPALS_PER_ACCOUNT + nth;
      services.push(...own);
      this.rows += granted.rows;
      return principalRow(accountId, principalArn, place, own, granted.rows, accessed, this.at);
    });
    this.accounts.push(accountId);
    const tables = {
      [principals.name]: this.columns(principals, rows),
      [serviceLastAccessed.name]: this.columns(serviceLastAccessed, services),
      [inlinePolicies.name]: this.columns(inlinePolicies, documents),
      [actionLastAccessed.name]: actions,
    };
    this.principals.push(tables[principals.name] as Columns);
    this.services.push(tables[serviceLastAccessed.name] as Columns);
    this.policies.push(tables[inlinePolicies.name] as Columns);
    this.take(this.ofRun.take(accountId, tables));
  }

  end(): void {
    this.take(this.ofRun.end());
  }

  columns(table: TableSchema, rows: readonly object[]): Columns {
    return columnsOf(table, rows.map((row) => ({ run_id: this.at.runId, ...row })) as never);
  }

  private take(facts: Iterable<Fact>): void {
    for (const [table, columns] of facts) {
      const chunks = this.facts.get(table) ?? [];
      this.facts.set(table, chunks);
      if (columns.rows > 0) chunks.push(withConstants(columns, { run_id: this.at.runId }));
    }
  }
}

/**
 * Writes about `rows` action rows, in accounts of 500 principals, and the run that shows them; of another date it shows
 * the same principals, whose uses lie as much earlier. Memory grows by the rows of the other tables alone: a fortieth.
 */
export async function writeLake(store: Store, rows: number, date = SNAPSHOT_DATE): Promise<void> {
  const at = runOf(date);
  const encoder = await openEncoder('arrow');
  const passed = new Passed(at);
  const files: ManifestFile[] = [];
  const write = async (table: TableSchema, chunks: AsyncIterable<Columns>) => {
    const prefix = `${table.name}/snapshot_date=${date}/${at.runId}-`;
    files.push(...(await writeTable({ store, encoder }, { table, prefix }, chunks)));
  };
  await write(actionLastAccessed, actionChunks(rows, passed, at));
  passed.end();
  const accountRows = passed.accounts.map((accountId) => accountRow(accountId, at));
  await write(accounts, each([passed.columns(accounts, accountRows)]));
  await write(principals, each(passed.principals));
  await write(serviceLastAccessed, each(passed.services));
  await write(inlinePolicies, each(passed.policies));
  await write(actions, each([passed.columns(actions, readReference().actions)]));
  for (const [table, chunks] of passed.facts) await write(table, each(chunks));
  await commitRun(store, encoder, at.planId, runRow(passed, files, at));
}

async function* each(chunks: readonly Columns[]): AsyncGenerator<Columns, void, void> {
  yield* chunks;
}

/** Account by account, until there are enough rows. */
async function* actionChunks(rows: number, passed: Passed, at: At): AsyncGenerator<Columns, void, void> {
  for (let seed = 1; passed.rows < rows; seed += 1) {
    const mixed = [...principalsOf({ accounts: 1, principalsPerAccount: PRINCIPALS_PER_ACCOUNT, seed })];
    const all = mixed.map((each) => ({ ...each, actions: usedEarlier(each.actions, NOW_MS - at.ms) }));
    const account_id = (all[0] as PrincipalActions).accountId;
    const actions = concat(
      all.map(({ principalArn: principal_arn, actions: granted }) =>
        withConstants(granted, { run_id: at.runId, account_id, principal_arn }),
      ),
    );
    passed.add(account_id, all, actions);
    yield actions;
  }
}

function usedEarlier({ rows, columns }: Columns, byMs: number): Columns {
  const times = columns.last_accessed_at;
  if (times?.kind !== 'numbers') throw new Error('Not columns of actions');
  const last_accessed_at: Column = { kind: 'numbers', numbers: times.numbers.map((time) => time - byMs) };
  return { rows, columns: { ...columns, last_accessed_at } };
}

function servicesOf(account_id: string, principal_arn: string, { rows, columns }: Columns): ServiceRow[] {
  const { service_namespace: services, last_accessed_at: times } = columns;
  if (services?.kind !== 'codes' || times?.kind !== 'numbers') throw new Error('Not columns of actions');
  const found = services.dictionary.map(() => ({ tracked: 0, accessed: 0, at: Number.NaN }));
  for (let row = 0; row < rows; row++) {
    const service = found[services.codes[row] as number] as (typeof found)[number];
    const at = times.numbers[row] as number;
    service.tracked += 1;
    if (Number.isNaN(at)) continue;
    service.accessed += 1;
    service.at = Number.isNaN(service.at) ? at : Math.max(service.at, at);
  }
  return services.dictionary.map((service_namespace, code) => {
    const { tracked, accessed, at } = found[code] as (typeof found)[number];
    const used = accessed > 0;
    return {
      account_id,
      principal_arn,
      service_namespace,
      service_name: service_namespace,
      last_accessed_at: used ? at : null,
      last_accessed_region: used ? 'eu-central-1' : null,
      last_accessed_entity_arn: used ? principal_arn : null,
      total_authenticated_entities: used ? 1 : 0,
      actions_tracked: tracked,
      actions_accessed: accessed,
    };
  });
}

function principalRow(
  account_id: string,
  principal_arn: string,
  place: number,
  services: readonly ServiceRow[],
  tracked: number,
  accessed: number,
  at: At,
): PrincipalRow {
  const name = principal_arn.slice(principal_arn.lastIndexOf('/') + 1);
  return {
    account_id,
    principal_arn,
    principal_id: `AROA${String(place).padStart(17, '0')}`,
    principal_type: 'role',
    principal_name: name,
    path: '/',
    permission_set_name: null,
    created_at: NOW_MS - (place % 900) * DAY_MS,
    is_service_linked: false,
    role_last_used_at: null,
    role_last_used_region: null,
    password_last_used_at: null,
    permissions_boundary_arn: null,
    attached_policy_arns: [],
    inline_policy_names: ['access'],
    group_names: null,
    tags: { team: `team-${place % 20}` },
    assume_role_policy_document: '{}',
    status: 'exported',
    error_code: null,
    error_message: null,
    job_id: `job-${place}`,
    generated_at: at.ms,
    services_granted: services.length,
    services_accessed: services.filter(({ actions_accessed }) => Number(actions_accessed) > 0).length,
    actions_tracked: tracked,
    actions_accessed: accessed,
  };
}

function policyRow(account_id: string, owner_arn: string, actions: Columns) {
  return { account_id, owner_arn, owner_type: 'role', policy_name: 'access', document: policyText(actions) };
}

function accountRow(account_id: string, at: At) {
  return {
    account_id,
    account_name: `account ${account_id}`,
    account_state: 'ACTIVE',
    is_management_account: false,
    joined_at: NOW_MS - 1000 * DAY_MS,
    ou_id: 'ou-ab12-11111111',
    ou_path: 'r-ab12/ou-ab12-11111111',
    ou_path_names: 'Root/Workloads',
    email: `aws+${account_id}@example.com`,
    tags: {},
    status: 'exported',
    error_code: null,
    error_message: null,
    principals_total: 500,
    principals_exported: 500,
    principals_failed: 0,
    principals_deleted: 0,
    started_at: at.ms,
    finished_at: at.ms,
  };
}

const WHOLE = '{"accounts":[],"ous":[],"exclude":[],"thisAccount":false}';

function runRow({ accounts, services, rows }: Passed, files: readonly ManifestFile[], at: At): RunRow {
  const principals = accounts.length * PRINCIPALS_PER_ACCOUNT;
  const sum = (chunks: readonly Columns[]) => chunks.reduce((rows, chunk) => rows + chunk.rows, 0);
  return {
    run_id: at.runId,
    snapshot_date: at.date,
    schema_version: SCHEMA_VERSION,
    tool_version: 'bench',
    aws_partition: 'aws',
    organization_id: 'o-bench00000',
    management_account_id: '111122223333',
    caller_arn: 'arn:aws:iam::111122223333:user/bench',
    scope: WHOLE,
    reference_date: readReference().date,
    tracked_as_of: readReference().trackedAsOf,
    started_at: at.ms,
    finished_at: at.ms,
    accounts_total: accounts.length,
    accounts_exported: accounts.length,
    accounts_failed: 0,
    accounts_skipped: 0,
    accounts_excluded: 0,
    principals_total: principals,
    principals_exported: principals,
    principals_failed: 0,
    principals_deleted: 0,
    service_rows: sum(services),
    action_rows: rows,
    api_calls: 0,
    throttled_calls: 0,
    manifest: JSON.stringify(files),
  };
}

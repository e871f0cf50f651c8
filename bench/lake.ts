/** A lake of one run in a folder, made of the mix: what the questions are asked of. */
import type { Columns } from '../src/model/columns.js';
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
import { writeTable } from '../src/snapshot/publish/table-files.js';
import type { Store } from '../src/store/store.js';
import { withConstants } from '../src/tables/columns/complete.js';
import { concat } from '../src/tables/columns/merge.js';
import { columnsOf } from '../src/tables/columns/rows.js';
import { openEncoder } from '../src/tables/encoders.js';
import { type PrincipalActions, principalsOf } from './mix.js';
import { policyText } from './policies.js';

export const SNAPSHOT_DATE = '2025-11-25';
const PLAN_ID = '20251125T000000000Z-01234567';
const RUN_ID = `${PLAN_ID}-1`;
const NOW_MS = Date.UTC(2025, 10, 25);
const DAY_MS = 86_400_000;
const PRINCIPALS_PER_ACCOUNT = 500;

type ServiceRow = Readonly<Record<string, string | number | null>>;

/** What is known of the organization when all action rows have passed; an account is columns as soon as it has passed. */
class Passed {
  readonly accounts: string[] = [];
  readonly principals: Columns[] = [];
  readonly services: Columns[] = [];
  readonly policies: Columns[] = [];
  rows = 0;

  add(accountId: string, passed: readonly PrincipalActions[]): void {
    const services: ServiceRow[] = [];
    const policies = passed.map(({ principalArn, actions }) => policyRow(accountId, principalArn, actions));
    this.policies.push(columnsOf(inlinePolicies, policies.map(withRun) as never));
    const rows = passed.map(({ principalArn, actions }, at) => {
      const own = servicesOf(accountId, principalArn, actions);
      const accessed = own.reduce((sum, service) => sum + Number(service.actions_accessed), 0);
      const place = this.accounts.length * PRINCIPALS_PER_ACCOUNT + at;
      services.push(...own);
      this.rows += actions.rows;
      return principalRow(accountId, principalArn, place, own, actions.rows, accessed);
    });
    this.accounts.push(accountId);
    this.principals.push(columnsOf(principals, rows.map(withRun) as never));
    this.services.push(columnsOf(serviceLastAccessed, services.map(withRun) as never));
  }
}

/**
 * Writes about `rows` action rows, in accounts of 500 principals, and the run that shows them. Memory grows by the rows
 * of the other tables alone: a fortieth.
 */
export async function writeLake(store: Store, rows: number): Promise<void> {
  const encoder = await openEncoder('arrow');
  const passed = new Passed();
  const files: ManifestFile[] = [];
  const write = async (table: TableSchema, chunks: AsyncIterable<Columns>) => {
    const prefix = `${table.name}/snapshot_date=${SNAPSHOT_DATE}/${RUN_ID}-`;
    files.push(...(await writeTable({ store, encoder }, { table, prefix }, chunks)));
  };
  await write(actionLastAccessed, actionChunks(rows, passed));
  await write(accounts, each([columnsOf(accounts, passed.accounts.map(accountRow) as never)]));
  await write(principals, each(passed.principals));
  await write(serviceLastAccessed, each(passed.services));
  await write(inlinePolicies, each(passed.policies));
  await write(actions, each([columnsOf(actions, readReference().actions.map(withRun) as never)]));
  await commitRun(store, encoder, PLAN_ID, runRow(passed, files));
}

const withRun = <T extends object>(row: T) => ({ run_id: RUN_ID, ...row });

async function* each(chunks: readonly Columns[]): AsyncGenerator<Columns, void, void> {
  yield* chunks;
}

/** Account by account, until there are enough rows. */
async function* actionChunks(rows: number, passed: Passed): AsyncGenerator<Columns, void, void> {
  for (let seed = 1; passed.rows < rows; seed += 1) {
    const all = [...principalsOf({ accounts: 1, principalsPerAccount: PRINCIPALS_PER_ACCOUNT, seed })];
    const account_id = (all[0] as PrincipalActions).accountId;
    passed.add(account_id, all);
    yield concat(
      all.map(({ principalArn: principal_arn, actions }) =>
        withConstants(actions, { run_id: RUN_ID, account_id, principal_arn }),
      ),
    );
  }
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
      ...{ account_id, principal_arn, service_namespace, service_name: service_namespace },
      ...{ last_accessed_at: used ? at : null, last_accessed_region: used ? 'eu-central-1' : null },
      ...{ last_accessed_entity_arn: used ? principal_arn : null, total_authenticated_entities: used ? 1 : 0 },
      ...{ actions_tracked: tracked, actions_accessed: accessed },
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
): PrincipalRow {
  const name = principal_arn.slice(principal_arn.lastIndexOf('/') + 1);
  return {
    ...{ account_id, principal_arn, principal_id: `AROA${String(place).padStart(17, '0')}`, principal_type: 'role' },
    ...{ principal_name: name, path: '/', permission_set_name: null, created_at: NOW_MS - (place % 900) * DAY_MS },
    ...{ is_service_linked: false, role_last_used_at: null, role_last_used_region: null },
    ...{ password_last_used_at: null, permissions_boundary_arn: null, attached_policy_arns: [] },
    ...{ inline_policy_names: ['access'], group_names: null, tags: { team: `team-${place % 20}` } },
    ...{ assume_role_policy_document: '{}', status: 'exported', error_code: null, error_message: null },
    ...{ job_id: `job-${place}`, generated_at: NOW_MS, services_granted: services.length },
    services_accessed: services.filter(({ actions_accessed }) => Number(actions_accessed) > 0).length,
    ...{ actions_tracked: tracked, actions_accessed: accessed },
  };
}

function policyRow(account_id: string, owner_arn: string, actions: Columns) {
  return { account_id, owner_arn, owner_type: 'role', policy_name: 'access', document: policyText(actions) };
}

function accountRow(account_id: string) {
  return withRun({
    ...{ account_id, account_name: `account ${account_id}`, account_state: 'ACTIVE', is_management_account: false },
    ...{ joined_at: NOW_MS - 1000 * DAY_MS, ou_id: 'ou-ab12-11111111', ou_path: 'r-ab12/ou-ab12-11111111' },
    ...{ ou_path_names: 'Root/Workloads', status: 'exported', error_code: null, error_message: null },
    ...{ principals_total: 500, principals_exported: 500, principals_failed: 0, principals_deleted: 0 },
    ...{ started_at: NOW_MS, finished_at: NOW_MS },
  });
}

function runRow({ accounts, services, rows }: Passed, files: readonly ManifestFile[]): RunRow {
  const principals = accounts.length * PRINCIPALS_PER_ACCOUNT;
  const sum = (chunks: readonly Columns[]) => chunks.reduce((rows, chunk) => rows + chunk.rows, 0);
  return {
    ...{ run_id: RUN_ID, snapshot_date: SNAPSHOT_DATE, schema_version: SCHEMA_VERSION, tool_version: 'bench' },
    ...{ aws_partition: 'aws', organization_id: 'o-bench00000', management_account_id: '111122223333' },
    ...{ caller_arn: 'arn:aws:iam::111122223333:user/bench', scope: '{}', reference_date: readReference().date },
    ...{ started_at: NOW_MS, finished_at: NOW_MS, accounts_total: accounts.length, accounts_exported: accounts.length },
    ...{ accounts_failed: 0, accounts_skipped: 0, accounts_excluded: 0, principals_total: principals },
    ...{ principals_exported: principals, principals_failed: 0, principals_deleted: 0 },
    ...{ service_rows: sum(services), action_rows: rows, api_calls: 0, throttled_calls: 0 },
    manifest: JSON.stringify(files),
  };
}

/** What the runs of a {@link World} write, as rows of the tables: some hundreds, gaps and reruns included. */
import { type Account, isPresent, pathOf } from './accounts.js';
import { dateOf, reportOf } from './calendar.js';
import type { Entity } from './entities.js';
import { factsOfRun, listHash } from './facts.js';
import { policyRows } from './policies.js';
import { nameOf, principalRow, type Report, reportOfEntity } from './principals.js';
import type { Random } from './random.js';
import { isAskedFor, isNamedBy, type Run } from './runs.js';
import { referenceAt } from './things.js';
import type { World } from './world.js';

type Cell = string | number | boolean | Date | null | readonly string[] | Readonly<Record<string, string>>;
export type LakeRow = Readonly<Record<string, Cell>>;
/** Rows by table. */
export type Lake = Map<string, LakeRow[]>;

interface Writing {
  readonly random: Random;
  readonly world: World;
  readonly run: Run;
  readonly put: (table: string, row: LakeRow) => void;
}

const HOUR_MS = 3_600_000;

export function randomLake(random: Random, world: World): Lake {
  const lake: Lake = new Map();
  const put = (table: string, row: LakeRow): void => {
    const rows = lake.get(table);
    if (rows) rows.push(row);
    else lake.set(table, [row]);
  };
  for (const run of world.runs) writeRun({ random, world, run, put });
  return lake;
}

function writeRun(writing: Writing): void {
  const { world, run, put } = writing;
  const of = { run_id: run.id, snapshot_date: run.date };
  const organization = { organization_id: 'o-example', management_account_id: '111111111111' };
  put('runs', {
    ...{ ...of, schema_version: 1, ...(run.scope.thisAccount ? {} : organization) },
    ...{ scope: JSON.stringify(run.scope), manifest: '[]', finished_at: new Date(reportOf(run.at) + HOUR_MS) },
  });
  for (const { service, action, level, isTracked, since } of referenceAt(world.things, run.at)) {
    const named = { service_namespace: service, action_name: action, access_level: level };
    const tracked_since = since === null ? null : new Date(`${dateOf(since)}T00:00:00Z`);
    put('actions', { ...of, ...named, is_tracked: isTracked, tracked_since });
  }
  const named = world.accounts.filter((account) => isPresent(account, run.at) && isNamedBy(run, account.id));
  const reports = named.flatMap((account) => writeAccount(writing, account));
  for (const [table, row] of factsOfRun(reports, of)) put(table, row);
}

function statusOf({ random, run }: Writing, account: Account): string {
  if (!isAskedFor(run, account.id, pathOf(account, run.at))) return 'excluded';
  if (account.isSuspended) return 'skipped';
  return random.chance(0.12) ? random.one(['failed', 'failed', 'excluded']) : 'exported';
}

/** The reports of those that were measured. */
function writeAccount(writing: Writing, account: Account): Report[] {
  const { random, world, run, put } = writing;
  const status = statusOf(writing, account);
  const isListed = status === 'exported';
  const alive = world.entities.filter(
    (entity) => entity.account === account && entity.created >= run.at && entity.deleted < run.at,
  );
  const reports = isListed ? alive.map((entity) => reportOfEntity(random, entity, run)) : [];
  for (const report of reports) writeReport(writing, report);
  const count = (one: string) => (isListed ? reports.filter((report) => report.status === one).length : null);
  const path = pathOf(account, run.at);
  put('accounts', {
    ...{ run_id: run.id, snapshot_date: run.date, account_id: account.id, account_name: `A${account.id[0]}` },
    ...{ account_state: account.isSuspended ? 'SUSPENDED' : 'ACTIVE', is_management_account: account.isManagement },
    ...{ ou_id: path?.split('/').at(-1) ?? null, ou_path: path, ou_path_names: path, status },
    ...{
      email: `aws+${account.id[0]}@example.com`,
      tags: account.isManagement ? null : { owner: ` Team ${account.id[0]}` },
    },
    ...{ error_code: isListed ? null : 'Reason', principals_total: isListed ? alive.length : null },
    ...{ principals_exported: count('exported'), principals_failed: count('failed') },
    principals_deleted: count('deleted'),
  });
  if (isListed) writePolicies(writing, account, alive);
  return reports.filter((report) => report.status === 'exported');
}

function writePolicies({ random, run, put }: Writing, account: Account, alive: readonly Entity[]): void {
  const of = { run_id: run.id, snapshot_date: run.date, account_id: account.id };
  const entities = new Map(alive.map((entity) => [nameOf(entity, run.at).arn, entity]));
  for (const [table, row] of policyRows(random, of, { at: run.at, entities })) put(table, row);
}

function writeReport({ run, put }: Writing, report: Report): void {
  const { entity, arn, actions, services } = report;
  put('principals', principalRow(report, run));
  const of = { run_id: run.id, snapshot_date: run.date, account_id: entity.account.id, principal_arn: arn };
  const fact = {
    ...{ ...of, principal_id: entity.id, principal_type: entity.type },
    ...{ permission_set_name: entity.set, is_service_linked: entity.isServiceLinked },
  };
  for (const { service, at, region, tracked, accessed } of services) {
    const use = { service_namespace: service, last_accessed_at: at, last_accessed_region: region };
    const counts = { actions_tracked: tracked, actions_accessed: accessed };
    put('service_last_accessed', { ...of, ...use, service_name: service, ...counts });
    if (at) put('service_uses', { ...fact, ...use });
    const list_hash = listHash(actions.filter((row) => row.service === service).map(({ action }) => action));
    const grant = { service_namespace: service, list_hash, last_accessed_at: at, ...counts };
    put('principal_grants', { ...fact, ...grant, generated_at: report.generatedAt });
  }
  for (const { service, action, at, region } of actions) {
    const use = { service_namespace: service, last_accessed_at: at, last_accessed_region: region };
    put('action_last_accessed', { ...of, ...use, action_name: action });
    if (at) put('action_uses', { ...fact, ...use, action_name: action });
  }
  for (const use of usesByRegion(report)) put('principal_uses', { ...fact, ...use });
}

/** Of each Region the last use, and the last of a service by its own row. */
function usesByRegion({ services, actions }: Report): LakeRow[] {
  const uses = [...services, ...actions].filter(({ at }) => at !== null);
  return [...new Set(uses.map(({ region }) => region))].map((region) => ({
    last_accessed_region: region,
    last_accessed_at: lastOf(uses, region),
    last_service_accessed_at: lastOf(services, region),
  }));
}

function lastOf(uses: readonly { readonly at: Date | null; readonly region: string | null }[], region: string | null) {
  const times = uses.flatMap((use) => (use.region === region && use.at !== null ? [use.at.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.max(...times));
}

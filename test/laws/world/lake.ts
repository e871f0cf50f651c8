/** What runs over a {@link World} write, as rows of the tables: at most some 300, gaps and reruns included. */
import { ownPolicyOf, policyRows } from './policies.js';
import type { Random } from './random.js';
import {
  ACTIONS,
  type Account,
  ADMINISTRATOR,
  dateOf,
  type Entity,
  LATE,
  LEVELS,
  momentOf,
  RECENT,
  reportOf,
  UNTRACKED,
  type World,
} from './world.js';

type Cell = string | number | boolean | Date | null | readonly string[] | Readonly<Record<string, string>>;
export type LakeRow = Readonly<Record<string, Cell>>;
/** Rows by table. */
export type Lake = Map<string, LakeRow[]>;

const WHOLE = { accounts: [], ous: [], exclude: [], thisAccount: false };

export function randomLake(random: Random, world: World): Lake {
  const lake: Lake = new Map();
  for (const [at, day] of world.snapshots.entries()) {
    writeRun(random, world, lake, { id: `r${9 - at}a`, day, scope: WHOLE });
    if (!random.chance(0.3)) continue;
    const only = random.one(world.accounts).id;
    writeRun(random, world, lake, { id: `r${9 - at}b`, day, scope: { ...WHOLE, accounts: [only] } });
  }
  return lake;
}

interface Run {
  readonly id: string;
  readonly day: number;
  readonly scope: typeof WHOLE | (Omit<typeof WHOLE, 'accounts'> & { readonly accounts: readonly string[] });
}

function put(lake: Lake, table: string, row: LakeRow): void {
  lake.set(table, [...(lake.get(table) ?? []), row]);
}

function writeRun(random: Random, world: World, lake: Lake, run: Run): void {
  const of = { run_id: run.id, snapshot_date: dateOf(run.day) };
  put(lake, 'runs', {
    ...of,
    ...{ schema_version: 1, organization_id: 'o-example', management_account_id: '111111111111' },
    scope: JSON.stringify(run.scope),
    manifest: '[]',
  });
  for (const [service, action] of ACTIONS) {
    if (service === 'x') continue;
    const since = new Date(`${dateOf(action === RECENT ? world.trackedFrom : 2000)}T00:00:00Z`);
    putAction(lake, of, [service, action], { is_tracked: true, tracked_since: since });
  }
  for (const [service, action, is_tracked] of UNTRACKED)
    putAction(lake, of, [service, action], { is_tracked, tracked_since: null });
  for (const account of world.accounts) writeAccount(random, world, lake, run, account);
  writeSeenServices(lake, run);
}

function putAction(lake: Lake, of: LakeRow, [service, action]: readonly [string, string], known: LakeRow): void {
  const named = { service_namespace: service, action_name: action, access_level: LEVELS[action] ?? 'Write' };
  put(lake, 'actions', { ...of, ...named, ...known });
}

function writeSeenServices(lake: Lake, run: Run): void {
  const own = (table: string): LakeRow[] => (lake.get(table) ?? []).filter((row) => row.run_id === run.id);
  const measured = own('principals').filter(({ status }) => status === 'exported');
  const unrestricted = measured.filter((row) => (row.attached_policy_arns as string[]).includes(ADMINISTRATOR)).length;
  for (const service_namespace of new Set(own('service_last_accessed').map((row) => row.service_namespace as string))) {
    put(lake, 'seen_services', {
      ...{ run_id: run.id, snapshot_date: dateOf(run.day), service_namespace },
      ...{ first_generated_at: new Date(reportOf(run.day)), unrestricted_principals: unrestricted },
    });
  }
}

function statusOf(random: Random, run: Run, account: Account): string {
  if (run.scope.accounts.length > 0 && !(run.scope.accounts as readonly string[]).includes(account.id))
    return 'excluded';
  if (account.isSuspended) return 'skipped';
  return random.chance(0.12) ? random.one(['failed', 'failed', 'excluded']) : 'exported';
}

function writeAccount(random: Random, world: World, lake: Lake, run: Run, account: Account): void {
  const status = statusOf(random, run, account);
  const alive = world.entities.filter(
    (entity) => entity.account === account && entity.created >= run.day && entity.deleted < run.day,
  );
  const isListed = status === 'exported';
  if (isListed) for (const entity of alive) writePrincipal(random, world, lake, run, entity);
  const listed = (lake.get('principals') ?? []).filter((row) => row.run_id === run.id && row.account_id === account.id);
  const count = (one: string) => (isListed ? listed.filter((row) => row.status === one).length : null);
  put(lake, 'accounts', {
    ...{ run_id: run.id, snapshot_date: dateOf(run.day), account_id: account.id, account_name: `A${account.id[0]}` },
    ...{ account_state: account.isSuspended ? 'SUSPENDED' : 'ACTIVE', is_management_account: account.isManagement },
    ...{ ou_id: account.path?.split('/').at(-1) ?? null, ou_path: account.path, ou_path_names: account.path },
    ...{ status, error_code: isListed ? null : 'Reason', principals_total: isListed ? alive.length : null },
    ...{
      principals_exported: count('exported'),
      principals_failed: count('failed'),
      principals_deleted: count('deleted'),
    },
  });
  if (!isListed) return;
  const of = { run_id: run.id, snapshot_date: dateOf(run.day), account_id: account.id };
  const roles = alive.filter(({ type }) => type === 'role').map((entity) => arnOf(entity, run.day));
  const holders = alive.filter(({ holdsOwn }) => holdsOwn).length;
  for (const [table, row] of policyRows(random, of, { roles, holders })) put(lake, table, row);
}

function arnOf(entity: Entity, day: number): string {
  const name = entity.names.findLast(({ from }) => from >= day)?.name;
  return `arn:aws:iam::${entity.account.id}:${entity.type}/${name}`;
}

function writePrincipal(random: Random, { launched }: World, lake: Lake, run: Run, entity: Entity): void {
  const arn = arnOf(entity, run.day);
  const status = random.chance(0.08) ? random.one(['failed', 'deleted']) : 'exported';
  const generated = new Date(reportOf(run.day));
  const known = actionRows(entity, run.day).filter(({ service }) => service !== LATE || run.day <= launched);
  const rows = status === 'exported' ? known : [];
  const services = serviceRows(rows);
  const last = lastUse(entity, run.day);
  const isRole = entity.type === 'role';
  put(lake, 'principals', {
    ...{ run_id: run.id, snapshot_date: dateOf(run.day), account_id: entity.account.id },
    ...{
      principal_arn: arn,
      principal_id: entity.id,
      principal_type: entity.type,
      principal_name: arn.split('/').at(-1) ?? '',
    },
    ...{ path: '/', permission_set_name: entity.set, is_service_linked: entity.isServiceLinked, tags: entity.tags },
    created_at: new Date(momentOf(Math.max(entity.created, run.day + 1))),
    role_last_used_at: isRole && !random.chance(0.3) ? last : null,
    role_last_used_region: isRole && last ? 'eu-central-1' : null,
    password_last_used_at: isRole ? null : (otherUse(entity, run.day) ?? null),
    ...{
      attached_policy_arns: [
        entity.isUnrestricted ? ADMINISTRATOR : 'arn:aws:iam::aws:policy/ReadOnly',
        ...(entity.holdsOwn ? [ownPolicyOf(entity.account.id)] : []),
      ],
      inline_policy_names: [],
      group_names: isRole ? [] : ['g'],
    },
    ...{ status, error_code: status === 'exported' ? null : 'Throttling' },
    generated_at: status === 'exported' ? generated : null,
    services_granted: services.length,
    services_accessed: services.filter(({ at }) => at).length,
    actions_tracked: rows.length,
    actions_accessed: rows.filter(({ at }) => at).length,
  });
  if (status === 'exported') writeRows(lake, run, entity, arn, rows, generated);
}

interface UseRow {
  readonly service: string;
  readonly action: string;
  readonly at: Date | null;
  readonly region: string | null;
}

/** What IAM would show of the entity on that day. */
function actionRows(entity: Entity, day: number): UseRow[] {
  return entity.grants
    .filter((grant) => grant.from >= day && grant.until < day)
    .map(({ service, action, uses, isForgotten }) => {
      const [last] = uses.filter((use) => use.day > day && use.day < day + 400).sort((a, b) => a.day - b.day);
      const seen = isForgotten && day < 40 ? undefined : last;
      return { service, action, at: seen ? new Date(momentOf(seen.day)) : null, region: seen?.region ?? null };
    });
}

function serviceRows(rows: readonly UseRow[]): UseRow[] {
  return [...new Set(rows.map(({ service }) => service))].map((service) => {
    const [last] = rows.filter((row) => row.service === service && row.at).sort((a, b) => Number(b.at) - Number(a.at));
    return { service, action: '', at: last?.at ?? null, region: last?.region ?? null };
  });
}

function otherUse(entity: Entity, day: number): Date | undefined {
  const [last] = entity.otherUses.filter((use) => use > day && use < day + 400).sort((a, b) => a - b);
  return last === undefined ? undefined : new Date(momentOf(last));
}

/** As RoleLastUsed would say, detached grants included. */
function lastUse(entity: Entity, day: number): Date | null {
  const days = [...entity.grants.flatMap(({ uses }) => uses.map((use) => use.day)), ...entity.otherUses];
  const [last] = days.filter((use) => use > day && use < day + 400).sort((a, b) => a - b);
  return last === undefined ? null : new Date(momentOf(last));
}

function writeRows(lake: Lake, run: Run, entity: Entity, arn: string, rows: readonly UseRow[], generated: Date): void {
  const of = { run_id: run.id, snapshot_date: dateOf(run.day), account_id: entity.account.id, principal_arn: arn };
  const fact = {
    ...{ ...of, principal_id: entity.id, principal_type: entity.type },
    ...{ permission_set_name: entity.set, is_service_linked: entity.isServiceLinked },
  };
  const use = ({ service, at, region }: UseRow) => ({
    ...{ service_namespace: service, last_accessed_at: at, last_accessed_region: region },
  });
  for (const row of serviceRows(rows)) {
    const own = rows.filter(({ service }) => service === row.service);
    const counts = { actions_tracked: own.length, actions_accessed: own.filter(({ at }) => at).length };
    put(lake, 'service_last_accessed', { ...of, ...use(row), service_name: row.service, ...counts });
    if (row.at) put(lake, 'service_uses', { ...fact, ...use(row) });
  }
  for (const row of rows) {
    put(lake, 'action_last_accessed', { ...of, ...use(row), action_name: row.action });
    if (row.at) put(lake, 'action_uses', { ...fact, ...use(row), action_name: row.action });
    seeAction(lake, run, row, generated);
  }
}

function seeAction(lake: Lake, run: Run, { service, action }: UseRow, generated: Date): void {
  const seen = lake.get('seen_actions') ?? [];
  const known = { run_id: run.id, service_namespace: service, action_name: action };
  if (seen.some((row) => Object.entries(known).every(([name, value]) => row[name] === value))) return;
  put(lake, 'seen_actions', { ...known, snapshot_date: dateOf(run.day), first_generated_at: generated });
}

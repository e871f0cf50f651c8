/** What IAM shows of a principal when a run asks: its listing, and its report. */
import { isDuring, momentOf, type Period, reportOf } from './calendar.js';
import type { Entity } from './entities.js';
import type { LakeRow } from './lake.js';
import { attachedTo, INLINE, ownPolicyOf } from './policies.js';
import type { Random } from './random.js';
import type { Run } from './runs.js';

export interface UseRow {
  readonly service: string;
  /** Empty: of the service. */
  readonly action: string;
  readonly at: Date | null;
  readonly region: string | null;
}

interface ServiceRow extends UseRow {
  readonly tracked: number;
  readonly accessed: number;
}

export interface Report {
  readonly entity: Entity;
  readonly arn: string;
  readonly status: string;
  /** Null: not measured, or IAM did not say. */
  readonly generatedAt: Date | null;
  readonly services: readonly ServiceRow[];
  readonly actions: readonly UseRow[];
  readonly roleLastUsed: Date | null;
}

export function nameOf(entity: Entity, at: number): { readonly arn: string; readonly name: string } {
  const name = entity.names.findLast(({ from }) => from >= at)?.name as string;
  return { name, arn: `arn:aws:iam::${entity.account.id}:${entity.type}/${name}` };
}

export function reportOfEntity(random: Random, entity: Entity, run: Run): Report {
  const status = random.chance(0.08) ? random.one(['failed', 'deleted']) : 'exported';
  const isMeasured = status === 'exported';
  const shown = isMeasured ? shownOf(entity, run.at) : [];
  return {
    ...{ entity, status, arn: nameOf(entity, run.at).arn },
    generatedAt: isMeasured && !random.chance(0.02) ? new Date(reportOf(run.at)) : null,
    services: serviceRows(shown),
    actions: shown.filter(({ action }) => action !== ''),
    roleLastUsed: entity.type === 'role' && !random.chance(0.3) ? lastUse(entity, run.at) : null,
  };
}

/** IAM tells of 400 days, and of what it tracks when the report is made. */
function shownOf(entity: Entity, moment: number): UseRow[] {
  return entity.grants
    .filter(({ granted, thing }) => isDuring(granted, moment) && isDuring(thing.tracked, moment))
    .map(({ thing, uses, isForgotten }) => {
      const [last] = uses.filter(({ day }) => isSeen(day, moment)).sort((a, b) => a.day - b.day);
      const seen = isForgotten && moment < 40 ? undefined : last;
      const at = seen ? new Date(momentOf(seen.day)) : null;
      return { service: thing.service, action: thing.action ?? '', at, region: seen?.region ?? null };
    });
}

function isSeen(day: number, moment: number): boolean {
  return day > moment && day < moment + 400;
}

function serviceRows(rows: readonly UseRow[]): ServiceRow[] {
  return [...new Set(rows.map(({ service }) => service))].map((service) => {
    const own = rows.filter((row) => row.service === service);
    const [last] = own.filter(({ at }) => at).sort((a, b) => Number(b.at) - Number(a.at));
    const actions = own.filter(({ action }) => action !== '');
    return {
      ...{ service, action: '', at: last?.at ?? null, region: last?.region ?? null },
      ...{ tracked: actions.length, accessed: actions.filter(({ at }) => at).length },
    };
  });
}

/** As RoleLastUsed would say, detached grants included. */
function lastUse(entity: Entity, moment: number): Date | null {
  return latest([...entity.grants.flatMap(({ uses }) => uses.map(({ day }) => day)), ...entity.otherUses], moment);
}

function latest(days: readonly number[], moment: number): Date | null {
  const [last] = days.filter((day) => isSeen(day, moment)).sort((a, b) => a - b);
  return last === undefined ? null : new Date(momentOf(last));
}

export function principalRow({ entity, arn, status, generatedAt, ...report }: Report, { at, ...run }: Run): LakeRow {
  const isRole = entity.type === 'role';
  const isNow = (period: Period | null): boolean => period !== null && isDuring(period, at);
  const { services, actions, roleLastUsed } = report;
  const { name } = nameOf(entity, at);
  const parts = name.split('/');
  return {
    ...{ run_id: run.id, snapshot_date: run.date, account_id: entity.account.id, principal_arn: arn },
    ...{ principal_id: entity.id, principal_type: entity.type, principal_name: parts.at(-1) as string },
    path: ['', ...parts.slice(0, -1), ''].join('/'),
    ...{ permission_set_name: entity.set, is_service_linked: entity.isServiceLinked, tags: entity.tags },
    created_at: entity.isCreationKnown ? new Date(momentOf(Math.max(entity.created, Math.ceil(at) + 1))) : null,
    role_last_used_at: roleLastUsed,
    role_last_used_region: roleLastUsed ? 'eu-central-1' : null,
    password_last_used_at: isRole ? null : latest(entity.otherUses, at),
    permissions_boundary_arn: isNow(entity.isBound) ? ownPolicyOf(entity.account.id) : null,
    attached_policy_arns: attachedTo(entity, at),
    inline_policy_names: entity.hasInline ? [INLINE] : [],
    group_names: isRole ? [] : isNow(entity.isInGroup) ? ['g'] : [],
    ...{ status, error_code: status === 'exported' ? null : 'Throttling', generated_at: generatedAt },
    services_granted: services.length,
    services_accessed: services.filter((row) => row.at).length,
    actions_tracked: actions.length,
    actions_accessed: actions.filter((row) => row.at).length,
  };
}

/** Facts of a whole run, as publish makes them of its reports. */
import { createHash } from 'node:crypto';
import { DENIED_SERVICES } from './entities.js';
import type { LakeRow } from './lake.js';
import type { Report } from './principals.js';

/** Rows by table. `of`: the run and its date. */
export function factsOfRun(reports: readonly Report[], of: LakeRow): [string, LakeRow][] {
  const witnesses = reports.flatMap((report) => witnessRow(report, of));
  const unrestricted_principals = reports.filter(
    ({ entity }) => entity.isUnrestricted && entity.denial === null,
  ).length;
  const seen = seenOf(reports);
  const rowsOf = (isOfService: boolean): LakeRow[] =>
    [...seen.values()].filter(({ action_name }) => (action_name === '') === isOfService);
  return [
    ...witnesses.map((row): [string, LakeRow] => ['witnesses', row]),
    ...rowsOf(false).map((row): [string, LakeRow] => ['seen_actions', { ...of, ...row }]),
    ...rowsOf(true).map(({ action_name: _, ...row }): [string, LakeRow] => [
      'seen_services',
      { ...of, ...row, unrestricted_principals },
    ]),
    ...listsOf(reports).map((row): [string, LakeRow] => ['granted_lists', { ...of, ...row }]),
  ];
}

function witnessRow({ entity, generatedAt }: Report, of: LakeRow): LakeRow[] {
  const denied_services = entity.isUnrestricted ? DENIED_SERVICES[entity.denial ?? 'nothing'] : undefined;
  if (denied_services === undefined || generatedAt === null) return [];
  const named = { account_id: entity.account.id, principal_id: entity.id };
  return [{ ...of, ...named, generated_at: generatedAt, denied_services }];
}

/** By service and action; the reports of a run are made at one moment. */
function seenOf(reports: readonly Report[]): Map<string, LakeRow> {
  const seen = new Map<string, LakeRow>();
  for (const { actions, services, generatedAt } of reports) {
    for (const { service, action } of [...services, ...actions]) {
      const key = `${service}:${action}`;
      const first_generated_at = (seen.get(key)?.first_generated_at ?? generatedAt) as Date | null;
      seen.set(key, { service_namespace: service, action_name: action, first_generated_at });
    }
  }
  return seen;
}

/** Each list of a service once. */
function listsOf(reports: readonly Report[]): LakeRow[] {
  const lists = new Map<string, LakeRow[]>();
  for (const { actions, services } of reports) {
    for (const { service } of services) {
      const names = actions.filter((row) => row.service === service).map(({ action }) => action);
      const list_hash = listHash(names);
      const rows = names.map((action_name) => ({ service_namespace: service, list_hash, action_name }));
      lists.set(`${service} ${list_hash}`, rows);
    }
  }
  return [...lists.values()].flat();
}

/** As docs/tables.md defines it; null: a list of none. */
export function listHash(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const text = [...names].sort().map((name) => `${name}\n`);
  return createHash('sha256').update(text.join('')).digest('hex').slice(0, 32);
}

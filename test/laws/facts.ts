/** The facts that publish makes of a lake's rows, by the plainest reading of them: a lake by hand has no more than rows. */
import { listHash } from '../../src/tools/list-hash.js';
import { groupedBy, historyOf, type Sighting } from './reasons/oracle/history.js';
import { witnessesIn } from './reasons/oracle/witnesses.js';
import type { Lake, LakeRow } from './world/lake.js';

/** The lake with all of its facts, made anew of its rows. */
export function withFacts(lake: Lake): Lake {
  const history = historyOf(lake);
  const measured = history.sightings.filter(({ isMeasured }) => isMeasured);
  const lists = measured.flatMap((sighting) => listsOf(lake, sighting));
  const known = new Map(lake);
  known.set(
    'principal_grants',
    lists.map(({ grant }) => grant),
  );
  known.set('granted_lists', distinct(lists.flatMap(({ actions }) => actions)));
  known.set('action_uses', usesIn(lake, measured, 'action_last_accessed'));
  known.set('service_uses', usesIn(lake, measured, 'service_last_accessed'));
  known.set('principal_uses', principalUsesIn(lake, measured));
  known.set('seen_actions', seenIn(measured, lake, 'action_last_accessed'));
  known.set('seen_services', seenIn(measured, lake, 'service_last_accessed'));
  known.set(
    'witnesses',
    witnessesIn(history, measured).map(({ report, generatedAt, deniedServices }) => ({
      ...{ run_id: report.runId, snapshot_date: report.date, account_id: report.accountId },
      ...{ principal_id: report.principalId, generated_at: new Date(generatedAt) },
      denied_services: [...deniedServices].sort(),
    })),
  );
  return known;
}

function rowsOf(lake: Lake, table: string, { runId, accountId, arn }: Sighting): LakeRow[] {
  const own = rowsByOwner(lake, table);
  return own.get(`${runId} ${accountId} ${arn}`) ?? [];
}

const indexed = new WeakMap<Lake, Map<string, Map<string, LakeRow[]>>>();

function rowsByOwner(lake: Lake, table: string): Map<string, LakeRow[]> {
  const tables = indexed.get(lake) ?? new Map<string, Map<string, LakeRow[]>>();
  indexed.set(lake, tables);
  const own =
    tables.get(table) ??
    groupedBy(lake.get(table) ?? [], (row) => `${row.run_id} ${row.account_id} ${row.principal_arn}`);
  tables.set(table, own);
  return own;
}

function userOf({ runId, date, accountId, principalId, arn, row }: Sighting): LakeRow {
  return {
    ...{ run_id: runId, snapshot_date: date, account_id: accountId, principal_arn: arn, principal_id: principalId },
    principal_type: row.principal_type ?? null,
    permission_set_name: row.permission_set_name ?? null,
    is_service_linked: row.is_service_linked ?? null,
  };
}

function listsOf(lake: Lake, sighting: Sighting): { readonly grant: LakeRow; readonly actions: readonly LakeRow[] }[] {
  const actions = rowsOf(lake, 'action_last_accessed', sighting);
  return rowsOf(lake, 'service_last_accessed', sighting).map((service) => {
    const own = actions.filter((row) => row.service_namespace === service.service_namespace);
    const list_hash = listHash(own.map((row) => String(row.action_name)));
    const grant = {
      ...{ ...userOf(sighting), generated_at: sighting.row.generated_at ?? null },
      ...{ service_namespace: service.service_namespace as string, list_hash, actions_tracked: own.length },
      actions_accessed: own.filter((row) => row.last_accessed_at != null).length,
      last_accessed_at: service.last_accessed_at ?? null,
    };
    const of = { run_id: sighting.runId, snapshot_date: sighting.date, service_namespace: grant.service_namespace };
    return { grant, actions: own.map((row) => ({ ...of, list_hash, action_name: row.action_name as string })) };
  });
}

function usesIn(lake: Lake, measured: readonly Sighting[], table: string): LakeRow[] {
  return measured.flatMap((sighting) =>
    rowsOf(lake, table, sighting)
      .filter((row) => row.last_accessed_at != null)
      .map((row) => ({
        ...{ ...userOf(sighting), service_namespace: row.service_namespace as string },
        ...(table === 'action_last_accessed' ? { action_name: row.action_name as string } : {}),
        last_accessed_at: row.last_accessed_at as Date,
        last_accessed_region: row.last_accessed_region ?? null,
      })),
  );
}

function principalUsesIn(lake: Lake, measured: readonly Sighting[]): LakeRow[] {
  return measured.flatMap((sighting) => {
    const [services = [], actions = []] = ['service_last_accessed', 'action_last_accessed'].map((table) =>
      rowsOf(lake, table, sighting).filter((row) => row.last_accessed_at != null),
    );
    const last = (rows: readonly LakeRow[]): Date | null =>
      rows.length === 0 ? null : new Date(Math.max(...rows.map((row) => Number(row.last_accessed_at))));
    return [...groupedBy([...services, ...actions], (row) => JSON.stringify(row.last_accessed_region ?? null))].map(
      ([region, uses]) => ({
        ...userOf(sighting),
        last_accessed_region: JSON.parse(region) as string | null,
        last_accessed_at: last(uses),
        last_service_accessed_at: last(uses.filter((row) => services.includes(row))),
      }),
    );
  });
}

function seenIn(measured: readonly Sighting[], lake: Lake, table: string): LakeRow[] {
  const rows = measured.flatMap((sighting) =>
    rowsOf(lake, table, sighting).map((row) => ({
      ...{ run_id: sighting.runId, snapshot_date: sighting.date, service_namespace: row.service_namespace as string },
      ...(table === 'action_last_accessed'
        ? { action_name: row.action_name as string }
        : { unrestricted_principals: 0 }),
      at: sighting.generatedAt,
    })),
  );
  const seen = groupedBy(rows, ({ at: _, ...names }) => JSON.stringify(names));
  return [...seen.values()].map((same) => {
    const times = same.flatMap(({ at }) => at ?? []);
    const { at: _, ...names } = same[0] as (typeof same)[number];
    return { ...names, first_generated_at: times.length === 0 ? null : new Date(Math.min(...times)) };
  });
}

function distinct(rows: readonly LakeRow[]): LakeRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

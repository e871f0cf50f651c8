/** The answers about a generated organization, gathered by the report's own code: five audits, each pair compared. */
import type { Cell } from '../../src/query/engine/engine.js';
import { heldBy } from '../../src/report/cut.js';
import { type Collected, type Comparison, DORMANT_DAYS, type Sheet } from '../../src/report/payload.js';
import { between, mix, pick, share } from '../../src/simulation/random.js';
import { serviceName } from '../../src/simulation/world/service-names.js';
import { auditSheets, policySheets, proposalSheets, totalsOf, worklistSheet } from './generated-policies.js';
import { accountsOf, type Generated, generatedPrincipals, reference, timeOf } from './organization.js';
import { type Row, sheetOf } from './sheet-of.js';

const dates = ['2025-07-01', '2025-10-01', '2026-01-01', '2026-04-01', '2026-07-01'];
const date = dates.at(-1) as string;
const regions = ['eu-central-1', 'us-east-1', 'eu-west-1'];
/** As the collector takes them in. */
const mostRows = { services: 600_000, actions: 400_000, changes: 50_000 };

export async function generated(principals: number): Promise<Collected> {
  const all = generatedPrincipals(principals).map(counted);
  const riskiest = all.toSorted((a, b) => b.tracked - b.accessed - (a.tracked - a.accessed));
  const administrators = all.slice(0, principals / 50).map(({ accountId, arn }) => [accountId, arn, true]);
  const compared = await comparisons(all);
  const work = await worklistSheet(all);
  const sheets = new Map<string, Sheet>([
    ...(await smallSheets(principals)),
    ['principals', await sheetOf(PRINCIPALS, all.map(principalRow))],
    ['administrators', await sheetOf('account_id principal_arn is_granted:boolean', administrators)],
    ...(await auditSheets(all)),
    ['principals.kind-observed', await sheetOf(OBSERVED, all.map(observedRow))],
    ['principals.by-service', await sheetOf(SERVICES, wholes(riskiest, serviceRows, mostRows.services))],
    ['principals.by-action', await sheetOf(ACTIONS, wholes(riskiest, actionRows, mostRows.actions))],
    ...compared.flatMap(({ sheets }) => sheets),
    ...(await Promise.all(DORMANT_DAYS.map((days) => dormantSheet(all, days)))),
    ...(await policySheets(all)),
    ['worklist', work],
    ...(await proposalSheets(all)),
  ]);
  const measured = all.filter(({ isMeasured }) => isMeasured).length;
  const summary = {
    ...({ toolVersion: '0.1.0', writtenAt: 1.78e12, engine: 'duckdb', dates, date, dormantDays: 90 } as const),
    startedAs: 'npx --no-install access-lake',
    place: ['--destination', './lake'],
    totals: totalsOf(work),
    lastAudit: {
      from: '2026-04-01',
      takenAway: { since: '2026-04-01', services: 3, actions: 400 },
      principalsNew: 12,
      principalsGone: 3,
      findings: { WORK_NEW: 20 },
      findingsLeft: 0,
      taskStates: { DONE: 4, NEW: 20, OPEN: 30 },
    },
    sinceFirst: { since: '2025-07-01', services: 30, actions: 4000 },
    measured,
    ...heldBy(sheets),
    comparisons: compared.map(({ comparison }) => comparison),
    left: { proposals: 0, worklist: 0, earlier_tasks: 7, 'sets.by-action': 0, policies: 0 },
  };
  return { summary, sheets };
}

interface Counted extends Generated {
  readonly tracked: number;
  readonly accessed: number;
}

function counted(one: Generated): Counted {
  const tracked = one.grants.reduce((sum, { actions }) => sum + actions.length, 0);
  const accessed = one.lastUsedAt === null ? 0 : between(mix(one.at, 8), 0, Math.min(60, tracked));
  return { ...one, tracked, accessed };
}

/** Rows of whole principals, in their order, at most so many. */
function wholes(all: readonly Counted[], rowsOf: (one: Counted, place: number) => Row[], most: number): Row[] {
  const rows: Row[] = [];
  for (const [place, one] of all.entries()) {
    const own = rowsOf(one, place);
    if (rows.length + own.length > most) break;
    for (const row of own) rows.push(row);
  }
  return rows;
}

const PRINCIPALS = `account_id account_name ou_path_names principal_arn principal_id principal_type permission_set_name
  is_service_linked:boolean created_at:timestamp status error_code last_used_at:timestamp
  days_since_last_access:integer evidence_days:integer has_unlisted_use:boolean services_granted:integer
  services_accessed:integer actions_tracked:integer actions_accessed:integer group_names attached_policy_arns
  inline_policy_names permissions_boundary_arn tags owner owner_from`;

function principalRow(one: Counted): Row {
  const { at, accountId, isMeasured, lastUsedAt } = one;
  const policy = `arn:aws:iam::${accountId}:policy/${one.arn.slice(-17)}`;
  const who = [accountId, one.accountName, one.ou, one.arn, one.id, 'role', null, false, timeOf(mix(at, 4))];
  const used = [lastUsedAt, lastUsedAt === null ? null : between(mix(at, 6), 0, 400)];
  const measured = [between(mix(at, 5), 1, 400), false, one.grants.length, 0, one.tracked, one.accessed];
  return [
    ...who,
    ...(isMeasured ? ['exported', null] : ['failed', 'Throttling']),
    ...used,
    ...(isMeasured ? measured : measured.map(() => null)),
    '',
    policy,
    '',
    null,
    one.tags,
    JSON.parse(one.tags).owner,
    'principal_tag',
  ];
}

async function dormantSheet(all: readonly Counted[], days: number): Promise<[string, Sheet]> {
  const dormant = all.filter(({ at, lastUsedAt }) => lastUsedAt === null && between(mix(at, 5), 1, 400) >= days);
  const rows = dormant.map(({ arn, isMeasured }) => [arn, isMeasured ? 'NOT_ACCESSED' : 'NOT_MEASURED', true]);
  return [`dormant_principals:${days}`, await sheetOf('principal_arn state is_dormant:boolean', rows)];
}

const OBSERVED = 'principal_arn principal_id snapshots_measured:bigint first_measured_date last_known_use_at:timestamp';

function observedRow({ at, arn, id, lastUsedAt }: Counted): Row {
  const seen = between(mix(at, 7), 1, 5);
  return [arn, id, BigInt(seen), dates.at(-seen) ?? null, lastUsedAt];
}

const SERVICES = `place:bigint principal_arn service_namespace service_name last_accessed_at:timestamp
  last_accessed_region last_accessed_entity_arn evidence_days:integer actions_tracked:integer actions_accessed:integer`;

function serviceRows(one: Counted, place: number): Row[] {
  const days = between(mix(one.at, 5), 1, 400);
  return one.grants.map(({ service, actions }, nth) => {
    const [at, region, by] = useOf(one, mix(one.at, 3000 + nth), 0.3);
    return [BigInt(place), one.arn, service, serviceName(service), at, region, by, days, actions.length, 0];
  });
}

/** When, where and by whom it was used; nulls where it was not. */
function useOf({ arn, lastUsedAt }: Counted, seed: number, chance: number): readonly [Cell, Cell, Cell] {
  const isUsed = lastUsedAt !== null && share(seed) < chance;
  return isUsed ? [timeOf(mix(seed, 1)), pick(regions, mix(seed, 2)), arn] : [null, null, null];
}

const ACTIONS = `place:bigint principal_arn service_namespace action_name access_level last_accessed_at:timestamp
  last_accessed_region last_accessed_entity_arn evidence_days:integer grant_first_seen_at:timestamp
  grant_start_seen:boolean last_known_access_at:timestamp`;

function actionRows(one: Counted, place: number): Row[] {
  const days = between(mix(one.at, 5), 1, 400);
  const since = `${dates[0]} 03:00:00.000`;
  return one.grants.flatMap(({ service, actions }, grant) =>
    actions.map(({ action_name, access_level }, nth): Row => {
      const [at, region, by] = useOf(one, mix(mix(one.at, 4000 + grant), nth), 0.05);
      const what = [BigInt(place), one.arn, service, action_name, access_level];
      return [...what, at, region, by, days, since, false, at];
    }),
  );
}

async function comparisons(all: readonly Counted[]) {
  const byAccount = all.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
  const pairs = dates.flatMap((to, at) => dates.slice(0, at).map((from) => [from, to] as const));
  return Promise.all(
    pairs.map(async ([from, to], pair) => {
      const changed = all.filter(({ at }) => share(mix(at, 7000 + pair)) < 0.04);
      const rowsOf = (one: Counted): Row[] => accessChanges(one, pair);
      const access = wholes(byAccount, rowsOf, mostRows.changes);
      const counts = { principals: { NEW: changed.length }, services: {}, actions: { FIRST_USED: access.length } };
      const comparison: Comparison = { from, to, ...counts, principalsLeft: 0, accessLeft: 0 };
      const sheets: [string, Sheet][] = [
        [`changes:${from}:${to}`, await sheetOf(PRINCIPAL_CHANGES, changed.map(newRow))],
        [`changes.by-action:${from}:${to}`, await sheetOf(ACCESS_CHANGES, access)],
      ];
      return { comparison, sheets };
    }),
  );
}

const PRINCIPAL_CHANGES = 'account_id account_name principal_arn change from_status to_status';

function newRow({ accountId, accountName, arn }: Counted): Row {
  return [accountId, accountName, arn, 'NEW', 'absent', 'exported'];
}

const ACCESS_CHANGES = `account_id principal_arn service_namespace action_name change from_last_accessed_at:timestamp
  to_last_accessed_at:timestamp from_status to_status`;

/** Every tenth of its services, with some of its actions. */
function accessChanges({ at, accountId, arn, grants }: Counted, pair: number): Row[] {
  const changed = grants.filter((_, nth) => share(mix(mix(at, 5000 + pair), nth)) < 0.1);
  return changed.flatMap(({ service, actions }, grant) =>
    [null, ...actions.slice(0, 4)].map((action, nth): Row => {
      const used = timeOf(mix(mix(at, 6000 + pair), 10 * grant + nth));
      return [accountId, arn, service, action?.action_name ?? null, 'FIRST_USED', null, used, 'exported', 'exported'];
    }),
  );
}

const ACCOUNTS = `account_id account_name ou_path ou_path_names status error_code error_message account_state
  principals_measured:bigint principals_unmeasured:bigint actions_tracked:bigint actions_accessed:bigint
  principals_dormant:bigint`;
/** Of each snapshot. */
const MEASURED = [10n, 10n, 1000n, 0n, 0n, 'o-generated', 'r1', '0.1.0', null, null, null, null, 900n];

async function smallSheets(principals: number): Promise<[string, Sheet][]> {
  const accounts = accountsOf(principals).map(({ id, name, ou }) => [
    id,
    name,
    ou.toLowerCase(),
    ou,
    'exported',
    null,
    null,
    'ACTIVE',
    100n,
    0n,
    900n,
    90n,
    9n,
  ]);
  const known = reference.map((row) => [row.service_namespace, row.action_name, row.access_level, row.is_tracked]);
  const hundreds = (columns: string): Row[] =>
    dates.map((day) => [day, ...(columns.match(/:/g)?.map(() => 100n) ?? [])]);
  const snapshots = `snapshot_date accounts_exported:bigint accounts_total:bigint principals_measured:bigint
    principals_failed:bigint principals_deleted:bigint organization_id newest_run_id tool_versions reference_date
    tracked_as_of started_at:timestamp finished_at:timestamp api_calls:bigint`;
  const usage = `snapshot_date actions_tracked:bigint actions_accessed:bigint services_granted:bigint
    services_accessed:bigint principals_dormant:bigint principals_measured:bigint cohort_principals:bigint
    cohort_actions_tracked:bigint cohort_actions_accessed:bigint`;
  return [
    [
      'snapshots',
      await sheetOf(
        snapshots,
        dates.map((day) => [day, ...MEASURED]),
      ),
    ],
    ['usage_trend', await sheetOf(usage, hundreds(usage))],
    ['accounts', await sheetOf(ACCOUNTS, accounts)],
    ['coverage_gaps', await sheetOf('account_id account_name principal_arn status error_code error_message', [])],
    ['known_actions', await sheetOf('service_namespace action_name access_level is_tracked:boolean', known)],
  ];
}

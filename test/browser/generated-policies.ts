/** What a generated organization answers about permission sets, services and policies. */
import { TASK_SENTENCE_COLUMNS } from '../../src/model/judgement/task-sentence.js';
import { changeOf } from '../../src/propose/write/document/proposal.js';
import type { Sheet } from '../../src/report/payload.js';
import { withPower } from '../../src/report/power.js';
import { between, mix, share } from '../../src/simulation/random.js';
import { serviceName } from '../../src/simulation/world/service-names.js';
import { type Generated, reference, timeOf } from './organization.js';
import { type Row, sheetOf } from './sheet-of.js';

const TASKS = `task_id step task_code subject_type account_id account_name principal_arn permission_set_name policy_arn risk:integer
  grant_age services_removable:bigint actions_removable:bigint grants_removable:bigint holders:bigint holders_affected:bigint
  accounts:bigint holders_unmeasured:bigint accounts_unmeasured:bigint idle_names last_known_use_at state owner owner_from
  snoozed_until snoozed_because assignee error_code task_state`;

/** Every second principal is something to do. */
export async function worklistSheet(all: readonly Generated[]): Promise<Sheet> {
  const rows = all
    .filter(({ at, isMeasured }) => isMeasured && at % 2 === 0)
    .map(({ at, accountId, accountName, arn }): Row => {
      const actions = between(mix(at, 9), 1, 9000);
      const who = [`task-${at}`, 'NARROW', 'NARROW_PRINCIPAL', 'PRINCIPAL', accountId, accountName, arn, null, null];
      return [
        ...who,
        2,
        'KNOWN',
        31n,
        BigInt(actions),
        BigInt(actions),
        ...Array<null>(7).fill(null),
        'NOT_ACCESSED',
        `team-${at % 300}`,
        'principal_tag',
        null,
        null,
        null,
        null,
        at < 40 ? 'NEW' : 'OPEN',
      ];
    });
  return sheetOf(TASKS, rows);
}

const sumOf = (values: readonly unknown[]): number => values.reduce<number>((sum, one) => sum + Number(one), 0);

/** As the collector sums them. */
export function totalsOf({ rows, columns }: Sheet) {
  const { actions_removable: actions } = columns;
  if (actions === undefined || !('values' in actions)) throw new Error('No removable actions');
  return {
    tasks: rows,
    services: 31 * rows,
    actions: sumOf(actions.values),
    grants: sumOf(actions.values),
  };
}

const POWERS = 'row:integer power actions:bigint example';
const CLOSED = `task_state ${TASK_SENTENCE_COLUMNS.join(' ')}`;
const FINDINGS = 'kind title account_id account_name principal_arn permission_set_name policy_arn task_id sentence';

/** The power of each task, and twenty that are new. */
export async function auditSheets(all: readonly Generated[]): Promise<[string, Sheet][]> {
  const tasks = all.filter(({ at, isMeasured }) => isMeasured && at % 2 === 0);
  const powers = tasks.map((_, row): Row => [row, 'escalates', 1n, 'sts:assumerole']);
  const findings = all.slice(0, 40).filter(({ at }) => at % 2 === 0);
  const rows = findings.map(({ at, accountId, accountName, arn }): Row => {
    return ['WORK_NEW', 'New tasks', accountId, accountName, arn, null, null, `task-${at}`, 'Take 1 action from it.'];
  });
  return [
    ['task_powers', await sheetOf(POWERS, powers)],
    ['findings', await sheetOf(FINDINGS, rows)],
    ['earlier_tasks', await sheetOf(CLOSED, [])],
  ];
}

const DOCUMENTS = `kind account_id arn owner_arn name status blockers services_removed actions_leave_text:integer
  holders:integer left_alone:integer power residual after change`;

const proposals = 300;

/**
 * As many documents as a report shows, each as long as a managed policy may be, half of them shared by forty. Such as
 * replace an administrator: hundreds of services go, and one pattern becomes a hundred.
 */
export async function proposalSheets(all: readonly Generated[]): Promise<[string, Sheet][]> {
  const owners = all.slice(0, proposals);
  const holders = owners.flatMap(({ arn }, document): Row[] => {
    const others = document % 2 === 0 ? [] : all.slice(40 * document, 40 * document + 39);
    return [arn, ...others.map((other) => other.arn)].map((held) => [document, held]);
  });
  return [
    ['proposals', await sheetOf(DOCUMENTS, owners.map(documentRow))],
    ['proposal_holders', await sheetOf('document:integer principal_arn', holders)],
  ];
}

const POWER = 'administrator:3 escalates:40 changes_policies:300 writes:5000 reads:3657';

function documentRow({ at, accountId, arn }: Generated): Row {
  const kept = reference.filter((_, nth) => share(mix(at, nth)) < 0.01);
  const names = kept.map(({ service_namespace, action_name }) => `${service_namespace}:${action_name}`);
  const after = `${JSON.stringify(statement(names), null, 2)}\n`;
  const before = `${JSON.stringify(statement(['*']), null, 2)}\n`;
  const removed = [...new Set(reference.map(({ service_namespace }) => service_namespace))].filter(
    (_, nth) => share(mix(at, 30_000 + nth)) < 0.7,
  );
  const kind = at % 2 === 0 ? 'inline_policy' : 'aws_managed_policy';
  const blocker = `holder_not_measured: ${arn}`;
  return [
    kind,
    accountId,
    null,
    arn,
    'AdministratorAccess',
    'conditional',
    `${blocker}-1\n${blocker}-2`,
    ...[
      removed.join(', '),
      9000,
      at % 2 === 0 ? 1 : 40,
      1,
      POWER,
      'iam:PutRolePolicy',
      after,
      changeOf(before, [after]),
    ],
  ];
}

function statement(actions: readonly string[]) {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'All', Effect: 'Allow', Action: actions, Resource: '*' }],
  };
}

const SETS = `name accounts:bigint accounts_unmeasured:bigint principals_measured:bigint principals_unmeasured:bigint
  services_granted:bigint services_accessed:bigint actions_tracked:bigint actions_accessed:bigint
  actions_unused:bigint unused_percent:double`;
const SET_ACTIONS = `permission_set_name service_namespace action_name access_level holders:bigint
  least_evidence_days:integer grant_age last_known_access_at:timestamp state accounts_unmeasured:bigint
  principals_unmeasured:bigint`;
const SET_SERVICES = `permission_set_name service_namespace accounts:bigint holders:bigint
  holders_accessed:bigint holders_gone:bigint least_evidence_days:integer grant_age last_known_access_at:timestamp state
  withheld accounts_unmeasured:bigint principals_unmeasured:bigint`;
const UNUSED_SERVICES = `ou_id ou_name state is_candidate:boolean withheld service_namespace principals_granted:bigint
  least_evidence_days:integer grant_age accounts_unmeasured:bigint principals_unmeasured:bigint
  only_used_by accounts_accessed:bigint`;
const USAGE = `service_namespace service_name accounts_granted:bigint accounts_accessed:bigint principals_granted:bigint
  principals_accessed:bigint last_accessed_at:timestamp accounts_unmeasured:bigint principals_unmeasured:bigint`;

/** Forty sets, two of which grant everything, thirty OUs, a policy of its own for everybody and one for all. */
export async function policySheets(all: readonly Generated[]): Promise<[string, Sheet][]> {
  const tracked = reference.filter(({ is_tracked }) => is_tracked === true);
  const namespaces = [...new Set(reference.map(({ service_namespace }) => service_namespace))];
  const sets = Array.from({ length: 40 }, (_, at) => `Set${at}`);
  const grantOf = (at: number) => tracked.filter((_, nth) => at < 2 || share(mix(at, nth)) < 0.03);
  const setActions = sets.flatMap((name, at) =>
    grantOf(at).map(({ service_namespace, action_name, access_level }): Row => {
      const what = [name, service_namespace, action_name, access_level, 200n, 400, 'KNOWN'];
      return [...what, null, 'NOT_ACCESSED', null, null];
    }),
  );
  const setServices = sets.flatMap((name) =>
    namespaces.map(
      (service): Row => [name, service, 200n, 200n, 0n, 0n, 400, 'KNOWN', null, 'NOT_ACCESSED', null, 0n, 0n],
    ),
  );
  const setRows = sets.map((name): Row => [name, 200n, 0n, 200n, 0n, 442n, 9n, 9000n, 90n, 8910n, 99]);
  const unused = Array.from({ length: 30 }, (_, ou) => `ou-${ou}`).flatMap((ou) =>
    namespaces.map(
      (service): Row => [ou, ou, 'NOT_ACCESSED', true, null, service, 90n, 400, 'KNOWN', 0n, 0n, null, 0n],
    ),
  );
  const usage = namespaces.map((name): Row => [name, serviceName(name), 90n, 9n, 900n, 90n, timeOf(1), 0n, 0n]);
  const holders = all.flatMap(({ accountId, accountName, arn, isMeasured, lastUsedAt }) => {
    const state = isMeasured ? (lastUsedAt === null ? 'NOT_ACCESSED' : 'ACCESSED') : 'NOT_MEASURED';
    const own = `arn:aws:iam::${accountId}:policy/${arn.slice(-17)}`;
    return [own, 'arn:aws:iam::aws:policy/ReadOnlyAccess'].map((policy): Row => {
      return [
        accountId,
        accountName,
        policy,
        arn,
        'ATTACHED',
        null,
        state,
        isMeasured ? null : 'NOT_MEASURED',
        lastUsedAt,
      ];
    });
  });
  const none = { wide: 'account_id account_name policy_type owner_arn policy_name scope action resources_all:boolean' };
  return [
    ['permission_sets', await sheetOf(SETS, setRows)],
    ['sets.by-action', withPower(await sheetOf(SET_ACTIONS, setActions))],
    ['sets', await sheetOf(SET_SERVICES, setServices)],
    ['guardrails', await sheetOf(UNUSED_SERVICES, unused)],
    ['usage.by-service', await sheetOf(USAGE, usage)],
    [
      'policies',
      await sheetOf(
        'account_id account_name policy_arn principal_arn held_as group_name state withheld last_used_at:timestamp',
        holders,
      ),
    ],
    ['policies.kind-wildcard', await sheetOf(`${none.wide} has_condition:boolean problem`, [])],
    ['policies.kind-unattached', await sheetOf('account_id account_name finding policy_arn', [])],
    ['policies.kind-direct', await sheetOf('account_id account_name subject_arn finding', [])],
    ['external_trust', await sheetOf('account_id account_name principal_arn trusted', [])],
  ];
}

/** An organization in memory, in place of AWS: what it reports is known to the test, and what it was asked for is counted. */
import type { Source } from '../../src/collect/source.js';
import type { Account, PlannedAccount } from '../../src/model/account.js';
import { CodesBuilder, type Columns, NumbersBuilder } from '../../src/model/columns.js';
import { Interrupted } from '../../src/model/errors.js';
import type { AccountOutcome, AccountReports, PrincipalReport } from '../../src/model/report.js';
import type { PrincipalRow } from '../../src/model/tables.js';

export interface FakePrincipal {
  readonly id: string;
  readonly name: string;
  readonly actions: number;
  /** False: its policies grant nothing. */
  readonly grants?: boolean;
  /** When it used S3 as a whole, in ms; without it only its actions have a time, of 2023. */
  readonly usedAt?: number;
  /** Not measured, for this reason. */
  readonly fails?: string;
}

export interface FakeAccount {
  readonly id: string;
  readonly principals: readonly FakePrincipal[];
  readonly decision?: 'collect' | 'skipped' | 'excluded';
  /** Ends as failed after its principals, with this code. */
  readonly ends?: string;
  /** False: the listing did not complete, and nothing is reported. */
  readonly lists?: boolean;
  /** How many tags it has, or why they cannot be read; default: nobody asked. */
  readonly tags?: number | 'refused';
  /** ARNs whose report is taken back at the end. */
  readonly retracts?: readonly string[];
}

export interface FakeSource extends Source {
  /** ARNs of the principals that were measured, in order. */
  readonly measured: string[];
}

export const arnOf = (accountId: string, name: string): string => `arn:aws:iam::${accountId}:role/${name}`;

/** `onMeasured` sees each principal before it is reported. */
export function fakeSource(
  accounts: readonly FakeAccount[],
  onMeasured: (arn: string, accountId: string) => void | Promise<void> = () => {},
): FakeSource {
  const measured: string[] = [];
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return {
    measured,
    organization: {
      partition: 'aws',
      id: 'o-fake',
      managementAccountId: accounts[0]?.id ?? null,
      callerArn: 'arn:aws:iam::000000000000:user/tester',
      callerAccountId: '000000000000',
      accounts: accounts.map(({ id }) => accountOf(id)),
    },
    accounts: () =>
      accounts.map(({ id, decision = 'collect' }) => {
        const isCollected = decision === 'collect';
        const [errorCode, errorMessage] = isCollected ? [null, null] : [decision.toUpperCase(), `${id} is ${decision}`];
        return { account: accountOf(id), decision, errorCode, errorMessage };
      }),
    tagged: async (accounts) => ({ accounts: accounts.map((one) => withTags(one, byId)), notice: undefined }),
    isAnswering: async () => true,
    reports: (account, { known, signal }) =>
      reportsOf(byId.get(account.id) as FakeAccount, known, signal, async (arn) => {
        measured.push(arn);
        await onMeasured(arn, account.id);
      }),
    clockOffsetMs: 0,
    calls: () => ({ total: 3, throttled: 0 }),
    close: () => {},
  };
}

function withTags(planned: PlannedAccount, byId: ReadonlyMap<string, FakeAccount>): PlannedAccount {
  const { tags: asked } = byId.get(planned.account.id) as FakeAccount;
  if (asked === undefined) return planned;
  if (asked === 'refused') {
    const tagsFailure = { status: asked, errorCode: 'AccessDenied', errorMessage: 'Cannot read the tags' } as const;
    return { ...planned, tagsFailure };
  }
  const tags = Object.fromEntries(Array.from({ length: asked }, (_, at) => [`key-${at}`, 'value']));
  return { ...planned, account: { ...planned.account, tags } };
}

async function* reportsOf(
  { id, principals, ends, lists = true, retracts = [] }: FakeAccount,
  known: ReadonlyMap<string, PrincipalRow>,
  signal: AbortSignal | undefined,
  onMeasured: (arn: string) => Promise<void>,
): AccountReports {
  const calls = { total: 10, throttled: 1 };
  const nothing = {
    unmeasured: [],
    retracted: [],
    groups: [],
    policies: [],
    policyVersions: [],
    inlinePolicies: [],
    calls,
    mayPass: false,
    refused: [],
  };
  if (!lists) {
    return { ...nothing, status: 'failed', errorCode: 'AccessDenied', errorMessage: 'denied', principalsTotal: null };
  }
  for (const principal of principals) {
    if (signal?.aborted) throw new Interrupted('interrupted');
    if (known.has(principal.id) || principal.fails !== undefined) continue;
    await onMeasured(arnOf(id, principal.name));
    yield reportOf(id, principal);
  }
  const failed = principals.filter((one) => one.fails !== undefined && !known.has(one.id));
  const doubtful = principals.filter((one) => retracts.includes(arnOf(id, one.name)));
  return {
    ...nothing,
    ...finalRows(id),
    status: ends === undefined ? 'exported' : 'failed',
    errorCode: ends ?? null,
    errorMessage: ends === undefined ? null : `ended with ${ends}`,
    principalsTotal: principals.length,
    unmeasured: failed.map((one) => failedRow(id, one, one.fails as string)),
    retracted: doubtful.map((one) => failedRow(id, one, 'PrincipalRecreated')),
  };
}

function finalRows(id: string): Pick<AccountOutcome, 'groups' | 'policies' | 'inlinePolicies'> {
  const group = {
    account_id: id,
    group_arn: `arn:aws:iam::${id}:group/g`,
    group_id: 'AGPA1',
    group_name: 'g',
    path: '/',
  };
  return {
    groups: [{ ...group, created_at: 1, attached_policy_arns: [], inline_policy_names: ['p'] }],
    policies: [],
    inlinePolicies: [
      { account_id: id, owner_arn: group.group_arn, owner_type: 'group', policy_name: 'p', document: '{}' },
    ],
  };
}

function reportOf(accountId: string, principal: FakePrincipal): PrincipalReport {
  const row = principalRow(accountId, principal);
  const services = principal.grants === false ? 0 : 1;
  const measures = {
    services_granted: services,
    services_accessed: principal.usedAt === undefined ? 0 : 1,
    actions_tracked: principal.actions,
    actions_accessed: accessedOf(principal),
  };
  return {
    principal: { ...row, ...measures, status: 'exported', job_id: `job-${principal.id}`, generated_at: 1000 },
    services: columns(services, {
      service_namespace: () => 's3',
      service_name: () => 'Amazon S3',
      last_accessed_at: () => principal.usedAt ?? Number.NaN,
      last_accessed_region: () => (principal.usedAt === undefined ? null : 'eu-west-1'),
      last_accessed_entity_arn: () => null,
      total_authenticated_entities: () => 0,
      actions_tracked: () => principal.actions,
      actions_accessed: () => accessedOf(principal),
    }),
    actions: columns(principal.actions, {
      service_namespace: () => 's3',
      action_name: (at) => `Action${String(at).padStart(7, '0')}`,
      last_accessed_at: (at) => (at % 3 === 0 ? 1_700_000_000_000 + at : Number.NaN),
      last_accessed_region: (at) => (at % 3 === 0 ? 'eu-west-1' : null),
      last_accessed_entity_arn: () => null,
    }),
  };
}

/** Every third action has a time. */
function accessedOf({ actions }: FakePrincipal): number {
  return Math.ceil(actions / 3);
}

function columns(rows: number, cells: Record<string, (row: number) => string | number | null>): Columns {
  const built = Object.entries(cells).map(([name, cellAt]) => {
    const isNumber = typeof cellAt(0) === 'number';
    const builder = isNumber ? new NumbersBuilder() : new CodesBuilder();
    for (let row = 0; row < rows; row++) builder.append(cellAt(row) as never);
    return [name, builder.done()] as const;
  });
  return { rows, columns: Object.fromEntries(built) };
}

function failedRow(accountId: string, principal: FakePrincipal, code: string): PrincipalRow {
  return {
    ...principalRow(accountId, principal),
    status: 'failed',
    error_code: code,
    error_message: `failed: ${code}`,
  };
}

function principalRow(account_id: string, { id, name }: FakePrincipal): PrincipalRow {
  return {
    account_id,
    principal_arn: arnOf(account_id, name),
    principal_id: id,
    principal_type: 'role',
    principal_name: name,
    path: '/',
    permission_set_name: null,
    created_at: 5,
    is_service_linked: false,
    role_last_used_at: null,
    role_last_used_region: null,
    password_last_used_at: null,
    permissions_boundary_arn: null,
    attached_policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    inline_policy_names: [],
    group_names: null,
    tags: { owner: 'x' },
    assume_role_policy_document: '{}',
    status: 'failed',
    error_code: null,
    error_message: null,
    job_id: null,
    generated_at: null,
    services_granted: null,
    services_accessed: null,
    actions_tracked: null,
    actions_accessed: null,
  };
}

function accountOf(id: string): Account {
  return {
    id,
    name: `Account ${id}`,
    state: 'ACTIVE',
    isManagementAccount: false,
    joinedAt: 1,
    ouId: 'r-1',
    ouPath: 'r-1',
    ouPathNames: 'Root',
    email: `aws+${id}@example.com`,
    tags: null,
  };
}

/** `count` accounts of `principals` roles with `actions` each. */
export function plainAccounts(count: number, principals: number, actions: number): FakeAccount[] {
  return Array.from({ length: count }, (_, account) => ({
    id: String(111_111_111_111 + account),
    principals: Array.from({ length: principals }, (_, at) => ({
      id: `AROA${account}X${at}`,
      name: `role-${at}`,
      actions,
    })),
  }));
}

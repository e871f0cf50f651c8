/** An account of moto with a document of each kind, the lake of what it holds, and the proposals of that lake. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProposeRequest } from '../../../src/propose/propose-lake.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { indexOf, proposed } from '../../propose/proposing.js';
import { writeLake } from '../../query/lake/write-lake.js';
import type { Policy } from './allowed.js';
import { type Clients, type Ended, startClients } from './clients.js';
import { type Request, xml } from './front.js';
import { answerJobs } from './jobs.js';
import { answerProvisioning } from './provisioning.js';

export const ACCOUNT = '123456789012';
export const ROLES = {
  plain: 'PaymentAppTestRole',
  odd: '-rf=,.@+x',
  ci: 'ci',
  idle: 'idle',
  owned: 'stack-owned-1ABCDEFGHIJKL',
};
export const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const LAST_DAY = '2999-12-31';

export const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
export const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
export const document = (...actions: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
export const BEFORE = document('s3:GetBucketPolicy', 's3:CreateBucket');
export const AFTER = document('s3:GetBucketPolicy');
const UNUSED = document('sqs:CreateQueue');
const EVERYTHING = document('*');
const TRUST =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';

/** What each document is called in the tests. */
export const DOCUMENTS = ['shared', 'team', 'unused', ROLES.odd, 'AdministratorAccess', 'Dev'] as const;
export type DocumentName = string;
export type Mode = 'apply' | 'rollback' | 'denials';

export interface World extends Clients {
  /** Path of a script of the proposals in `out`. */
  script(name: DocumentName, script: string, out?: string): string;
  /** Runs a script with no more rights than its permissions.json gives. */
  run(name: DocumentName, mode: Mode, ...args: string[]): Promise<Ended>;
  policyOf(name: DocumentName, mode: Mode): Policy;
  /** Credentials with the rights of a script's permissions.json. */
  callerOf(name: DocumentName, mode: Mode): Record<string, string>;
  /** Actions that a script called in all its runs. */
  calledBy(name: DocumentName, mode: Mode): ReadonlySet<string>;
  /** Credentials with these rights. */
  callerWith(policy: Policy): Record<string, string>;
  propose(out: string, lastDay: string, changes?: Partial<ProposeRequest>): Promise<void>;
  /** All that scripts may change, as moto tells it, without dates. */
  state(): Promise<readonly string[]>;
  /** Flags of the permission set. */
  readonly set: string[];
}

let shared: Promise<World> | undefined;

/** The world of all tests of a file. */
export function sharedWorld(): Promise<World> {
  shared ??= startWorld();
  return shared;
}

export async function startWorld(): Promise<World> {
  const clients = await startClients(ACCOUNT);
  answerJobs(clients.front);
  answerProvisioning(clients.front);
  attachOnce(clients);
  const set = await made(clients);
  const lake = await lakeOf(clients);
  const ids = new Map<string, Map<string, string>>();
  const folderOf = (name: string, out = 'out') => join(clients.folder, out, ids.get(out)?.get(name) as string);
  const { callers } = clients.front;
  const keys = new Map<string, string>();
  const callerWith = (policy: Policy) => {
    const key = `CALLER${callers.size}`;
    callers.set(key, { policy, called: new Set() });
    return { AWS_ACCESS_KEY_ID: key };
  };
  const world: World = {
    ...clients,
    set,
    script: (name, script, out) => join(folderOf(name, out), script),
    run: (name, mode, ...args) => clients.bash(join(folderOf(name), `${mode}.sh`), args, world.callerOf(name, mode)),
    policyOf: (name, mode) => JSON.parse(readFileSync(join(folderOf(name), `${mode}.permissions.json`), 'utf8')),
    callerOf: (name, mode) => {
      const script = `${name} ${mode}`;
      const key = keys.get(script) ?? callerWith(world.policyOf(name, mode)).AWS_ACCESS_KEY_ID;
      keys.set(script, key);
      return { AWS_ACCESS_KEY_ID: key };
    },
    calledBy: (name, mode) => callers.get(keys.get(`${name} ${mode}`) ?? '')?.called ?? new Set(),
    callerWith,
    propose: async (out, lastDay, changes = {}) => {
      ids.set(out, await proposedTo(join(clients.folder, out), lake, lastDay, changes));
    },
    state: () => stateOf(clients, set),
  };
  await world.propose('out', LAST_DAY);
  writeRechecked(world.script('Dev', 'rechecked.json'), clients.folder);
  return world;
}

/** moto counts an attachment twice that is made twice, also at the same moment; IAM does not. */
function attachOnce({ front, moto }: Clients): void {
  const attached = async (request: Request) => {
    const { RoleName, PolicyArn } = request.params;
    const asked = new URLSearchParams({ Action: 'ListAttachedRolePolicies', RoleName: String(RoleName) });
    const listed = await moto('iam', `${asked}&Version=2010-05-08`);
    return listed.includes(`<PolicyArn>${PolicyArn}</PolicyArn>`)
      ? xml('AttachRolePolicy', '')
      : front.forward(request);
  };
  let last: Promise<unknown> = Promise.resolve();
  front.handlers.set('iam:AttachRolePolicy', (request) => {
    const own = last.then(() => attached(request));
    last = own.catch(() => undefined);
    return own;
  });
}

/** Everything but AdministratorAccess is read-only or unused. */
async function made({ aws }: Clients): Promise<string[]> {
  for (const name of Object.values(ROLES)) {
    await aws('iam', 'create-role', `--role-name=${name}`, `--assume-role-policy-document=${TRUST}`);
    if (name === ROLES.ci || name === ROLES.idle) continue;
    await aws('iam', 'put-role-policy', `--role-name=${name}`, '--policy-name=inline', `--policy-document=${BEFORE}`);
  }
  await aws('iam', 'create-user', '--user-name=ann');
  await aws('iam', 'create-group', '--group-name=team');
  await aws('iam', 'add-user-to-group', '--group-name=team', '--user-name=ann');
  for (const [name, text] of [
    ['shared', BEFORE],
    ['team', BEFORE],
    ['unused', UNUSED],
  ] as const) {
    await aws('iam', 'create-policy', `--policy-name=${name}`, `--policy-document=${text}`);
  }
  await aws('iam', 'attach-role-policy', `--role-name=${ROLES.plain}`, `--policy-arn=${policyArn('shared')}`);
  await aws('iam', 'attach-group-policy', '--group-name=team', `--policy-arn=${policyArn('team')}`);
  await aws('iam', 'attach-role-policy', `--role-name=${ROLES.idle}`, `--policy-arn=${policyArn('unused')}`);
  await aws('iam', 'attach-role-policy', `--role-name=${ROLES.ci}`, `--policy-arn=${ADMIN}`);
  const { Instances } = (await aws('sso-admin', 'list-instances')) as unknown as {
    Instances: { InstanceArn: string }[];
  };
  const instance = `--instance-arn=${Instances[0]?.InstanceArn}`;
  const created = (await aws('sso-admin', 'create-permission-set', instance, '--name=Dev')) as unknown as {
    PermissionSet: { PermissionSetArn: string };
  };
  const set = [instance, `--permission-set-arn=${created.PermissionSet.PermissionSetArn}`];
  await aws('sso-admin', 'put-inline-policy-to-permission-set', ...set, `--inline-policy=${BEFORE}`);
  await aws('sso-admin', 'attach-managed-policy-to-permission-set', ...set, `--managed-policy-arn=${ADMIN}`);
  return set;
}

async function proposedTo(
  out: string,
  lake: string,
  lastDay: string,
  changes: Partial<ProposeRequest>,
): Promise<Map<string, string>> {
  const engine = await duckdbEngine(await writeLake(`${out}-lake`, lake));
  try {
    await proposed(engine, out, { dates: ['2026-07-01'], ...changes });
  } finally {
    await engine.close();
  }
  const written = indexOf(out).documents.filter(({ id }) => id !== null);
  const ids = new Map(written.map((one) => [one.owner_arn?.split('/').at(-1) ?? one.name, one.id as string]));
  for (const id of ids.values()) {
    const path = join(out, id, 'apply.sh');
    // The scripts look at the clock of the machine.
    writeFileSync(path, readFileSync(path, 'utf8').replace('2026-07-31', lastDay));
  }
  return ids;
}

/** As `propose --recheck` writes it. */
function writeRechecked(path: string, folder: string): void {
  const entry = indexOf(join(folder, 'out')).documents.find(({ name }) => name === 'Dev');
  const { sha256_before, sha256_after } = entry as NonNullable<typeof entry>;
  writeFileSync(path, JSON.stringify({ rechecked_at: new Date().toISOString(), sha256_before, sha256_after }));
}

async function stateOf({ moto }: Clients, set: readonly string[]): Promise<string[]> {
  const filters = ['User', 'Role', 'Group', 'LocalManagedPolicy'].map((kind, at) => `&Filter.member.${at + 1}=${kind}`);
  const iam = await moto('iam', `Action=GetAccountAuthorizationDetails&Version=2010-05-08${filters.join('')}`);
  const [InstanceArn, PermissionSetArn] = set.map((flag) => flag.slice(flag.indexOf('=') + 1));
  const asked = JSON.stringify({ InstanceArn, PermissionSetArn });
  return [
    iam.replaceAll(/<(RequestId|CreateDate|UpdateDate)>[^<]*<\/\1>/g, ''),
    await moto('sso', asked, 'SWBExternalService.GetInlinePolicyForPermissionSet'),
    await moto('sso', asked, 'SWBExternalService.ListManagedPoliciesInPermissionSet'),
  ];
}

/** Every principal reads a bucket's policy and nothing else. */
async function lakeOf({ aws }: Clients): Promise<string> {
  const idOf = async (name: string) =>
    ((await aws('iam', 'get-role', `--role-name=${name}`)) as unknown as { Role: { RoleId: string } }).Role.RoleId;
  const ann = (await aws('iam', 'get-user', '--user-name=ann')) as unknown as { User: { UserId: string; Arn: string } };
  const names = Object.values(ROLES);
  const roleIds = await Promise.all(names.map(idOf));
  const attached: Readonly<Record<string, string>> = {
    [ROLES.plain]: policyArn('shared'),
    [ROLES.ci]: ADMIN,
    [ROLES.idle]: policyArn('unused'),
  };
  const hasInline = (name: string) => name !== ROLES.ci && name !== ROLES.idle;
  const sso = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_1`;
  const all = [...names.map(roleArn), sso, ann.User.Arn];
  const rows = (of: (arn: string) => string) => all.map(of).join('\n');
  const policy = (name: string, text: string) =>
    `r1 | ${ACCOUNT} | ${policyArn(name)} | ${name} | / | false | v1 | 1 | 0 | ${text}`;
  return `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | ou_path | status | principals_total
r1 | ${ACCOUNT} | r-root | exported | ${all.length}
[principals]
run_id | principal_arn | principal_id | principal_type | permission_set_name | created_at | attached_policy_arns | inline_policy_names | group_names
${names.map((name, at) => `r1 | ${roleArn(name)} | ${roleIds[at]} | role | - | 2024-01-01 | ${attached[name] ?? '-'} | ${hasInline(name) ? 'inline' : '-'} | -`).join('\n')}
r1 | ${sso} | IDSSO | role | Dev | 2024-01-01 | ${ADMIN} | AwsSSOInlinePolicy | -
r1 | ${ann.User.Arn} | ${ann.User.UserId} | user | - | 2024-01-01 | - | - | team
[groups]
run_id | account_id | group_arn | group_id | group_name | path | attached_policy_arns | inline_policy_names
r1 | ${ACCOUNT} | arn:aws:iam::${ACCOUNT}:group/team | IDTEAM | team | / | ${policyArn('team')} | -
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at | last_accessed_region
${rows((arn) => `r1 | ${arn} | s3 | 2026-06-20 | eu-west-1`)}
${rows((arn) => `r1 | ${arn} | sqs | - | -`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows((arn) => `r1 | ${arn} | s3 | GetBucketPolicy | 2026-06-20`)}
${rows((arn) => `r1 | ${arn} | s3 | CreateBucket | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | s3 | CreateBucket | Write | true
r1 | s3 | GetBucketPolicy | Read | true
r1 | sqs | CreateQueue | Write | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
${policy('shared', BEFORE)}
${policy('team', BEFORE)}
${policy('unused', UNUSED)}
r1 | ${ACCOUNT} | ${ADMIN} | AdministratorAccess | / | true | v1 | 1 | 0 | ${EVERYTHING.replace('["*"]', '"*"')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${[ROLES.plain, ROLES.odd, ROLES.owned].map((name) => `r1 | ${ACCOUNT} | ${roleArn(name)} | role | inline | ${BEFORE}`).join('\n')}
r1 | ${ACCOUNT} | ${sso} | role | AwsSSOInlinePolicy | ${BEFORE}
`;
}

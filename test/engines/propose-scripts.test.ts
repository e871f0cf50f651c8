/** apply.sh and rollback.sh of proposals, run for real: the AWS CLI against moto's IAM and IAM Identity Center. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalJson } from '../../src/policy/json.js';
import type { Accepted } from '../../src/propose/write/accept-file.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { actionsOf, indexOf, proposed as proposedTo } from '../propose/proposing.js';
import { writeLake } from '../query/lake/write-lake.js';
import { cached } from './cache.js';
import { startGlue } from './glue.js';
import { run } from './processes.js';

const awscli = '1.45.11';
const account = '123456789012'; // the one that moto has
const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
const roles = { plain: 'PaymentAppTestRole', odd: '-rf=,.@+x', ci: 'ci', owned: 'stack-owned-1ABCDEFGHIJKL' };
const policyArn = `arn:aws:iam::${account}:policy/shared`;
const adminArn = 'arn:aws:iam::aws:policy/AdministratorAccess';

const document = (...actions: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
const before = document('s3:GetBucketPolicy', 's3:CreateBucket');
const after = document('s3:GetBucketPolicy');
const admin = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const trust =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';

let moto: Awaited<ReturnType<typeof startGlue>>;
let env: NodeJS.ProcessEnv;
let ids: Map<string, string>;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

async function aws(...args: string[]) {
  const { code, stdout, stderr } = await execute('aws', args);
  if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${stderr}`);
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

const script = (out: string, name: string, mode: 'apply' | 'rollback', ...args: string[]) =>
  execute('bash', [join(folder, out, ids.get(name) as string, `${mode}.sh`), ...args]);

/** Names of a role that `-` begins are values of their own flag, as in the scripts. */
const inline = async (role: string) =>
  (await aws('iam', 'get-role-policy', `--role-name=${role}`, '--policy-name=inline')).PolicyDocument;
const attachedTo = async (role: string): Promise<string[]> =>
  (await aws('iam', 'list-attached-role-policies', `--role-name=${role}`)).AttachedPolicies.map(
    (one: { PolicyArn: string }) => one.PolicyArn,
  );

/** The lake of what moto holds: every role reads a bucket's policy and nothing else. */
function lake(): string {
  const names = Object.values(roles);
  const arn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const attached = (name: string) => (name === roles.plain ? policyArn : name === roles.ci ? adminArn : '-');
  const sso = `${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_1`;
  const all = [...names.map(arn), sso];
  const rows = (of: (name: string) => string) => all.map(of).join('\n');
  return `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | ou_path | status | principals_total
r1 | ${account} | r-root | exported | 4
[principals]
run_id | principal_arn | principal_id | permission_set_name | created_at | attached_policy_arns | inline_policy_names
${names.map((name) => `r1 | ${arn(name)} | ID${names.indexOf(name)} | - | 2024-01-01 | ${attached(name)} | ${name === roles.ci ? '-' : 'inline'}`).join('\n')}
r1 | ${sso} | IDSSO | Dev | 2024-01-01 | ${adminArn} | AwsSSOInlinePolicy
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
${rows((name) => `r1 | ${name} | s3 | 2026-06-20`)}
${rows((name) => `r1 | ${name} | sqs | -`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows((name) => `r1 | ${name} | s3 | GetBucketPolicy | 2026-06-20`)}
${rows((name) => `r1 | ${name} | s3 | CreateBucket | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | s3 | CreateBucket | Write | true
r1 | s3 | GetBucketPolicy | Read | true
r1 | sqs | CreateQueue | Write | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
r1 | ${account} | ${policyArn} | shared | / | false | v1 | 1 | 0 | ${before}
r1 | ${account} | ${adminArn} | AdministratorAccess | / | true | v1 | 1 | 0 | ${JSON.stringify(admin)}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${[roles.plain, roles.odd, roles.owned].map((name) => `r1 | ${account} | ${arn(name)} | role | inline | ${before}`).join('\n')}
r1 | ${account} | ${sso} | role | AwsSSOInlinePolicy | ${before}
`;
}

async function proposed(out: string, today: string, accepted: readonly Accepted[] = []): Promise<void> {
  const engine = await duckdbEngine(await writeLake(join(folder, `lake-${out}`), lake()));
  try {
    // The scripts look at the clock of the machine: their last day is moved below.
    await proposedTo(engine, join(folder, out), { dates: ['2026-07-01'], accepted });
  } finally {
    await engine.close();
  }
  const index = indexOf(join(folder, out));
  ids = new Map(index.documents.map((one) => [one.owner_arn?.split('/').at(-1) ?? one.name, one.id as string]));
  for (const id of ids.values()) {
    const path = join(folder, out, id, 'apply.sh');
    writeFileSync(path, readFileSync(path, 'utf8').replace('2026-07-31', today));
  }
}

beforeAll(async () => {
  const cli = await cached(`awscli-${awscli}`, async (place) => {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', place, `awscli==${awscli}`]);
  });
  moto = await startGlue(join(folder, 'moto.log'), { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' });
  env = {
    ...process.env,
    PATH: `${join(cli, 'bin')}:${process.env.PATH}`,
    PYTHONPATH: cli,
    AWS_ENDPOINT_URL: moto.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
  };
  for (const name of Object.values(roles)) {
    await aws('iam', 'create-role', `--role-name=${name}`, `--assume-role-policy-document=${trust}`);
    if (name === roles.ci) continue;
    await aws('iam', 'put-role-policy', `--role-name=${name}`, '--policy-name=inline', `--policy-document=${before}`);
  }
  await aws('iam', 'create-policy', '--policy-name=shared', `--policy-document=${before}`);
  await aws('iam', 'attach-role-policy', `--role-name=${roles.plain}`, `--policy-arn=${policyArn}`);
  await aws('iam', 'attach-role-policy', `--role-name=${roles.ci}`, `--policy-arn=${adminArn}`);
  await proposed('out', '2999-12-31');
});

afterAll(async () => {
  await moto?.stop();
  rmSync(folder, { recursive: true });
});

it.each([roles.plain, roles.odd])('changes the inline policy of %s, and puts it back to the letter', async (role) => {
  expect((await script('out', role, 'apply', '--dry-run')).stdout).toContain('would run: aws iam put-role-policy');
  expect(await inline(role)).toEqual(JSON.parse(before));
  expect(await script('out', role, 'apply')).toMatchObject({ code: 0 });
  expect(await inline(role)).toEqual(JSON.parse(after));
  expect((await script('out', role, 'apply')).stderr).toContain('is no longer what the proposal was made for');
  expect(await script('out', role, 'rollback')).toMatchObject({ code: 0 });
  expect(canonicalJson(JSON.stringify(await inline(role)))).toBe(canonicalJson(before));
});

it('gives a managed policy a version, takes it back, and refuses at five versions with the remedy', async () => {
  const live = async () => (await aws('iam', 'get-policy', `--policy-arn=${policyArn}`)).Policy.DefaultVersionId;
  expect(await script('out', 'shared', 'apply')).toMatchObject({ code: 0 });
  expect(await live()).toBe('v2');
  expect((await script('out', 'shared', 'apply')).stderr).toContain('the version in force is v2');
  expect(await script('out', 'shared', 'rollback')).toMatchObject({ code: 0 });
  expect(await live()).toBe('v1');
  for (let n = 0; n < 4; n++)
    await aws('iam', 'create-policy-version', `--policy-arn=${policyArn}`, `--policy-document=${after}`);
  const refused = await script('out', 'shared', 'apply');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('aws iam delete-policy-version');
});

it('puts a copy in the place of a policy of AWS, and takes it away again', async () => {
  expect(await script('out', 'AdministratorAccess', 'apply')).toMatchObject({ code: 0, stderr: '' });
  const [copy, ...others] = await attachedTo(roles.ci);
  expect(copy).toMatch(new RegExp(`^arn:aws:iam::${account}:policy/AdministratorAccess-narrowed-[0-9a-f]{8}$`));
  expect(others).toEqual([]);
  expect(await script('out', 'AdministratorAccess', 'rollback')).toMatchObject({ code: 0, stderr: '' });
  expect(await attachedTo(roles.ci)).toEqual([adminArn]);
});

it('changes a permission set by its name, the policy of AWS into its own, and puts both back', async () => {
  const { Instances } = await aws('sso-admin', 'list-instances');
  const instance = `--instance-arn=${Instances[0].InstanceArn}`;
  const created = await aws('sso-admin', 'create-permission-set', instance, '--name=Dev');
  const flags = [instance, `--permission-set-arn=${created.PermissionSet.PermissionSetArn}`];
  await aws('sso-admin', 'put-inline-policy-to-permission-set', ...flags, `--inline-policy=${before}`);
  const managed = async (): Promise<string[]> =>
    (await aws('sso-admin', 'list-managed-policies-in-permission-set', ...flags)).AttachedManagedPolicies.map(
      ({ Arn }: { Arn: string }) => Arn,
    );
  const live = async () =>
    JSON.parse((await aws('sso-admin', 'get-inline-policy-for-permission-set', ...flags)).InlinePolicy);
  expect((await script('out', 'Dev', 'apply')).stderr).toContain(
    `the permission set does not have ${adminArn} any more`,
  );
  await aws('sso-admin', 'attach-managed-policy-to-permission-set', ...flags, `--managed-policy-arn=${adminArn}`);
  expect(await script('out', 'Dev', 'apply')).toMatchObject({ code: 0, stderr: '' });
  const proposal = readFileSync(join(folder, 'out', ids.get('Dev') as string, 'after.json'), 'utf8');
  expect(actionsOf(proposal)).toEqual(expect.arrayContaining([...actionsOf(after), 's3:*']));
  expect([await live(), await managed()]).toEqual([JSON.parse(proposal), []]);
  expect(await script('out', 'Dev', 'rollback')).toMatchObject({ code: 0, stderr: '' });
  expect([await live(), await managed()]).toEqual([JSON.parse(before), [adminArn]]);
});

it('refuses while a blocker is open, what another owns without --force, and once the evidence is old', async () => {
  const open = await script('out', roles.owned, 'apply');
  expect(open.code).toBe(1);
  const [id] = /owned_elsewhere-[0-9a-f]{8}/.exec(open.stderr) as RegExpExecArray;
  await proposed('accepted', '2999-12-31', [{ id, reason: 'ours', owner: 'me', expires: '2999-12-31' }]);
  expect((await script('accepted', roles.owned, 'apply')).stderr).toContain('give --force');
  expect(await script('accepted', roles.owned, 'apply', '--force')).toMatchObject({ code: 0 });
  await proposed('expired', '2020-01-01');
  expect((await script('expired', roles.plain, 'apply')).stderr).toContain('the evidence expired on 2020-01-01');
  expect((await script('expired', roles.plain, 'apply', '--quick')).code).toBe(2);
  writeFileSync(join(folder, 'expired', ids.get(roles.odd) as string, 'after.json'), document('*'));
  expect((await script('expired', roles.odd, 'apply')).stderr).toContain('is not the one that was proven');
});

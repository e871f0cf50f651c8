/** What the scripts do off the happy path: live changes, somebody gone, hotfixes, denied and throttled calls, bad input. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { failure, xml } from './front.js';
import { reports } from './jobs.js';
import { provisioning } from './provisioning.js';
import {
  ACCOUNT,
  ADMIN,
  AFTER,
  BEFORE,
  document,
  policyArn,
  ROLES,
  roleArn,
  sharedWorld,
  type World,
} from './world.js';

let world: World;
const HOTFIX = document('s3:GetBucketPolicy', 'sns:ListTopics');

beforeAll(async () => {
  world = await sharedWorld();
});

afterEach(() => reports.clear());

/** Runs a test from one state of the account, and fails where it leaves another. */
const restoring = (name: string, test: () => Promise<void>) =>
  it(name, async () => {
    const before = await world.state();
    await test();
    expect(await world.state()).toEqual(before);
  });

const inline = (role: string) =>
  world.aws('iam', 'get-role-policy', `--role-name=${role}`, '--policy-name=inline').then((one) => one.PolicyDocument);
const putInline = (role: string, text: string) =>
  world.aws('iam', 'put-role-policy', `--role-name=${role}`, '--policy-name=inline', `--policy-document=${text}`);
const attach = (role: string, arn: string) =>
  world.aws('iam', 'attach-role-policy', `--role-name=${role}`, `--policy-arn=${arn}`);
const detach = (role: string, arn: string) =>
  world.aws('iam', 'detach-role-policy', `--role-name=${role}`, `--policy-arn=${arn}`);

restoring('refuses while somebody new has the policy, by name; --force says what it overrides', async () => {
  await attach(ROLES.odd, policyArn('shared'));
  const refused = await world.run('shared', 'apply');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`role ${ROLES.odd} now has the policy`);
  expect(refused.stderr).toContain('Export and propose again');
  const forced = await world.run('shared', 'apply', '--force');
  expect(forced).toMatchObject({ code: 0 });
  expect(forced.stdout).toContain(`--force overrides: role ${ROLES.odd} now has the policy`);
  expect(await world.run('shared', 'rollback')).toMatchObject({ code: 0 });
  await detach(ROLES.odd, policyArn('shared'));
});

restoring('refuses for a new member of a group, and one of the same name made anew', async () => {
  await world.aws('iam', 'create-user', '--user-name=bob');
  await world.aws('iam', 'add-user-to-group', '--group-name=team', '--user-name=bob');
  expect((await world.run('team', 'apply')).stderr).toContain('user bob now has the policy through the group team');
  await world.aws('iam', 'remove-user-from-group', '--group-name=team', '--user-name=bob');
  await world.aws('iam', 'delete-user', '--user-name=bob');
  world.front.handlers.set('iam:GetRole', (request) =>
    request.params.RoleName === ROLES.odd
      ? xml('GetRole', `<Role><RoleName>x</RoleName><RoleId>AROAANOTHER</RoleId><Path>/</Path></Role>`)
      : undefined,
  );
  expect((await world.run(ROLES.odd, 'apply')).stderr).toContain('was recreated, as AROAANOTHER');
  world.front.handlers.delete('iam:GetRole');
});

/** What IAM says of the policy `shared`. */
const counted = (attached: number, bounded: number) =>
  xml(
    'GetPolicy',
    `<Policy><Arn>${policyArn('shared')}</Arn><DefaultVersionId>v1</DefaultVersionId>` +
      `<AttachmentCount>${attached}</AttachmentCount><PermissionsBoundaryUsageCount>${bounded}</PermissionsBoundaryUsageCount></Policy>`,
  );

restoring('looks again at the count of a policy that another run detaches between count and list', async () => {
  let asked = 0;
  world.front.handlers.set('iam:GetPolicy', () => counted(asked++ === 0 ? 2 : 1, 0));
  const ended = await world.run('shared', 'apply', '--dry-run', '--no-fresh');
  world.front.handlers.delete('iam:GetPolicy');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(asked).toBe(2);
});

restoring('refuses a policy that became a boundary, and one that IAM counts more of than it lists', async () => {
  world.front.handlers.set('iam:GetPolicy', () => counted(3, 1));
  const { stderr, code } = await world.run('shared', 'apply');
  world.front.handlers.delete('iam:GetPolicy');
  expect(code).toBe(1);
  expect(stderr).toContain('IAM counts 3 attachments of the policy, but lists 1');
  expect(stderr).toContain('the policy is now the permissions boundary of');
});

restoring('asks IAM again: a use since, a job that fails; --no-fresh says that it does not', async () => {
  reports.set(roleArn(ROLES.plain), { used: ['s3:CreateBucket'] });
  const used = await world.run('shared', 'apply');
  expect(used.code).toBe(1);
  expect(used.stderr).toContain(`${roleArn(ROLES.plain)} used s3:CreateBucket on 2026-11-20`);
  reports.set(roleArn(ROLES.plain), { status: 'FAILED' });
  expect((await world.run('shared', 'apply')).stderr).toContain('its report ended with status FAILED');
  expect((await world.run('shared', 'apply', '--dry-run', '--no-fresh')).stdout).toContain('IAM is not asked again');
  reports.set(roleArn(ROLES.idle), { used: ['sqs'] });
  expect((await world.run('unused', 'apply')).stderr).toContain('used sqs on');
  reports.set(roleArn(ROLES.plain), { isGone: true });
  expect(await world.run('shared', 'apply', '--dry-run')).toMatchObject({ code: 0 });
});

restoring('compares again before its first write: a hotfix, or a new holder, while IAM is asked', async () => {
  reports.set(roleArn(ROLES.odd), { meanwhile: () => putInline(ROLES.odd, HOTFIX) });
  const fixed = await world.run(ROLES.odd, 'apply');
  expect(fixed.code).toBe(1);
  expect(fixed.stderr).toContain('the policy has changed since the proposal was made');
  expect(await inline(ROLES.odd)).toEqual(JSON.parse(HOTFIX));
  await putInline(ROLES.odd, BEFORE);

  reports.set(roleArn(ROLES.plain), { meanwhile: () => attach(ROLES.odd, policyArn('shared')) });
  const held = await world.run('shared', 'apply');
  expect(held.code).toBe(1);
  expect(held.stderr).toContain(`role ${ROLES.odd} now has the policy`);
  await detach(ROLES.odd, policyArn('shared'));
  const forced = await world.run('shared', 'apply', '--force');
  expect(forced).toMatchObject({ code: 0 });
  const overridden = forced.stdout.split('\n').filter((line) => line.startsWith('--force overrides'));
  expect(overridden).toEqual([`--force overrides: ${overridden[0]?.slice(19)}`]);
  expect(overridden[0]).toContain(`role ${ROLES.odd} now has the policy`);
  await detach(ROLES.odd, policyArn('shared'));
  expect(await world.run('shared', 'rollback')).toMatchObject({ code: 0 });
});

restoring('says that it was put into force meanwhile, and changes nothing', async () => {
  reports.set(roleArn(ROLES.odd), { meanwhile: () => putInline(ROLES.odd, AFTER) });
  const done = await world.run(ROLES.odd, 'apply');
  expect(done).toMatchObject({ code: 0 });
  expect(done.stdout).toContain('put into force in the meantime: nothing to do');
  await putInline(ROLES.odd, BEFORE);
});

restoring('requires a recheck within the last 24 hours for a set, or --no-fresh', async () => {
  const path = world.script('Dev', 'rechecked.json');
  const own = JSON.parse(readFileSync(path, 'utf8'));
  const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString();
  for (const text of [JSON.stringify({ ...own, rechecked_at: yesterday }), 'null', '{"rechecked_at":7}']) {
    writeFileSync(path, text);
    expect((await world.run('Dev', 'apply', '--dry-run')).stderr).toContain(
      'must be rechecked within the last 24 hours',
    );
  }
  expect(await world.run('Dev', 'apply', '--dry-run', '--no-fresh')).toMatchObject({ code: 0 });
  writeFileSync(path, JSON.stringify(own));
});

restoring('tells the accounts that were not provisioned, and provisions the rest when run again', async () => {
  provisioning.accounts.push('210987654321');
  expect((await world.run('Dev', 'apply')).stderr).toContain('account 210987654321 now has the permission set');
  provisioning.failing.add('210987654321');
  const stopped = await world.run('Dev', 'apply', '--force');
  expect(stopped.code).toBe(4);
  expect(stopped.stderr).toContain('provisioning is incomplete in 1 of the accounts: 210987654321');
  provisioning.failing.clear();
  const again = await world.run('Dev', 'apply', '--force');
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout.match(/^run: /gm)).toHaveLength(1);
  expect(again.stdout).toContain('--target-id=210987654321');
  provisioning.accounts.pop();
  expect(await world.run('Dev', 'rollback')).toMatchObject({ code: 0 });
});

restoring('refuses at five versions with the remedy', async () => {
  const versions = ['v2', 'v3', 'v4', 'v5'];
  const start = await world.state();
  for (const _ of versions) {
    await world.aws('iam', 'create-policy-version', `--policy-arn=${policyArn('team')}`, `--policy-document=${HOTFIX}`);
  }
  expect((await world.run('team', 'apply')).stderr).toContain('--version-id v2');
  for (const version of versions) await deleteVersion('team', version);
  expect(await world.state()).toEqual(start);
});

const deleteVersion = (name: string, version: string) =>
  world.aws('iam', 'delete-policy-version', `--policy-arn=${policyArn(name)}`, `--version-id=${version}`);

it('puts a hotfix aside with --force alone: as a version, in a file', async () => {
  expect(await world.run('shared', 'apply')).toMatchObject({ code: 0 });
  const arn = `--policy-arn=${policyArn('shared')}`;
  await world.aws('iam', 'create-policy-version', arn, `--policy-document=${HOTFIX}`, '--set-as-default');
  const refused = await world.run('shared', 'rollback');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('is neither what was there before nor what apply.sh wrote');
  expect(await world.run('shared', 'rollback', '--force')).toMatchObject({ code: 0 });
  expect(await versionsOf('shared')).toEqual(['v1 true', expect.stringMatching(/^v\d+ false$/)]);

  expect(await world.run(ROLES.odd, 'apply')).toMatchObject({ code: 0 });
  await putInline(ROLES.odd, HOTFIX);
  expect(await world.run(ROLES.odd, 'rollback')).toMatchObject({ code: 1 });
  expect(await world.run(ROLES.odd, 'rollback', '--force')).toMatchObject({ code: 0 });
  expect(await inline(ROLES.odd)).toEqual(JSON.parse(BEFORE));
  const kept = keptIn(ROLES.odd);
  expect(kept.map((text) => JSON.parse(text))).toEqual([JSON.parse(HOTFIX)]);
});

const versionsOf = async (name: string) => {
  const listed = await world.aws('iam', 'list-policy-versions', `--policy-arn=${policyArn(name)}`);
  const versions = listed.Versions as unknown as { VersionId: string; IsDefaultVersion: boolean }[];
  return versions.map((one) => `${one.VersionId} ${one.IsDefaultVersion}`).sort();
};

const keptIn = (name: string) => {
  const folder = dirname(world.script(name, 'rollback.sh'));
  const names = readdirSync(folder).filter((one) => one.startsWith('kept-'));
  return names.map((one) => readFileSync(join(folder, one), 'utf8'));
};

it('restores a version that is gone; where five are there, the oldest goes to a file first', async () => {
  const [name, arn] = ['team', `--policy-arn=${policyArn('team')}`];
  expect(await world.run(name, 'apply')).toMatchObject({ code: 0 });
  await deleteVersion(name, 'v1');
  for (let number = 0; number < 4; number++) {
    await world.aws('iam', 'create-policy-version', arn, `--policy-document=${document(`sns:Get${number}`)}`);
  }
  const refused = await world.run(name, 'rollback');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/version v\d+, the oldest, must be deleted/);
  expect(await world.run(name, 'rollback', '--force')).toMatchObject({ code: 0 });
  expect(keptIn(name).map((text) => JSON.parse(text))).toEqual([JSON.parse(document('sns:Get0'))]);
  expect((await versionsOf(name)).map((one) => one.split(' ')[1]).sort()).toEqual(['false', 'false', 'false', 'true']);
});

it('never stops a rollback half way: who is gone is told, the others are restored', async () => {
  expect(await world.run('AdministratorAccess', 'apply')).toMatchObject({ code: 0 });
  const path = world.script('AdministratorAccess', 'rollback.sh');
  const own = readFileSync(path, 'utf8');
  // As if the proposal had been made for a role that is gone, and comes first.
  const gone = String.raw`\"attached\":[{\"type\":\"role\",\"name\":\"gone\"},`;
  writeFileSync(path, own.replace(String.raw`\"attached\":[`, gone));
  const ended = await world.bash(path, []);
  writeFileSync(path, own);
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('Not restored: role gone no longer exists.');
  expect((await world.state()).join()).not.toContain('-narrowed-');
  expect((await world.aws('iam', 'list-attached-role-policies', `--role-name=${ROLES.ci}`)).AttachedPolicies).toEqual([
    expect.objectContaining({ PolicyArn: ADMIN }),
  ]);
});

it('leaves a copy that somebody else has taken up, and tells it', async () => {
  expect(await world.run('AdministratorAccess', 'apply')).toMatchObject({ code: 0 });
  const [copy = ''] =
    /arn:aws:iam::\d+:policy\/AdministratorAccess-narrowed-\w+/.exec((await world.state()).join()) ?? [];
  await attach(ROLES.plain, copy);
  const ended = await world.run('AdministratorAccess', 'rollback');
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain(`the copy ${copy} is kept, because it is also used by role ${ROLES.plain}`);
  await detach(ROLES.plain, copy);
  expect(await world.run('AdministratorAccess', 'rollback')).toMatchObject({ code: 0 });
});

it('deletes all versions of a copy that somebody changed, and keeps their text in a file', async () => {
  const name = 'AdministratorAccess';
  expect(await world.run(name, 'apply')).toMatchObject({ code: 0 });
  const [copy = ''] =
    /arn:aws:iam::\d+:policy\/AdministratorAccess-narrowed-\w+/.exec((await world.state()).join()) ?? [];
  await world.aws('iam', 'create-policy-version', `--policy-arn=${copy}`, `--policy-document=${HOTFIX}`);
  const refused = await world.run(name, 'rollback');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('is not what apply.sh wrote');
  expect(await world.run(name, 'rollback', '--force')).toMatchObject({ code: 0, stderr: '' });
  expect(keptIn(name).map((text) => JSON.parse(text))).toEqual([JSON.parse(HOTFIX)]);
  expect((await world.state()).join()).not.toContain('-narrowed-');
});

restoring('refuses a copy of its name with another text, and takes one of an earlier run for its own', async () => {
  const dry = await world.run('AdministratorAccess', 'apply', '--dry-run');
  const name = /--policy-name=(\S+)/.exec(dry.stdout)?.[1] as string;
  await world.aws('iam', 'create-policy', `--policy-name=${name}`, `--policy-document=${AFTER}`);
  expect((await world.run('AdministratorAccess', 'apply')).stderr).toContain('already exists, with a different text');
  await world.aws('iam', 'delete-policy', `--policy-arn=${policyArn(name)}`);
});

restoring('says which call was denied, and after how many changes; run again it goes on', async () => {
  const caller = world.callerWith({ Statement: [{ Action: ['iam:GetPolicy'], Resource: '*' }] });
  const denied = await world.bash(world.script('shared', 'apply.sh'), [], caller);
  expect(denied.code).toBe(1);
  expect(denied.stderr).toMatch(/^Cannot apply: `aws iam list-entities-for-policy` failed: .*AccessDenied/m);
  world.front.handlers.set('iam:DetachRolePolicy', (request) => failure(request, 'AccessDenied', 'no', 403));
  const stopped = await world.run('AdministratorAccess', 'apply');
  world.front.handlers.delete('iam:DetachRolePolicy');
  expect(stopped.code).toBe(4);
  expect(stopped.stderr).toContain('Stopped after 2 of 3 changes');
  expect(await world.run('AdministratorAccess', 'apply')).toMatchObject({ code: 0 });
  expect(await world.run('AdministratorAccess', 'rollback')).toMatchObject({ code: 0 });
});

restoring('tries a throttled call five times, then says where it stopped', async () => {
  let throttled = 0;
  const throttle = (most: number) =>
    world.front.handlers.set('iam:PutRolePolicy', (request) =>
      throttled++ < most ? failure(request, 'Throttling', 'Rate exceeded') : undefined,
    );
  throttle(99);
  const { code, stderr } = await world.run(ROLES.odd, 'apply', '--no-fresh');
  expect([code, throttled]).toEqual([1, 5]);
  expect(stderr).toContain('`aws iam put-role-policy` failed');
  throttled = 0;
  throttle(4);
  expect(await world.run(ROLES.odd, 'apply', '--no-fresh')).toMatchObject({ code: 0 });
  world.front.handlers.delete('iam:PutRolePolicy');
  expect(await world.run(ROLES.odd, 'rollback')).toMatchObject({ code: 0 });
});

restoring('two at once end as one', async () => {
  for (const name of ['AdministratorAccess', ROLES.odd]) {
    const both = await Promise.all([world.run(name, 'apply'), world.run(name, 'apply')]);
    expect(both.map(({ code }) => code)).toContain(0);
    for (const { code, stderr } of both) expect([code, stderr]).toEqual([0, expect.not.stringContaining('Traceback')]);
    expect((await world.run(name, 'apply')).stdout).toContain('nothing to do');
    const back = await Promise.all([world.run(name, 'rollback'), world.run(name, 'rollback')]);
    for (const { code } of back) expect([0, 3]).toContain(code);
  }
});

restoring('rolls back while another run deletes a copy between two looks at it', async () => {
  expect(await world.run('AdministratorAccess', 'apply')).toMatchObject({ code: 0 });
  world.front.handlers.set('iam:ListPolicyVersions', (request) => failure(request, 'NoSuchEntity', 'gone', 404));
  expect(await world.run('AdministratorAccess', 'rollback')).toMatchObject({ code: 0, stderr: '' });
  world.front.handlers.delete('iam:ListPolicyVersions');
  expect(await world.run('AdministratorAccess', 'rollback')).toMatchObject({ code: 0, stderr: '' });
});

restoring('refuses credentials of another account, none, and expired ones', async () => {
  const path = world.script(ROLES.odd, 'apply.sh');
  const identity = (arn: string, account: string) =>
    world.front.handlers.set('sts:GetCallerIdentity', () =>
      xml('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>x</UserId><Account>${account}</Account>`),
    );
  identity('arn:aws:iam::999999999999:user/x', '999999999999');
  expect((await world.bash(path, [])).stderr).toContain(
    `the credentials are for account 999999999999, the document belongs to ${ACCOUNT}`,
  );
  identity(`arn:aws-cn:iam::${ACCOUNT}:user/x`, ACCOUNT);
  expect((await world.bash(path, [])).stderr).toContain('for partition aws-cn, the document belongs to aws');
  world.front.handlers.set('sts:GetCallerIdentity', (request) =>
    failure(request, 'ExpiredToken', 'The security token included in the request is expired', 403),
  );
  expect((await world.bash(path, [])).stderr).toContain('the credentials are missing, wrong or expired');
  world.front.handlers.delete('sts:GetCallerIdentity');
  const none = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const { code, stderr } = await world.bash(path, [], none);
  expect([code, stderr]).toEqual([1, expect.stringContaining('the credentials are missing, wrong or expired')]);
});

restoring('works from a folder that was moved, and refuses one that is incomplete or edited', async () => {
  const folder = dirname(world.script(ROLES.odd, 'apply.sh'));
  const moved = join(world.folder, 'moved here');
  mkdirSync(moved);
  for (const name of ['apply.sh', 'after.json']) copyFileSync(join(folder, name), join(moved, name));
  expect(await world.bash(join(moved, 'apply.sh'), ['--dry-run'])).toMatchObject({ code: 0 });
  writeFileSync(join(moved, 'after.json'), document('*'));
  expect((await world.bash(join(moved, 'apply.sh'), [])).stderr).toContain('is not the one that was proven');
  rmSync(join(moved, 'after.json'));
  expect((await world.bash(join(moved, 'apply.sh'), [])).stderr).toContain('The folder is incomplete or was edited');
  renameSync(moved, join(world.folder, 'gone'));
});

restoring('refuses while a blocker is open, what another owns without --force, and old evidence', async () => {
  const open = await world.run(ROLES.owned, 'apply');
  expect(open.code).toBe(1);
  const [id] = /owned_elsewhere-[0-9a-f]{8}/.exec(open.stderr) as RegExpExecArray;
  const accepted = (expires: string) => [{ id, reason: 'ours', owner: 'me', expires }];
  await world.propose('accepted', '2999-12-31', { accepted: accepted('2999-12-31') });
  const apply = (out: string, ...args: string[]) => world.bash(world.script(ROLES.owned, 'apply.sh', out), args);
  expect((await apply('accepted', '--no-fresh')).stderr).toContain('use --force');
  const forced = await apply('accepted', '--force', '--dry-run', '--no-fresh');
  expect(forced.stdout).toContain('--force overrides: CloudFormation');
  await world.propose('lapsed', '2999-12-31', { accepted: accepted('2026-07-03') });
  expect((await apply('lapsed')).stderr).toContain('expired on 2026-07-03');
  await world.propose('expired', '2020-01-01');
  const expired = await world.bash(world.script(ROLES.odd, 'apply.sh', 'expired'), []);
  expect(expired.stderr).toContain('the evidence expired on 2020-01-01');
  expect(await world.bash(world.script(ROLES.odd, 'apply.sh', 'expired'), ['--quick'])).toMatchObject({ code: 2 });
});

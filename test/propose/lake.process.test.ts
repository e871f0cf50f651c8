/** From a lake whose answers were worked out by hand to the folder of proposals. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemEffects } from '../../src/model/effects.js';
import { readReference } from '../../src/model/reference.js';
import { assessLake } from '../../src/propose/assess/assess-lake.js';
import { type ProposeRequest, proposeLake } from '../../src/propose/propose-lake.js';
import { exceptionsOf } from '../../src/propose/subjects/exceptions.js';
import { documentProposal } from '../../src/propose/write/document/proposal.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { actionsOf, type Entry, everything, indexOf, proposed as proposedTo, request } from './proposing.js';

const folder = mkdtempSync(join(tmpdir(), 'propose-'));
const text = readFileSync(new URL('./seed.lake', import.meta.url), 'utf8');
let engine: QueryEngine;
let entries: Map<string, Entry>;

const proposed = (name: string, changes: Partial<ProposeRequest> = {}) =>
  proposedTo(engine, join(folder, name), changes);
const entry = (name: string): Entry => entries.get(name) as Entry;
const read = (name: string, file: string): string =>
  readFileSync(join(folder, 'out', entry(name).id as string, file), 'utf8');

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), text));
  entries = await proposed('out');
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

describe('the seed', () => {
  it('keeps the three reads, what IAM does not track and what hands rights over, and loses the unused writes', () => {
    expect(entry('payments')).toMatchObject({
      status: 'proposed',
      kind: 'inline_policy',
      actions_leave_text: 5,
      grades: { service: 3, action: 2, unproven: 0 },
      services_removed: ['sqs'],
      holders: 1,
    });
    expect(actionsOf(read('payments', 'after.json'))).toEqual([
      's3:GetBucketLogging',
      's3:GetBucketPolicy',
      's3:GetBucketTagging',
      's3:GetObject',
      'iam:PassRole',
    ]);
    expect(read('payments', 'before.json')).toBe(/payments +\| (\{.*\})/.exec(text)?.[1]);
    expect(read('payments', 'after.json')).toContain(
      '{"Sid":"Bucket","Effect":"Allow","Action":["s3:GetBucketLogging",',
    );
  });

  it('makes of all of AWS the services in use, and what no row could prove unused', () => {
    expect(entry('AdministratorAccess')).toMatchObject({
      status: 'proposed',
      kind: 'aws_managed_policy',
      services_removed: ['sqs'],
      drops_unknown_namespaces: true,
      grades: { service: 4, action: 0 },
      residual_admin: false,
      copy_names: [expect.stringMatching(/^AdministratorAccess-narrowed-[0-9a-f]{8}$/)],
    });
    const kept = actionsOf(read('AdministratorAccess', 'after.json'));
    expect(kept).toEqual(expect.arrayContaining(['s3:*', 'foo:*', 'iam:PassRole']));
    expect(kept).not.toContain('sqs:*');
  });

  it('keeps what a holder used who is gone, and asks about one that was not measured', () => {
    expect(entry('shared')).toMatchObject({
      status: 'conditional',
      holders: 2,
      holders_unmeasured: 1,
      holders_gone: 1,
    });
    expect(entry('shared').blockers.map(({ code, subject }) => [code, subject])).toEqual([
      ['holder_not_measured', 'arn:aws:iam::222222222222:role/dark'],
    ]);
    const after = JSON.parse(read('shared', 'after.json'));
    expect(after.Statement[0].Action).toEqual(['sqs:DeleteQueue', 'sqs:SendMessage', 's3:CreateBucket']);
    expect(after.Statement[1]).toEqual(JSON.parse(read('shared', 'before.json')).Statement[1]);
    expect(read('shared', 'README.md')).toContain('oldshop');
  });
});

it.each([
  ['nobody', 'refused', 'no_holders'],
  ['bound', 'refused', 'boundary'],
  ['secretive', 'refused', 'redacted'],
  ['all', 'refused', 'excepted_holder'],
])('%s is %s: %s', (name, status, reason) => expect(entry(name)).toMatchObject({ status, reason, id: null }));

it('asks about a young holder of a policy, and about accounts that may hold a set', () => {
  expect(entry('fresh')).toMatchObject({ status: 'conditional', holders_young: 1, detach: true });
  expect(entry('fresh').blockers).toMatchObject([{ code: 'young_holder', removable_without: 1 }]);
  expect(entry('Dev')).toMatchObject({ status: 'conditional', kind: 'permission_set', account_id: null });
  expect(entry('Dev').blockers).toMatchObject([{ code: 'account_not_measured', subject: '333333333333' }]);
  expect(actionsOf(read('Dev', 'after.json'))).toEqual(['sqs:SendMessage']);
});

it('writes every file of the contract, and scripts that the shell can read', () => {
  const names = [
    'README.md',
    'after.json',
    'apply.sh',
    'before.json',
    'change.diff',
    'proof.json',
    'reasons.csv',
    'rollback.sh',
  ];
  for (const name of ['payments', 'shared', 'AdministratorAccess', 'Dev', 'fresh']) {
    expect(readdirSync(join(folder, 'out', entry(name).id as string))).toEqual(expect.arrayContaining(names));
    expect(entry(name).id).toMatch(/^(\d{12}|sets)\/[a-z_]+\/[a-z0-9-]{1,40}-[0-9a-f]{8}$/);
  }
  expect(read('payments', 'reasons.csv')).toContain('\ns3:CreateBucket,action,400,UNKNOWN,,1\n');
  expect(read('payments', 'README.md')).toContain(
    'ask the owner of `arn:aws:iam::222222222222:role/PaymentAppTestRole` (its holders have the tags `team=payments`)',
  );
  expect(read('payments', 'change.diff')).toContain('-        "s3:CreateBucket",\n');
});

it('gives the proposal of a document without files, to whoever shows it', async () => {
  const { assessments } = await assessLake(engine, request);
  for await (const assessment of assessments) {
    if (assessment.subject.name !== 'payments') continue;
    const shown = documentProposal(assessment);
    expect(shown.entry).toEqual({ ...entry('payments'), gain: null });
    expect(shown.holderArns).toEqual(['arn:aws:iam::222222222222:role/PaymentAppTestRole']);
    expect([shown.before, ...shown.after]).toEqual([read('payments', 'before.json'), read('payments', 'after.json')]);
    expect(shown.change).toBe(read('payments', 'change.diff'));
    expect(shown.removed).toHaveLength(5);
    return;
  }
  expect.unreachable();
});

it('withholds by grade, grant age and exceptions', async () => {
  const services = await proposed('services', { grade: 'service' });
  expect(services.get('payments')).toMatchObject({ grades: { service: 3, action: 0 } });
  expect((await proposed('known', { grantAge: 'known' })).get('payments')).toMatchObject({ status: 'unchanged' });
  const kept = exceptionsOf({ actions: ['s3:Create*'], principals: ['ci'] });
  const excepted = await proposed('excepted', { exceptions: kept });
  expect(excepted.get('payments')).toMatchObject({ grades: { service: 3, action: 1 } });
  expect(excepted.get('AdministratorAccess')).toMatchObject({
    status: 'refused',
    reason: 'no_holders',
    holders_left_out: 1,
  });
  const released = await proposed('released', { exceptions: exceptionsOf({}, ['break-glass-admin']) });
  expect(released.get('all')?.reason).not.toBe('excepted_holder');
});

it('asks once a run about wildcards of services that grow, and says by how much', async () => {
  const growth = { from: '2025-11-27', to: '2026-09-26', actions: 4 };
  const old = text.replaceAll('2026-06-25', '2026-02-13').replaceAll('sqs', 'backup');
  const other = await duckdbEngine(await writeLake(join(folder, 'lake-old'), old));
  const shared = (await proposedTo(other, join(folder, 'old'))).get('shared') as Entry;
  await other.close();
  const summary = readFileSync(join(folder, 'old', 'README.md'), 'utf8');
  const conditional = indexOf(join(folder, 'old')).documents.filter(({ status }) => status === 'conditional');
  const all = conditional.map(({ blockers }) => blockers.map(({ code }) => code));
  const asked = all.filter((codes) => codes.includes('reference_old'));
  expect(summary).toContain(`a blocker of ${asked.length} document`);
  const [blocker] = shared.blockers.filter(({ code }) => code === 'reference_old');
  expect(blocker).toMatchObject({ id: 'reference_old-2026-02-13', subject: 'reference of 2026-02-13: backup', growth });
  const readme = readFileSync(join(folder, 'old', shared.id as string, 'README.md'), 'utf8');
  expect(readme).toContain('Between 2025-11-27 and 2026-09-26, AWS added 4 actions to these services.');
});

it('asks about no service of which the list that ships names no more, if it is as new as the snapshot', async () => {
  const names = readReference().actions.filter((row) => row.service_namespace === 'backup' && !row.is_withdrawn);
  const more = names.map(({ action_name }) => `r1 r2 | backup | ${action_name} | Write | false`).join('\n');
  const old = text.replaceAll('2026-06-25', '2026-02-13').replaceAll('sqs', 'backup');
  const whole = old.replace(/(\[actions\]\nrun_id.*\n)/, `$1${more}\n`);
  const other = await duckdbEngine(await writeLake(join(folder, 'lake-whole'), whole));
  const shared = (await proposedTo(other, join(folder, 'whole'))).get('shared') as Entry;
  await other.close();
  expect(shared.actions_leave_text).toBeGreaterThan(0);
  expect(shared.blockers.map(({ code }) => code)).not.toContain('reference_old');
  expect(readFileSync(join(folder, 'whole', 'README.md'), 'utf8')).not.toContain('reference_old');
});

it('takes what was asked for, and refuses a name that chooses nothing', async () => {
  const own = await proposed('tagged', { selection: { ...everything, tags: ['team=payments'] } });
  expect([...own.keys()]).toEqual(['payments']);
  await expect(proposed('typo', { selection: { ...everything, policies: ['shred'] } })).rejects.toThrow(
    'Cannot use --policy "shred": the snapshot knows no such policy.',
  );
  expect(existsSync(join(folder, 'typo'))).toBe(false);
});

it('writes no scripts once the snapshot is old, and refuses a folder that holds something else', async () => {
  const late = { ...systemEffects, now: () => Date.parse('2026-08-02') };
  await proposeLake(engine, { ...request, out: join(folder, 'late') }, late);
  const [account] = readdirSync(join(folder, 'late')).filter((name) => /^\d/.test(name));
  expect(readdirSync(join(folder, 'late', account as string), { recursive: true }).map(String)).not.toContainEqual(
    expect.stringMatching(/apply\.sh$/),
  );
  writeFileSync(join(folder, 'late', 'index.json'), '{}');
  await expect(proposed('late')).rejects.toThrow('it holds something else');
  expect(readdirSync(folder).filter((name) => name.includes('.partial'))).toEqual([]);
});

it('keeps a service that is new within the days, of holders whose evidence is just as long', async () => {
  const [ci] = /^r2 .*role\/ci .*AROACI.*$/m.exec(text) as unknown as [string];
  const watcher = ci.replace(/^r2/, 'r1').replace('role/ci', 'role/watcher').replace('AROACI', 'AROAWATCHER');
  let later = text
    .replace(ci, `${ci.replace('2024-01-01', '2026-05-02')}\n${watcher}`)
    .replace(/^r2 {4}(?=.*policy\/AdministratorAccess \| AdministratorAccess )/m, 'r1 r2 ');
  const added = {
    service_last_accessed: 'r2 | 222222222222:role/ci | athena | - | -',
    action_last_accessed: 'r2 | 222222222222:role/ci | athena | CreateWorkGroup | -',
    actions: 'r1 r2 | athena | CreateWorkGroup | Write | true',
  };
  for (const [table, row] of Object.entries(added)) {
    later = later.replace(new RegExp(`(\\[${table}\\]\\nrun_id.*\\n)`), `$1${row}\n`);
  }
  const own = await duckdbEngine(await writeLake(join(folder, 'later'), later));
  const found = await proposedTo(own, join(folder, 'later-out'), { days: 60 });
  expect(found.get('AdministratorAccess')?.services_removed).toEqual(['sqs']);
  await own.close();
});

it('tells apart two services that have an action of one name', async () => {
  const two = text
    .replace(/^r1 r2.*role\/shop .*sqs .*CreateQueue.*$/m, (row) => `${row}\n${row.replace('sqs', 's3 ')}`)
    .replace(/^r1 r2 +\| sqs .*CreateQueue.*$/m, (row) => `${row}\n${row.replace('sqs', 's3 ')}`);
  const own = await duckdbEngine(await writeLake(join(folder, 'two-services'), two));
  const shared = (await proposedTo(own, join(folder, 'two'))).get('shared') as Entry;
  const after = readFileSync(join(folder, 'two', shared.id as string, 'after.json'), 'utf8');
  expect(actionsOf(after)).toEqual(actionsOf(read('shared', 'after.json')));
  await own.close();
});

it('counts a grant as long as that of the holder who is known to have had it for the shortest time', async () => {
  const asLate = (line: string) =>
    line
      .replace(/^r1 r2/, 'r2')
      .replace('role/shop', 'role/late')
      .replace('AROASHOP', 'AROALATE');
  const both = text.replaceAll(/^.*role\/shop .*$/gm, (line) => `${line}\n${asLate(line)}`);
  const own = await duckdbEngine(await writeLake(join(folder, 'both'), both));
  const changes = { days: 60, grantAge: 'known' } as const;
  expect((await proposed('one-holder', changes)).get('shared')).toMatchObject({ status: 'conditional' });
  const found = await proposedTo(own, join(folder, 'two-holders'), changes);
  expect(found.get('shared')).toMatchObject({ status: 'unchanged' });
  await own.close();
});

it('takes the oldest service reference behind the snapshot', async () => {
  const older = text
    .replace(/^r2 .*2026-06-25.*$/m, '$&\nr3 | 2026-07-01 | 2026-01-05 | {"accounts":["333333333333"]}')
    .replaceAll('sqs', 'backup');
  const own = await duckdbEngine(await writeLake(join(folder, 'older'), older));
  const found = await proposedTo(own, join(folder, 'older-out'));
  expect(found.get('shared')?.blockers).toContainEqual(
    expect.objectContaining({ code: 'reference_old', subject: 'reference of 2026-01-05: backup' }),
  );
  expect(entry('shared').blockers.map(({ code }) => code)).not.toContain('reference_old');
  await own.close();
});

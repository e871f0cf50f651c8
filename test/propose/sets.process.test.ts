/** Permission sets: their parts, accounts that differ, and what a later look finds of them. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_EXCEPTIONS } from '../../src/decisions/except-file.js';
import { type Rechecked, readProposals, recheckProposals } from '../../src/propose/recheck.js';
import { exceptionsOf } from '../../src/propose/subjects/exceptions.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { actionsOf, type Entry, indexOf, proposed } from './proposing.js';

const one = '222222222222';
const two = '333333333333';
const aws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const role = (account: string, set: string) =>
  `${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${set}_${account[0]}`;
const text = (actions: readonly string[], more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'Own', Effect: 'Allow', Action: actions, Resource: '*', ...more }],
  });
const inline = text(['s3:ListBuckets', 's3:CreateBucket']);
const long = text(['s3:ListBuckets'], { Condition: { StringEquals: { 'aws:RequestTag/a': 'x'.repeat(10_000) } } });

interface Setup {
  readonly set: string;
  readonly inline: string | readonly [string, string];
  readonly attached: readonly string[];
}

/** Every set has roles in two accounts, which use s3:ListBuckets and nothing else. */
const SETS: readonly Setup[] = [
  { set: 'Both', inline, attached: [aws('Queues'), `arn:aws:iam::${one}:policy/own`] },
  { set: 'Gone', inline: '', attached: [aws('Queues')] },
  { set: 'Tight', inline: long, attached: [aws('Mixed')] },
  { set: 'Old', inline: inline.replace('2012-10-17', '2008-10-17'), attached: [aws('Mixed')] },
  { set: 'Copied', inline, attached: [aws('Mixed')] },
  { set: 'Unasked', inline: text(['s3:ListBuckets']), attached: [aws('Mixed')] },
  { set: 'Admin', inline, attached: [aws('Identity')] },
  { set: 'Differs', inline: [inline, text(['s3:*'])], attached: [] },
];

function lake(sets: readonly Setup[] = SETS, used = ''): string {
  const roles = sets.flatMap((setup) => [one, two].map((account, at) => ({ ...setup, account, at })));
  const rows = (of: (role: (typeof roles)[number]) => string): string => roles.map(of).join('\n');
  const textOf = ({ inline: own, at }: (typeof roles)[number]): string =>
    (Array.isArray(own) ? own[at] : own) as string;
  const name = ({ account, set }: (typeof roles)[number]): string => role(account, set);
  const policies = { Queues: text(['sqs:*']), Mixed: text(['s3:List*', 'sqs:*']), Identity: text(['iam:*']) };
  return `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | status
r1 | ${one} | exported
r1 | ${two} | exported
[principals]
run_id | principal_arn | permission_set_name | created_at | attached_policy_arns | inline_policy_names
${rows((own) => `r1 | ${name(own)} | ${own.set} | 2024-01-01 | ${own.attached.map((arn) => arn.replace(one, own.account)).join(', ') || '-'} | ${textOf(own) === '' ? '-' : 'AwsSSOInlinePolicy'}`)}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
${rows((own) => `r1 | ${name(own)} | s3 | 2026-06-20`)}
${rows((own) => `r1 | ${name(own)} | sqs | ${used === name(own) ? '2026-06-30' : '-'}`)}
${rows((own) => `r1 | ${name(own)} | iam | -`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows((own) => `r1 | ${name(own)} | s3 | ListBuckets | 2026-06-20`)}
${rows((own) => `r1 | ${name(own)} | s3 | CreateBucket | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | s3 | CreateBucket | Write | true
r1 | s3 | ListBuckets | List | true
r1 | sqs | CreateQueue | Write | true
r1 | iam | CreatePolicyVersion | Permissions management | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
${[one, two]
  .flatMap((account) =>
    Object.entries(policies).map(
      ([own, document]) => `r1 | ${account} | ${aws(own)} | ${own} | / | true | v1 | 1 | 0 | ${document}`,
    ),
  )
  .join('\n')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${rows((own) => (textOf(own) === '' ? '' : `r1 | ${own.account} | ${name(own)} | role | AwsSSOInlinePolicy | ${textOf(own)}`))}
`;
}

const folder = mkdtempSync(join(tmpdir(), 'sets-'));
const dates = ['2026-07-01'];
let entries: Map<string, Entry>;
const entry = (name: string): Entry => entries.get(name) as Entry;
const read = (name: string, file: string) => readFileSync(join(folder, 'out', entry(name).id as string, file), 'utf8');
const reasons = (name: string) => entry(name).parts.map(({ name: part, reason }) => [part, reason]);

beforeAll(async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake()));
  entries = await proposed(engine, join(folder, 'out'), { dates });
  await engine.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

it('narrows the inline policy, takes policies of AWS away or into it, and leaves those of the accounts', () => {
  expect(entry('Both')).toMatchObject({ status: 'proposed', holders: 2, account_id: null, detach: false });
  expect(reasons('Both')).toEqual([
    ['AwsSSOInlinePolicy', null],
    ['Queues', null],
    ['own', 'customer_managed'],
  ]);
  expect(actionsOf(read('Both', 'after.json'))).toEqual(['s3:ListBuckets']);
  expect(read('Both', 'part-2-after.json')).toBe('null');
  expect(read('Both', 'apply.sh')).toContain(`\\"replaced\\":[{\\"arn\\":\\"${aws('Queues')}\\",\\"sha256\\":`);
  expect(entry('Gone')).toMatchObject({ status: 'proposed', detach: true, sha256_before: null, sha256_after: null });
});

it('says of a policy of AWS why it stays, and refuses where all that could go would not fit', async () => {
  expect(reasons('Tight')).toEqual([
    ['AwsSSOInlinePolicy', 'nothing_removable'],
    ['Mixed', 'does_not_fit'],
  ]);
  expect(entry('Tight')).toMatchObject({ status: 'refused', reason: 'does_not_fit' });
  expect(reasons('Old')).toEqual([
    ['AwsSSOInlinePolicy', null],
    ['Mixed', 'other_version'],
  ]);
  expect(read('Old', 'README.md')).toContain('`Mixed` (its Version differs from that of the inline policy)');
});

it('makes no copy of a policy of AWS for too little, and still takes away what goes as a whole', async () => {
  expect(reasons('Copied')).toEqual([
    ['AwsSSOInlinePolicy', null],
    ['Mixed', null],
  ]);
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake-little'), lake()));
  const little = await proposed(engine, join(folder, 'little'), { dates, leastGain: 2 });
  await engine.close();
  const partsOf = (name: string) => little.get(name)?.parts.map(({ reason }) => reason);
  expect([little.get('Copied')?.status, partsOf('Copied')]).toEqual(['proposed', [null, 'least_gain']]);
  expect(
    actionsOf(readFileSync(join(folder, 'little', little.get('Copied')?.id as string, 'after.json'), 'utf8')),
  ).toEqual(['s3:ListBuckets']);
  expect(little.get('Unasked')).toMatchObject({ status: 'unchanged', reason: 'least_gain', id: null });
  expect(little.get('Gone')).toMatchObject({ status: 'proposed', detach: true });
  expect(entry('Unasked').status).toBe('proposed');
});

it('knows that a policy which stays in the set can give everything back', async () => {
  expect(entry('Admin').residual_admin).toBe(false);
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake-stays'), lake()));
  const exceptions = exceptionsOf({ policies: ['Identity'] });
  const stays = await proposed(engine, join(folder, 'stays'), { dates, exceptions });
  await engine.close();
  expect(stays.get('Admin')).toMatchObject({ status: 'proposed', residual_admin: true });
});

it('names the texts of a set whose accounts differ, and who has which', () => {
  expect(entry('Differs')).toMatchObject({ status: 'refused', reason: 'differs_between_accounts', id: null });
  expect(entry('Differs').differences).toEqual(
    [one, two].map((account) => ({
      part: 'AwsSSOInlinePolicy',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      account_ids: [account],
    })),
  );
  expect(readFileSync(join(folder, 'out', 'README.md'), 'utf8')).toMatch(
    /Provision the permission set again, then export and propose again:\n\n- `Differs`, `AwsSSOInlinePolicy`, sha256 [0-9a-f]{8}: `222222222222`/,
  );
});

/** Looks at a copy of the proposals with another lake. */
async function rechecked(name: string, sets: readonly Setup[], used?: string): Promise<Rechecked> {
  cpSync(join(folder, 'out'), join(folder, name), { recursive: true });
  const engine = await duckdbEngine(await writeLake(join(folder, `lake-${name}`), lake(sets, used)));
  const asked = { date: '2026-07-01', dates, reference: undefined, today: '2026-07-02', exceptions: NO_EXCEPTIONS };
  try {
    return await recheckProposals(engine, await readProposals(join(folder, name)), asked, {});
  } finally {
    await engine.close();
  }
}

it('takes no set for applied that still has what was to go', async () => {
  const { applied, withdrawn, standing } = await rechecked('same', SETS);
  expect({ applied, withdrawn }).toEqual({ applied: [], withdrawn: [] });
  expect(standing).toBe(indexOf(join(folder, 'out')).documents.filter(({ id }) => id !== null).length);
});

it('tells and counts applied sets once all accounts have the new text, without the policies of AWS', async () => {
  const after = read('Both', 'after.json');
  const changed = (both: Partial<Setup>, gone: Partial<Setup>): Setup[] =>
    SETS.map((setup) => ({ ...setup, ...(setup.set === 'Both' ? both : setup.set === 'Gone' ? gone : {}) }));
  const half = await rechecked('half', changed({ inline: [after, inline] }, { attached: [] }));
  expect(half.applied).toEqual([entry('Gone').id]);
  expect(half.withdrawn).toMatchObject([{ id: entry('Both').id, reason: 'document_changed' }]);
  const own = `arn:aws:iam::${one}:policy/own`;
  const whole = await rechecked('whole', changed({ inline: after, attached: [own] }, { inline: '', attached: [own] }));
  expect(new Set(whole.applied)).toEqual(new Set([entry('Both').id, entry('Gone').id]));
  expect(whole.actionsApplied).toBe(entry('Both').actions_leave_text + entry('Gone').actions_leave_text);
  expect(
    indexOf(join(folder, 'whole'))
      .applied.map(({ name }) => name)
      .sort(),
  ).toEqual(['Both', 'Gone']);
});

it('withdraws a set for a use in one account since', async () => {
  const { withdrawn } = await rechecked('used', SETS, role(two, 'Both'));
  expect(withdrawn).toMatchObject([{ id: entry('Both').id, reason: 'not_removable' }]);
  expect(withdrawn[0]?.detail).toContain('sqs:CreateQueue');
  const place = join(folder, 'used', entry('Both').id as string);
  expect([existsSync(join(place, 'apply.sh')), existsSync(join(place, 'apply.sh.withdrawn'))]).toEqual([false, true]);
});

it('says of a grant of a set what is known of it over all roles, young ones included', async () => {
  const sets = ['Joined', 'Settled'].map((set) => ({ set, inline, attached: [] }));
  const young = role(two, 'Joined');
  const earlier = sets
    .flatMap(({ set }) => [role(one, set), role(two, set)])
    .filter((arn) => arn !== young)
    .reduce((text, arn) => text.replaceAll(`r1 | ${arn}`, `r0 r1 | ${arn}`), lake(sets));
  const joined = earlier
    .replace('r1     | 2026-07-01    |', 'r0 | 2026-03-01 | 2026-02-25\nr1 | 2026-07-01 |')
    .replaceAll(/^r1 \| (\d+) \| exported$/gm, 'r0 r1 | $1 | exported')
    .replace(`${young} | Joined | 2024-01-01`, `${young} | Joined | 2026-06-20`);
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake-joined'), joined));
  const asked = { dates: ['2026-03-01', '2026-07-01'] };
  const any = await proposed(engine, join(folder, 'any-age'), asked);
  const known = await proposed(engine, join(folder, 'known-age'), { ...asked, grantAge: 'known' });
  await engine.close();
  const said = (name: string): string =>
    readFileSync(join(folder, 'any-age', any.get(name)?.id as string, 'README.md'), 'utf8');
  expect([any.get('Joined'), any.get('Settled')]).toMatchObject([{ holders_young: 1 }, { holders_young: 0 }]);
  expect(said('Joined')).toContain('for 1 of 1 action, no snapshot shows the grant for the 90 days');
  expect(said('Settled')).toContain(
    'earlier snapshots show that all of these actions have been granted for the 90 days',
  );
  expect([known.get('Joined')?.status, known.get('Settled')?.status]).toEqual(['unchanged', 'proposed']);
});

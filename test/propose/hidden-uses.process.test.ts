/** What hides a use, is too young to show one, is left alone or to be retired: a case a row of what proposals ask or keep. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_EXCEPTIONS } from '../../src/decisions/except-file.js';
import { type Rechecked, readProposals, recheckProposals } from '../../src/propose/recheck.js';
import type { Index } from '../../src/propose/write/index/file.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { actionsOf, type Entry, indexOf, proposed } from './proposing.js';

const [one, two] = ['222222222222', '333333333333'];
const on = (Resource: string, ...Action: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
const text = (...actions: string[]) => on('*', ...actions);
const bothOn = (resource: string) => on(resource, 'sqs:CreateQueue', 'sqs:DeleteQueue', 's3:ListBuckets');
const both = bothOn('*');
const policy = (name: string) => `arn:aws:iam::${one}:policy/${name}`;
const sso = (account: string, set: string) =>
  `${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${set}_${account[0]}`;

/** Each uses S3, and nothing of SQS. */
interface Role {
  readonly arn: string;
  readonly set?: string;
  readonly policy?: string;
  readonly createdAt?: string;
  /** Where it used S3. */
  readonly region?: string;
  /** Null: no row tells a use. */
  readonly usedAt?: string | null;
  readonly lastUsedAt?: string;
  readonly tags?: string;
  /** Of its inline policy. */
  readonly resource?: string;
}

const ROLES: readonly Role[] = [
  { arn: sso(one, 'Young'), set: 'Young', createdAt: '2026-06-28' },
  { arn: sso(two, 'Young'), set: 'Young', createdAt: '2026-06-28' },
  { arn: sso(one, 'Mixed'), set: 'Mixed' },
  { arn: sso(two, 'Mixed'), set: 'Mixed', createdAt: '2026-06-28' },
  { arn: sso(one, 'Far'), set: 'Far', region: 'mx-central-1' },
  { arn: `${one}:role/far`, region: 'mx-central-1' },
  { arn: `${one}:role/silent`, usedAt: null, lastUsedAt: '2026-07-01 07:00:00' },
  { arn: `${one}:role/quiet`, usedAt: null, lastUsedAt: '2026-02-01', policy: policy('quiet') },
  { arn: `${one}:role/unused`, usedAt: null, lastUsedAt: '2026-02-01' },
  { arn: `${one}:role/tagged`, usedAt: null, tags: 'region=mx-central-1' },
  { arn: `${one}:role/named`, usedAt: null, resource: 'arn:aws:sqs:mx-central-1:222222222222:*' },
  {
    arn: `${one}:role/tracked`,
    usedAt: null,
    tags: 'region=eu-west-1',
    resource: 'arn:aws:sqs:eu-west-1:222222222222:*',
  },
  { arn: `${one}:role/backup` },
  { arn: `${one}:role/idle`, usedAt: null, policy: 'arn:aws:iam::aws:policy/Queues' },
  ...['created', 'edited', 'shown', 'old'].map((name) => ({ arn: `${one}:role/${name}`, policy: policy(name) })),
  { arn: `${one}:role/restoring`, policy: 'arn:aws:iam::aws:policy/service-role/Restores' },
  { arn: `${one}:role/service-role/function`, policy: policy('service-role/lambda') },
  ...['cluster', 'node'].map((name) => ({
    arn: `${one}:role/${name}`,
    policy: `arn:aws:iam::aws:policy/${name}, arn:aws:iam::aws:policy/both`,
  })),
];

const rows = (of: (role: Role) => string): string => ROLES.map(of).join('\n');
const inlineOf = ({ set, policy: attached }: Role): string =>
  attached !== undefined ? '-' : set === undefined ? 'own' : 'AwsSSOInlinePolicy';

const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-03-01    | 2026-06-25
r2     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | status
r1 r2 | ${one} | exported
r2 | ${two} | exported
[principals]
run_id | principal_arn | permission_set_name | created_at | attached_policy_arns | inline_policy_names | role_last_used_at | role_last_used_region | tags
${rows((role) => `r2 | ${role.arn} | ${role.set ?? '-'} | ${role.createdAt ?? '2024-01-01'} | ${role.policy ?? '-'} | ${inlineOf(role)} | ${role.lastUsedAt ?? '-'} | ${role.lastUsedAt === undefined ? '-' : 'eu-west-1'} | ${role.tags ?? ''}`)}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at | last_accessed_region
${rows(({ arn, usedAt = '2026-06-29', region = 'eu-west-1' }) => `r2 | ${arn} | s3 | ${usedAt ?? '-'} | ${usedAt === null ? '-' : region}`)}
${rows(({ arn }) => `r2 | ${arn} | sqs | - | -`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows(({ arn, usedAt = '2026-06-29' }) => `r2 | ${arn} | s3 | ListBuckets | ${usedAt ?? '-'}`)}
${rows(({ arn }) => `r2 | ${arn} | sqs | CreateQueue | -`)}
${rows(({ arn }) => `r2 | ${arn} | sqs | DeleteQueue | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 r2 | s3 | ListBuckets | List | true
r1 r2 | sqs | CreateQueue | Write | true
r1 r2 | sqs | DeleteQueue | Write | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | created_at | updated_at | attachment_count | permissions_boundary_usage_count | document
r2 | ${one} | ${policy('created')} | created | / | false | v1 | 2026-06-30 | 2026-06-30 | 1 | 0 | ${both}
r2 | ${one} | ${policy('edited')} | edited | / | false | v2 | 2023-01-01 | 2026-06-30 | 1 | 0 | ${both}
r1 | ${one} | ${policy('shown')} | shown | / | false | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${text('sqs:CreateQueue')}
r2 | ${one} | ${policy('shown')} | shown | / | false | v2 | 2023-01-01 | 2026-06-30 | 1 | 0 | ${both}
r2 | ${one} | ${policy('quiet')} | quiet | / | false | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${both}
r2 | ${one} | ${policy('old')} | old | / | false | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${both}
r2 | ${one} | arn:aws:iam::aws:policy/Queues | Queues | / | true | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${both}
r2 | ${one} | arn:aws:iam::aws:policy/service-role/Restores | Restores | /service-role/ | true | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${both}
r2 | ${one} | arn:aws:iam::aws:policy/cluster | cluster | / | true | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${both}
r2 | ${one} | arn:aws:iam::aws:policy/both | both | / | true | v1 | 2023-01-01 | 2023-01-01 | 2 | 0 | ${both}
r2 | ${one} | arn:aws:iam::aws:policy/node | node | / | true | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${both}
r2 | ${one} | ${policy('service-role/lambda')} | lambda | /service-role/ | false | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${both}
[policy_statements]
run_id | account_id | owner_arn | owner_type | policy_type | statement_index | effect | principals
r2 | ${one} | ${one}:role/backup | role | trust | 0 | Allow | Service:backup.amazonaws.com
r2 | ${one} | ${one}:role/cluster | role | trust | 0 | Allow | Service:eks.amazonaws.com
r2 | ${one} | ${one}:role/node | role | trust | 0 | Allow | Service:ec2.amazonaws.com
r2 | ${one} | ${one}:role/far | role | trust | 0 | Allow | Service:lambda.amazonaws.com, AWS:arn:aws:iam::${one}:role/idle
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${ROLES.filter(({ policy: attached }) => attached === undefined)
  .map(
    (role) =>
      `r2 | ${role.arn.slice(0, 12)} | ${role.arn} | role | ${inlineOf(role)} | ${bothOn(role.resource ?? '*')}`,
  )
  .join('\n')}
`;

const folder = mkdtempSync(join(tmpdir(), 'hidden-uses-'));
let index: Index;
let entries: readonly Entry[];
const entryOf = (name: string): Entry =>
  entries.find(({ name: own, owner_arn }) => own === name || owner_arn?.endsWith(`/${name}`)) as Entry;
const read = (name: string, file: string): string =>
  readFileSync(join(folder, 'out', entryOf(name).id as string, file), 'utf8');
const blockersOf = (name: string): string[] => entryOf(name).blockers.map(({ code, subject }) => `${code} ${subject}`);
const role = (name: string): string => `arn:aws:iam::${one}:role/${name}`;

beforeAll(async () => {
  const engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  await proposed(engine, join(folder, 'out'), { dates: ['2026-03-01', '2026-07-01'] });
  await engine.close();
  index = indexOf(join(folder, 'out'));
  entries = index.documents;
});

afterAll(() => rmSync(folder, { recursive: true }));

it('asks about a permission set whose every role is young, and about no other', () => {
  expect(entryOf('Young')).toMatchObject({ status: 'conditional', holders: 2, holders_with_evidence: 0 });
  expect(blockersOf('Young')).toEqual(['young_set Young']);
  expect(entryOf('Mixed')).toMatchObject({
    status: 'proposed',
    holders: 2,
    holders_young: 1,
    holders_with_evidence: 1,
  });
  expect(read('Mixed', 'README.md')).toContain('1 of them younger than 90 days; 1 with evidence for all 90 days');
});

it('names the Region in which a holder works and that IAM does not track, and calls nobody young for it', () => {
  const arn = `arn:aws:iam::${sso(one, 'Far')}`;
  expect(blockersOf('Far')).toEqual([`blind_holder ${arn} in mx-central-1`]);
  expect(blockersOf('far')).toEqual([`blind_holder ${role('far')} in mx-central-1`]);
  for (const name of ['Far', 'far']) {
    expect(entryOf(name)).toMatchObject({ status: 'conditional', actions_leave_text: 2, holders_young: 0 });
  }
});

it('asks about a role nobody saw where its tag, or its text, names a Region that IAM does not track', () => {
  expect(blockersOf('tagged')).toEqual([`blind_holder ${role('tagged')} in mx-central-1`]);
  expect(blockersOf('named')).toEqual(['blind_holder its text allows something in mx-central-1']);
  for (const name of ['tagged', 'named']) {
    expect(entryOf(name)).toMatchObject({ status: 'conditional', actions_leave_text: 3 });
  }
  expect(entryOf('tracked')).toMatchObject({ status: 'retire', blockers: [] });
});

it('takes nothing out of a policy that was created within the days', () => {
  expect(entryOf('created')).toMatchObject({
    status: 'unchanged',
    reason: 'created_lately',
    actions_leave_text: 0,
    blockers: [],
  });
});

it('asks about a policy that changed within the days where no snapshot shows what it said', () => {
  expect(entryOf('edited')).toMatchObject({ status: 'conditional', actions_leave_text: 2 });
  expect(blockersOf('edited')).toEqual(['young_document changed on 2026-06-30']);
});

it('keeps what an edit within the days brought, by the text of an earlier snapshot', () => {
  expect(entryOf('shown')).toMatchObject({ status: 'proposed', blockers: [], actions_leave_text: 1 });
  expect(actionsOf(read('shown', 'after.json'))).toEqual(['sqs:DeleteQueue', 's3:ListBuckets']);
});

it('says of an old policy of an old role that nobody knows since when it is attached', () => {
  expect(read('old', 'reasons.csv')).toContain('sqs:CreateQueue,service,400,BOUNDED,');
  expect(read('old', 'README.md')).toContain('but attached at an unknown time: 2;');
  expect(read('old', 'README.md')).toContain('for 2 of 2 actions, no snapshot shows the grant for the 90 days');
});

it('asks about a role that was used within the days though no row tells what it used', () => {
  expect(blockersOf('silent')).toEqual([`unlisted_use ${role('silent')}`]);
  expect(entryOf('silent')).toMatchObject({ status: 'conditional', actions_leave_text: 3 });
  expect(entryOf('quiet')).toMatchObject({ status: 'proposed', blockers: [] });
});

it('leaves alone by default what restores: a document of AWS, a role by whom it trusts; not what lies below /service-role/', () => {
  expect(entryOf('Restores')).toMatchObject({ status: 'refused', reason: 'left_alone' });
  expect(entryOf('backup')).toMatchObject({ status: 'refused', reason: 'excepted_holder' });
  expect(entryOf('backup').detail).toBe(`${role('backup')} trusts backup.amazonaws.com, which restores what was lost`);
  expect(entryOf('lambda')).toMatchObject({ status: 'proposed', actions_leave_text: 2 });
  expect(index.left_alone).toEqual([
    { arn: role('backup'), why: 'trusts backup.amazonaws.com, which restores what was lost' },
  ]);
  expect(readFileSync(join(folder, 'out', 'README.md'), 'utf8')).toContain(
    '2 AWS documents, 0 documents of yours and 1 principal',
  );
});

it('leaves alone what AWS wrote for a service that the role trusts, unless that runs what a customer wrote', () => {
  expect(entryOf('cluster')).toMatchObject({ status: 'refused', reason: 'left_alone', holders_left_out: 1 });
  expect(entryOf('cluster').detail).toBe(`${role('cluster')} trusts eks.amazonaws.com, for which AWS wrote the policy`);
  expect(entryOf('node')).toMatchObject({ status: 'proposed', actions_leave_text: 2, holders_left_out: 0 });
  expect(entryOf('both')).toMatchObject({ status: 'proposed', actions_leave_text: 2, holders: 1, holders_left_out: 1 });
  expect(read('both', 'README.md')).toContain(`\`${role('cluster')}\` (trusts eks.amazonaws.com`);
});

it('proposes to retire a role that nobody used in place of a smaller inline policy', () => {
  const { id, status, blockers, actions_leave_text } = entryOf('unused');
  expect([status, blockers, actions_leave_text]).toEqual(['retire', [], 0]);
  expect(readdirSync(join(folder, 'out', id as string))).toEqual(['README.md']);
});

it('proposes to retire a role that nobody used, and names the roles that trust it', () => {
  const { id, status, actions_leave_text } = entryOf('Queues');
  expect([status, actions_leave_text]).toEqual(['retire', 0]);
  expect(readdirSync(join(folder, 'out', id as string))).toEqual(['README.md']);
  const readme = read('Queues', 'README.md');
  expect(readme).toContain('attach-role-policy --role-name idle --policy-arn arn:aws:iam::aws:policy/AWSDenyAll');
  expect(readme).toContain(`roles in the lake whose trust policy names it, and no longer would: \`${role('far')}\``);
});

describe('looked at again, a retirement', () => {
  const rechecked = async (name: string, change: (text: string) => string): Promise<Rechecked> => {
    cpSync(join(folder, 'out'), join(folder, name), { recursive: true });
    return again(name, change);
  };
  const again = async (name: string, change: (text: string) => string): Promise<Rechecked> => {
    const engine = await duckdbEngine(await writeLake(mkdtempSync(join(folder, 'lake-')), change(lake)));
    const question = { date: '2026-07-01', dates: ['2026-03-01', '2026-07-01'], reference: undefined };
    const proposals = await readProposals(join(folder, name));
    return recheckProposals(
      engine,
      proposals,
      { ...question, exceptions: NO_EXCEPTIONS, today: '2026-07-02' },
      {},
    ).finally(() => engine.close());
  };
  const without =
    (...names: string[]) =>
    (text: string) =>
      text
        .split('\n')
        .filter((row) => !names.some((name) => row.includes(`${one}:role/${name} |`)))
        .join('\n');
  const found = (name: string, document: string) =>
    indexOf(join(folder, name)).documents.find(({ id }) => id === entryOf(document).id);

  it('stands while nobody uses the role', async () => {
    const { withdrawn, applied } = await rechecked('same', (text) => text);
    expect([withdrawn, applied]).toEqual([[], []]);
    for (const name of ['unused', 'Queues']) expect(found('same', name)).toEqual(entryOf(name));
  });

  it('is withdrawn where somebody used the role since', async () => {
    const { withdrawn } = await rechecked('used', (text) =>
      text.replaceAll(/role\/(unused|idle) \| sqs \| -/g, 'role/$1 | sqs | 2026-06-30'),
    );
    const detail = 'the roles that hold it are no longer listed with DELETE';
    for (const name of ['unused', 'Queues']) {
      expect(withdrawn).toContainEqual({ id: entryOf(name).id, reason: 'not_removable', detail });
    }
    expect(readFileSync(join(folder, 'used', entryOf('unused').id as string, 'README.md'), 'utf8')).toMatch(
      /^> \*\*Withd/,
    );
  });

  it('is applied where the role is gone, and stays so', async () => {
    const gone = ['unused', 'Queues'].map((name) => entryOf(name).id);
    const { applied } = await rechecked('gone', without('unused', 'idle'));
    expect([...applied].sort()).toEqual(gone.sort());
    expect(found('gone', 'unused')?.status).toBe('applied');
    expect(await again('gone', without('unused', 'idle'))).toMatchObject({ withdrawn: [], applied: gone });
    await again('gone', (text) => text); // a role that came back
    expect(found('gone', 'unused')?.status).toBe('retire');
  });

  it('is withdrawn where the role stays without the document', async () => {
    const { withdrawn } = await rechecked('kept', (text) =>
      text
        .split('\n')
        .filter((row) => !row.startsWith(`r2 | ${one} | ${one}:role/unused | role | own`))
        .join('\n'),
    );
    expect(withdrawn).toEqual([
      { id: entryOf('unused').id, reason: 'document_gone', detail: 'the document no longer exists' },
    ]);
  });
});

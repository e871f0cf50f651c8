/** Documents for emergencies, by the name of policy, group or permission set: left alone, and nothing beside them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exceptionsOf } from '../../src/propose/subjects/exceptions.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { type Entry, indexOf, proposed } from './proposing.js';

const account = '222222222222';
const text =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:CreateQueue","sqs:DeleteQueue","s3:ListBuckets"],"Resource":"*"}]}';
const policy = (name: string) => `arn:aws:iam::${account}:policy/${name}`;
const ofAws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const OWN = [
  'incident-response',
  'disaster-recovery',
  'break-glass-power',
  'orders',
  'Director',
  'for-group',
  'for-set',
];
const OF_AWS = ['Queues', 'AWSIncidentManagerResolverAccess', 'AWSNetworkFirewallFullAccess'];
const sso = (set: string) => `${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${set}_1a2b`;

/** Each uses S3, and nothing of SQS, but `gone`, which uses nothing. */
interface Holder {
  readonly arn: string;
  readonly set?: string;
  readonly attached?: readonly string[];
  readonly inline?: readonly string[];
  readonly groups?: readonly string[];
}

const HOLDERS: readonly Holder[] = [
  {
    arn: `${account}:role/app`,
    attached: [...OWN.filter((name) => name !== 'for-group' && name !== 'for-set').map(policy), ...OF_AWS.map(ofAws)],
    inline: ['own', 'oncall-access'],
  },
  { arn: `${account}:user/ann`, groups: ['emergency-admins'] },
  { arn: `${account}:user/bob`, groups: ['admins'] },
  { arn: sso('IR-Responder'), set: 'IR-Responder', attached: [policy('for-set')], inline: ['AwsSSOInlinePolicy'] },
  { arn: sso('Irrigation'), set: 'Irrigation', inline: ['AwsSSOInlinePolicy'] },
  { arn: `${account}:role/gone`, inline: ['incident-own'] },
];
const rows = (of: (holder: Holder) => string): string => HOLDERS.map(of).join('\n');
const listed = (names: readonly string[] = []): string => (names.length === 0 ? '-' : names.join(', '));
const usedAt = ({ arn }: Holder): string => (arn.endsWith('/gone') ? '-' : '2026-06-29');
const GROUPS = ['emergency-admins', 'admins'];

const lake = `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-07-01
[accounts]
run_id | account_id | status
r1 | ${account} | exported
[principals]
run_id | principal_arn | principal_type | permission_set_name | created_at | attached_policy_arns | inline_policy_names | group_names
${rows(({ arn, set, attached, inline, groups }) => `r1 | ${arn} | ${arn.includes(':user/') ? 'user' : 'role'} | ${set ?? '-'} | 2024-01-01 | ${listed(attached)} | ${listed(inline)} | ${listed(groups)}`)}
[groups]
run_id | account_id | group_id | group_arn | group_name | path | created_at | attached_policy_arns | inline_policy_names
r1 | ${account} | G1 | arn:aws:iam::${account}:group/emergency-admins | emergency-admins | / | 2024-01-01 | ${listed([policy('for-group'), ofAws('Queues')])} | theirs
r1 | ${account} | G2 | arn:aws:iam::${account}:group/admins | admins | / | 2024-01-01 | - | theirs
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at | last_accessed_region
${rows((holder) => `r1 | ${holder.arn} | s3 | ${usedAt(holder)} | ${usedAt(holder) === '-' ? '-' : 'eu-west-1'}`)}
${rows(({ arn }) => `r1 | ${arn} | sqs | - | -`)}
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows((holder) => `r1 | ${holder.arn} | s3 | ListBuckets | ${usedAt(holder)}`)}
${rows(({ arn }) => `r1 | ${arn} | sqs | CreateQueue | -`)}
${rows(({ arn }) => `r1 | ${arn} | sqs | DeleteQueue | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | s3 | ListBuckets | List | true
r1 | sqs | CreateQueue | Write | true
r1 | sqs | DeleteQueue | Write | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | created_at | updated_at | attachment_count | permissions_boundary_usage_count | document
${OWN.map((name) => `r1 | ${account} | ${policy(name)} | ${name} | / | false | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${text}`).join('\n')}
${OF_AWS.map((name) => `r1 | ${account} | ${ofAws(name)} | ${name} | / | true | v1 | 2023-01-01 | 2023-01-01 | ${name === 'Queues' ? 2 : 1} | 0 | ${text}`).join('\n')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${HOLDERS.flatMap(({ arn, inline = [] }) => inline.map((name) => `r1 | ${account} | ${arn} | role | ${name} | ${text}`)).join('\n')}
${GROUPS.map((name) => `r1 | ${account} | arn:aws:iam::${account}:group/${name} | group | theirs | ${text}`).join('\n')}
`;

const folder = mkdtempSync(join(tmpdir(), 'emergencies-'));
const out = join(folder, 'out');
let engine: QueryEngine;
let entries: ReadonlyMap<string, Entry>;

/** By the name, with that of a group before it. */
const entriesOf = async (released: readonly string[] = []): Promise<ReadonlyMap<string, Entry>> => {
  await proposed(engine, out, { dates: ['2026-07-01'], exceptions: exceptionsOf({}, released) });
  return new Map(
    indexOf(out).documents.map((entry) => {
      const group = /:group\/(.*)/.exec(entry.owner_arn ?? '')?.[1];
      return [group === undefined ? entry.name : `${group} ${entry.name}`, entry];
    }),
  );
};

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  entries = await entriesOf();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

it.each([
  ['incident-response', 'it is idle by design, by its name: *incident*'],
  ['disaster-recovery', 'it is idle by design, by its name: *disaster*'],
  ['break-glass-power', 'it is idle by design, by its name: *glass*'],
  ['oncall-access', 'it is idle by design, by its name: *oncall*'],
  ['IR-Responder', 'it is idle by design, by its name: ir-*'],
  ['emergency-admins theirs', 'the group emergency-admins, which has it, is idle by design, by its name: *emergency*'],
  ['for-group', 'the group emergency-admins, which has it, is idle by design, by its name: *emergency*'],
  ['for-set', 'the permission set IR-Responder, which has it, is idle by design, by its name: ir-*'],
  ['AWSIncidentManagerResolverAccess', 'it is for incidents'],
])('leaves %s alone', (name, detail) => {
  expect(entries.get(name)).toMatchObject({ status: 'refused', reason: 'left_alone', detail, actions_leave_text: 0 });
});

it.each(['orders', 'Director', 'own', 'Irrigation', 'admins theirs', 'AWSNetworkFirewallFullAccess'])(
  'takes out of %s what goes, though its holder has a document for emergencies',
  (name) => expect(entries.get(name)).toMatchObject({ status: 'proposed', actions_leave_text: 2 }),
);

it('leaves a policy of AWS with a group for emergencies, and makes a copy for the others', () => {
  expect(entries.get('Queues')).toMatchObject({ status: 'proposed', holders: 1, holders_left_out: 1 });
  const readme = readFileSync(join(out, entries.get('Queues')?.id as string, 'README.md'), 'utf8');
  expect(readme).toContain(
    `\`arn:aws:iam::${account}:group/emergency-admins\` (is idle by design, by its name: *emergency*)`,
  );
});

it('still retires what goes with a role that nobody used, whatever its name', () => {
  expect(entries.get('incident-own')).toMatchObject({ status: 'retire' });
});

it('leaves no principal alone for a document, counts the documents, and says who could have named them', () => {
  expect(indexOf(out).left_alone).toEqual([]);
  const readme = readFileSync(join(out, 'README.md'), 'utf8');
  expect(readme).toContain('Left alone by default: 1 AWS document, 8 documents of yours and 0 principals.');
  for (const call of ['iam:CreatePolicy', 'iam:CreateGroup', 'iam:PutRolePolicy', 'iam:PutGroupPolicy']) {
    expect(readme).toContain(`users_of --action ${call} --destination LAKE`);
  }
  expect(readme).toContain('--action sso:CreatePermissionSet');
  expect(readme).not.toContain('--action iam:CreateRole');
});

describe('released', () => {
  it.each([
    ['by name', 'incident-response', ['incident-response'], ['disaster-recovery', 'break-glass-power']],
    ['by the word', 'break-glass-power', ['break-glass-power'], ['incident-response']],
    ['by the group', 'emergency-admins', ['emergency-admins theirs', 'for-group'], ['oncall-access']],
    ['by the set', 'IR-Responder', ['IR-Responder', 'for-set'], ['emergency-admins theirs']],
  ])('%s, goes like any other', async (what, name, released, others) => {
    const now = await entriesOf([what === 'by the word' ? '*glass*' : name]);
    for (const one of released) expect(now.get(one), one).toMatchObject({ status: 'proposed' });
    for (const one of others) expect(now.get(one), one).toMatchObject({ reason: 'left_alone' });
  });
});

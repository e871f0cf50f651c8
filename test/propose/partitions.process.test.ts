/** Proposals for each partition: what their scripts name lies in the partition of the document, Regions too. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { indexOf, proposed } from './proposing.js';

const PARTITIONS = [
  { partition: 'aws', home: 'us-east-1', used: 'eu-west-1' },
  { partition: 'aws-us-gov', home: 'us-gov-west-1', used: 'us-gov-east-1' },
  // Uses with a Region of China would keep everything: IAM tracks none there.
  { partition: 'aws-cn', home: 'cn-north-1', used: undefined },
];

const KINDS = ['aws_managed_policy', 'inline_policy', 'managed_policy', 'managed_policy', 'permission_set'];

const folder = mkdtempSync(join(tmpdir(), 'partitions-'));
const bin = join(folder, 'bin');
mkdirSync(bin);
writeFileSync(join(bin, 'aws'), '#!/bin/sh\necho "$@" >&2\nexit 1\n', { mode: 0o755 });

afterAll(() => rmSync(folder, { recursive: true }));

it.each(PARTITIONS)('$partition: no ARN and no Region of another', async ({ partition, home, used }) => {
  const out = join(folder, partition);
  const engine = await duckdbEngine(await writeLake(`${out}-lake`, lakeOf(partition, used ?? '-')));
  await proposed(engine, out, { dates: ['2026-07-01'] });
  await engine.close();
  const { documents } = indexOf(out);
  expect(documents.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual(
    KINDS.map((kind) => `${kind} proposed`),
  );
  for (const { id } of documents) {
    const own = join(out, id as string);
    const text = readdirSync(own)
      .map((name) => readFileSync(join(own, name), 'utf8'))
      .join('\n');
    expect(new Set(text.match(/arn:aws[\w-]*/g))).toEqual(new Set([`arn:${partition}`]));
    expect(new Set(text.match(/\b(us|eu|cn)(-gov)?-[a-z]+-\d\b/g))).toEqual(
      new Set([home, ...(used === undefined ? [] : [used])]),
    );
  }
  const own = join(out, documents[0]?.id as string);
  const today = new Date().toISOString().slice(0, 10);
  for (const told of [firstCall(join(own, 'apply.sh')), firstCall(join(own, 'denials.sh'), today)]) {
    expect(told).toContain(`sts get-caller-identity --region=${home}.`);
  }
});

/** What a script tells of an `aws` that fails with its arguments. */
function firstCall(path: string, ...args: string[]): string {
  writeFileSync(path, readFileSync(path, 'utf8').replace('2026-07-31', '2999-12-31'));
  const env = { ...process.env, PATH: `${bin}:/usr/bin:/bin` };
  return spawnSync('bash', [path, ...args], { env, encoding: 'utf8' }).stderr;
}

/** A document of each kind, and a policy that nobody uses at all. */
function lakeOf(partition: string, region: string): string {
  const account = '123456789012';
  const iam = (rest: string) => `arn:${partition}:iam::${account}:${rest}`;
  const queues = `arn:${partition}:iam::aws:policy/Queues`;
  const text = (...actions: string[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
  const both = text('s3:GetBucketPolicy', 's3:CreateBucket');
  const set = iam('role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_1');
  const all = [iam('role/app'), iam('user/ann'), set];
  const rows = (of: (arn: string) => string) => all.map(of).join('\n');
  return `[runs]
run_id | snapshot_date | reference_date
r1     | 2026-07-01    | 2026-06-25
[accounts]
run_id | account_id | status
r1 | ${account} | exported
[principals]
run_id | principal_arn | principal_type | permission_set_name | created_at | attached_policy_arns | inline_policy_names
r1 | ${iam('role/app')} | role | - | 2024-01-01 | ${iam('policy/shared')}, ${iam('policy/unused')}, ${queues} | -
r1 | ${iam('user/ann')} | user | - | 2024-01-01 | - | own
r1 | ${set} | role | Dev | 2024-01-01 | - | AwsSSOInlinePolicy
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at | last_accessed_region
${rows((arn) => `r1 | ${arn} | s3 | 2026-06-20 | ${region}`)}
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
r1 | ${account} | ${iam('policy/shared')} | shared | / | false | v1 | 1 | 0 | ${both}
r1 | ${account} | ${iam('policy/unused')} | unused | / | false | v1 | 1 | 0 | ${text('sqs:CreateQueue')}
r1 | ${account} | ${queues} | Queues | / | true | v1 | 1 | 0 | ${text('sqs:CreateQueue', 's3:GetBucketPolicy')}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
r1 | ${account} | ${iam('user/ann')} | user | own | ${both}
r1 | ${account} | ${set} | role | AwsSSOInlinePolicy | ${both}
`;
}

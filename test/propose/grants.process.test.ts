/** What a holder got between two audits stays until reports show it for the days, however far apart the audits lie. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { actionsOf, type Entry, indexOf, proposed } from './proposing.js';

const account = '222222222222';
const text =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListBuckets","s3:CreateBucket","sqs:CreateQueue","sqs:DeleteQueue"],"Resource":"*"}]}';
const shared = `arn:aws:iam::${account}:policy/shared`;
const setRole = (set: string) => `${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${set}_1a2b`;

/** Audits 200, 91 and 89 days before the last one. */
const AUDITS = { r200: '2025-12-13', r91: '2026-04-01', r89: '2026-04-03', r0: '2026-07-01' };

/** Who uses s3:ListBuckets alone; each audit of `reports` has a report, those of `queues` and `creates` show these grants. */
interface Holder {
  readonly arn: string;
  readonly id: string;
  readonly set?: string;
  readonly created?: string;
  readonly reports: string;
  readonly queues: string;
  readonly creates: string;
  readonly isAttached?: true;
}
const role = (name: string, own: Pick<Holder, 'reports' | 'queues' | 'creates' | 'isAttached'>): Holder => ({
  arn: `${account}:role/${name}`,
  id: name,
  ...own,
});
const always = { queues: 'r200 r91 r89 r0', creates: 'r200 r91 r89 r0' };
const HOLDERS: readonly Holder[] = [
  role('always', { reports: 'r200 r91 r89 r0', ...always }),
  role('got-it-this-quarter', { reports: 'r91 r0', queues: 'r0', creates: 'r0' }),
  role('lacked-it-half-a-year-ago', { reports: 'r200 r0', queues: 'r0', creates: 'r0' }),
  role('shown-for-89-days', { reports: 'r200 r91 r89 r0', queues: 'r89 r0', creates: 'r89 r0' }),
  role('shown-for-91-days', { reports: 'r200 r91 r0', queues: 'r91 r0', creates: 'r91 r0' }),
  role('lost-it-between', { reports: 'r200 r91 r89 r0', queues: 'r200 r91 r0', creates: 'r200 r91 r89 r0' }),
  role('got-one-action', { reports: 'r91 r0', queues: 'r91 r0', creates: 'r0' }),
  role('got-one-service', { reports: 'r91 r0', queues: 'r0', creates: 'r91 r0' }),
  role('seen-once', { reports: 'r0', queues: 'r0', creates: 'r0' }),
  role('attached', { reports: 'r91 r0', queues: 'r0', creates: 'r0', isAttached: true }),
  { arn: setRole('Old'), id: 'old', set: 'Old', reports: 'r91 r0', queues: 'r91 r0', creates: 'r91 r0' },
  { arn: setRole('Fresh'), id: 'was', set: 'Fresh', reports: 'r200 r91', queues: 'r200 r91', creates: 'r200 r91' },
  {
    ...{ arn: setRole('Fresh'), id: 'is', set: 'Fresh', created: '2026-06-28' },
    ...{ reports: 'r0', queues: 'r0', creates: 'r0' },
  },
];
const rows = (of: (holder: Holder) => string): string => HOLDERS.map(of).join('\n');
const every = Object.keys(AUDITS).join(' ');
const usesIn = (reports: string, row: (run: string, at: string) => string): string =>
  reports
    .split(' ')
    .map((run) => row(run, run === 'r0' ? '2026-06-29' : '2025-12-10'))
    .join('\n');
const inlineOf = ({ set, isAttached }: Holder): string =>
  isAttached ? '-' : set === undefined ? 'own' : 'AwsSSOInlinePolicy';

const lake = `[runs]
run_id | snapshot_date | reference_date
${Object.entries(AUDITS)
  .map(([run, date]) => `${run} | ${date} | ${date}`)
  .join('\n')}
[accounts]
run_id | account_id | status
${every} | ${account} | exported
[principals]
run_id | principal_arn | principal_id | permission_set_name | created_at | attached_policy_arns | inline_policy_names
${rows((holder) => `${holder.reports} | ${holder.arn} | ${holder.id} | ${holder.set ?? '-'} | ${holder.created ?? '2024-01-01'} | ${holder.isAttached ? shared : '-'} | ${inlineOf(holder)}`)}
[service_last_accessed]
run_id | principal_arn | principal_id | service_namespace | last_accessed_at
${rows(({ arn, id, reports }) => usesIn(reports, (run, at) => `${run} | ${arn} | ${id} | s3 | ${at}`))}
${rows(({ arn, id, queues }) => `${queues} | ${arn} | ${id} | sqs | -`)}
[action_last_accessed]
run_id | principal_arn | principal_id | service_namespace | action_name | last_accessed_at
${rows(({ arn, id, reports }) => usesIn(reports, (run, at) => `${run} | ${arn} | ${id} | s3 | ListBuckets | ${at}`))}
${rows(({ arn, id, creates }) => `${creates} | ${arn} | ${id} | s3 | CreateBucket | -`)}
${rows(({ arn, id, queues }) => `${queues} | ${arn} | ${id} | sqs | CreateQueue | -`)}
${rows(({ arn, id, queues }) => `${queues} | ${arn} | ${id} | sqs | DeleteQueue | -`)}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
${every} | s3 | ListBuckets | List | true
${every} | s3 | CreateBucket | Write | true
${every} | sqs | CreateQueue | Write | true
${every} | sqs | DeleteQueue | Write | true
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | created_at | updated_at | attachment_count | permissions_boundary_usage_count | document
${every} | ${account} | ${shared} | shared | / | false | v1 | 2023-01-01 | 2023-01-01 | 1 | 0 | ${text}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
${rows((holder) => (holder.isAttached ? '' : `${holder.reports} | ${account} | ${holder.arn} | role | ${inlineOf(holder)} | ${text}`))}
`;

const folder = mkdtempSync(join(tmpdir(), 'grants-'));
const out = join(folder, 'out');
let engine: QueryEngine;
let entries: ReadonlyMap<string, Entry>;

/** By the name of the role, of the policy or of the set. */
async function asked(changes: Parameters<typeof proposed>[2] = {}): Promise<ReadonlyMap<string, Entry>> {
  await proposed(engine, out, { dates: Object.values(AUDITS), ...changes });
  const named = ({ owner_arn, name }: Entry): string => /:role\/(.*)/.exec(owner_arn ?? '')?.[1] ?? name;
  return new Map(indexOf(out).documents.map((entry) => [named(entry), entry]));
}

beforeAll(async () => {
  engine = await duckdbEngine(await writeLake(join(folder, 'lake'), lake));
  entries = await asked();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const read = (name: string, file: string): string =>
  readFileSync(join(out, entries.get(name)?.id as string, file), 'utf8');

const [bucket, queues] = [['s3:CreateBucket'], ['sqs:CreateQueue', 'sqs:DeleteQueue']];

describe('what goes at 90 days', () => {
  it.each([
    ['always', [...bucket, ...queues]],
    ['got-it-this-quarter', []],
    ['lacked-it-half-a-year-ago', []],
    ['shown-for-89-days', []],
    ['shown-for-91-days', [...bucket, ...queues]],
    ['lost-it-between', bucket],
    ['got-one-action', queues],
    ['got-one-service', bucket],
    ['seen-once', [...bucket, ...queues]],
    ['shared', []],
    ['Old', [...bucket, ...queues]],
  ])('of %s: %j', (name, gone) => {
    const { status, actions_leave_text } = entries.get(name) as Entry;
    expect([status, actions_leave_text]).toEqual([gone.length === 0 ? 'unchanged' : 'proposed', gone.length]);
    const kept = gone.length === 0 ? actionsOf(text) : actionsOf(read(name, 'after.json'));
    expect(actionsOf(text).filter((action) => !kept.includes(action))).toEqual(gone);
  });

  it('goes with days that reports show it for', async () => {
    const at89 = await asked({ days: 89 });
    expect(at89.get('shown-for-89-days')).toMatchObject({ status: 'proposed', actions_leave_text: 3 });
    expect(at89.get('got-it-this-quarter')).toMatchObject({ status: 'unchanged' });
    entries = await asked();
  });
});

describe('README.md', () => {
  const KNOWN = 'earlier snapshots show that all of these actions have been granted for the 90 days';
  it.each(['always', 'shown-for-91-days', 'Old', 'got-one-action'])('says of %s that all is known', (name) => {
    expect(read(name, 'README.md')).toContain(KNOWN);
    expect(read(name, 'reasons.csv')).not.toMatch(/UNKNOWN|BOUNDED/);
  });

  it('says where no earlier snapshot shows the grant for the days', () => {
    const readme = read('seen-once', 'README.md');
    expect(readme).not.toContain(KNOWN);
    expect(readme).toContain('for 3 of 3 actions, no snapshot shows the grant for the 90 days');
    expect(read('seen-once', 'reasons.csv').match(/UNKNOWN/g)).toHaveLength(3);
  });

  it('says it too of a set whose only role is three days old, though a role before it had the grant', async () => {
    expect(entries.get('Fresh')?.blockers.map(({ code }) => code)).toEqual(['young_set']);
    expect(entries.get('Fresh')?.status).toBe('conditional');
    expect(read('Fresh', 'README.md')).not.toContain(KNOWN);
    expect(read('Fresh', 'reasons.csv')).not.toMatch(/,KNOWN,/);
    expect((await asked({ grantAge: 'known' })).get('Fresh')?.status).toBe('unchanged');
    entries = await asked();
  });
});

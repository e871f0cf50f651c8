/** A document for which no proof can be had is refused by itself, and told: the others are written. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rewriter } from '../../src/propose/assess/propose.js';
import type { ProposeRequest } from '../../src/propose/propose-lake.js';
import { rewrite } from '../../src/propose/rewrite/rewrite.js';
import { duckdbEngine } from '../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../src/query/engine/engine.js';
import { writeLake } from '../query/lake/write-lake.js';
import { type Entry, indexOf, proposed } from './proposing.js';

const ACCOUNT = '222222222222';
const SSO = `${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Set_1`;
const document = (...actions: readonly string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
const UNUSED = ['sqs:CreateQueue', 'sqs:DeleteQueue'];
/** More work than one document may cost: each pattern is held against 8,000 actions. */
const HARD = document(...UNUSED, ...Array.from({ length: 500 }, (_, at) => `*${at}*e*t*`));
const roles = [`${ACCOUNT}:role/plain`, `${ACCOUNT}:role/odd`, SSO];
const rows = (of: (arn: string) => string) => roles.map(of).join('\n');
const policy = (account: string) => `arn:aws:iam::${account}:policy/shared`;

const lake = (odd: string) => `[runs]
run_id | snapshot_date | reference_date
r1 | 2026-07-01 | 2026-06-25
[accounts]
run_id | account_id | status
r1 | ${ACCOUNT} | exported
r1 | 333333333333 | exported
[principals]
run_id | principal_arn | permission_set_name | created_at | inline_policy_names | attached_policy_arns
r1 | ${roles[0]} | - | 2024-01-01 | plain | -
r1 | ${roles[1]} | - | 2024-01-01 | odd, small | ${policy(ACCOUNT)}
r1 | ${SSO} | Set | 2024-01-01 | AwsSSOInlinePolicy | -
r1 | 333333333333:role/odd | - | 2024-01-01 | - | ${policy('333333333333')}
[service_last_accessed]
run_id | principal_arn | service_namespace | last_accessed_at
${rows((arn) => `r1 | ${arn} | sqs | -`)}
${rows((arn) => `r1 | ${arn} | s3 | 2026-06-20`)}
r1 | 333333333333:role/odd | sqs | -
[action_last_accessed]
run_id | principal_arn | service_namespace | action_name | last_accessed_at
${rows((arn) => UNUSED.map((action) => `r1 | ${arn} | sqs | ${action.slice(4)} | -`).join('\n'))}
[actions]
run_id | service_namespace | action_name | access_level | is_tracked
r1 | sqs | CreateQueue | Write | true
r1 | sqs | DeleteQueue | Write | true
${Array.from({ length: 8000 }, (_, at) => `r1 | zz | PutEntity${at} | Write | true`).join('\n')}
[policies]
run_id | account_id | policy_arn | policy_name | path | is_aws_managed | default_version_id | attachment_count | permissions_boundary_usage_count | document
r1 | ${ACCOUNT} | ${policy(ACCOUNT)} | shared | / | false | v1 | 1 | 0 | ${odd}
r1 | 333333333333 | ${policy('333333333333')} | shared | / | false | v1 | 1 | 0 | ${odd}
[inline_policies]
run_id | account_id | owner_arn | owner_type | policy_name | document
r1 | ${ACCOUNT} | ${roles[0]} | role | plain | ${document(...UNUSED)}
r1 | ${ACCOUNT} | ${roles[1]} | role | odd | ${odd}
r1 | ${ACCOUNT} | ${roles[1]} | role | small | ${document(UNUSED[0] as string)}
r1 | ${ACCOUNT} | ${SSO} | role | AwsSSOInlinePolicy | ${odd}
`;

const folder = mkdtempSync(join(tmpdir(), 'refused-'));
const engines: QueryEngine[] = [];

async function proposedOver(name: string, odd: string, changes: object = {}): Promise<Map<string, Entry>> {
  const engine = await duckdbEngine(await writeLake(join(folder, `${name}-lake`), lake(odd)));
  engines.push(engine);
  return proposed(engine, join(folder, name), { dates: ['2026-07-01'], ...changes } as Partial<ProposeRequest>);
}

afterAll(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true });
});

/** Takes away more than may go, of documents that hold a mark. */
const broken: Rewriter = (own, ...given) => {
  const rewritten = rewrite(own, ...given);
  return own.text.includes('sqs:Mark') ? { ...rewritten, texts: [own.text.replace('sqs:Mark', 's3:*')] } : rewritten;
};

describe.each([
  ['not_proven', document(...UNUSED, 'sqs:Mark'), /^P[1-6]: ./, 'This is a bug in Access Lake'],
  ['too_complex', HARD, /^its patterns take more than \d+ steps/, 'Review them by hand'],
] as const)('%s', (reason, odd, detail, told) => {
  let entries: Map<string, Entry>;
  beforeAll(async () => {
    entries = await proposedOver(reason, odd, reason === 'not_proven' ? { rewriter: broken } : {});
  });

  it('is refused with its reason and a detail, whatever kind it is of, and has no folder', () => {
    for (const name of ['odd', 'shared', 'Set']) {
      expect(entries.get(name), name).toMatchObject({ status: 'refused', reason, id: null, actions_leave_text: 0 });
      expect(entries.get(name)?.detail).toMatch(detail);
    }
    expect(indexOf(join(folder, reason)).families).toEqual([]);
    expect(existsSync(join(folder, reason, 'sets'))).toBe(false);
    expect(readdirSync(join(folder, reason, ACCOUNT))).toEqual(['inline_policy']);
  });

  it('leaves the others as they are', () => {
    expect(entries.get('plain')).toMatchObject({
      status: 'proposed',
      actions_leave_text: 2,
      gain: { actions_lost: 2 },
    });
    expect(entries.get('small')).toMatchObject({ status: 'proposed', actions_leave_text: 1 });
  });

  it('is told in the README', () => {
    const readme = readFileSync(join(folder, reason, 'README.md'), 'utf8');
    expect(readme).toContain(told);
    expect(readme).toMatch(/^- `Set`, all accounts: `/m);
    expect(readme).toContain(`- \`odd\`, ${ACCOUNT}: \`${entries.get('odd')?.detail}\``);
  });

  it('grants all that it did: what it holds as well is no gain', () => {
    expect(entries.get('small')?.gain).toMatchObject({ holders: 0, actions_lost: 0 });
  });
});

it('judges a document alike whatever others were looked at before', async () => {
  const alone = await proposedOver('alone', HARD, { selection: selectionOf('odd') });
  const [all, own] = [indexOf(join(folder, 'too_complex')), alone.get('odd')];
  expect(all.documents.find(({ name }) => name === 'odd')).toEqual(own);
});

function selectionOf(policyName: string) {
  return { accountIds: [], ous: [], principals: [], policies: [policyName], permissionSets: [], tags: [] };
}

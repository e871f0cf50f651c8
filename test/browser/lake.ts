/** The lake that the questions are tested on, and in it what the page must tell apart besides. */
import { readFileSync } from 'node:fs';

/** Name of the account 222222222222. */
export const hostile = '<img src=x onerror=alert(1)>';

/** Held by role/app and role/shared: sqs:CreateQueue, which neither ever used, may go from both at once. */
const QUEUES = 'arn:aws:iam::222222222222:policy/queues';
const QUEUES_TEXT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:CreateQueue","Resource":"*"}]}';

/**
 * role/bare      is granted nothing
 * role/reader    is granted a service of which an administrative action is not tracked; dormant, in an account that no
 *                audit measured before
 * role/seasonal  newly dormant: last used in March 2026
 * role/flaky     dormant, and not measured in April
 * role/app       was granted sqs in the morning of 2026-07-01 too, as in all other runs
 */
const added: Readonly<Record<string, readonly string[]>> = {
  principals: [
    'r3 | 555555555555:role/bare   | AROABARE   | 2026-06-15 | | - | - | - | - | - | | exported | - | - | 0 | 0 | 0 | 0',
    'r3 | 555555555555:role/reader | AROAREADER | 2024-06-15 | | - | - | - | - | - | | exported | - | - | 1 | 0 | 1 | 0',
    'r1 | 222222222222:role/seasonal | AROASEASON | 2024-01-01 | | 2025-12-15 05:00 | eu-central-1 | - | - | - | | exported | - | - | 1 | 1 | 1 | 1',
    'r2 r4 | 222222222222:role/seasonal | AROASEASON | 2024-01-01 | | 2026-03-15 05:00 | eu-central-1 | - | - | - | | exported | - | - | 1 | 1 | 1 | 1',
    'r1 r4 | 222222222222:role/flaky | AROAFLAKY | 2024-01-01 | | - | - | - | - | - | | exported | - | - | 1 | 0 | 1 | 0',
    'r2 | 222222222222:role/flaky | AROAFLAKY | 2024-01-01 | - | - | - | - | - | - | | failed | Throttling | Rate exceeded | - | - | - | -',
  ],
  service_last_accessed: [
    'r3 | 555555555555:role/reader | iam | - | - | 1 | 0',
    'r3 | 222222222222:role/app | sqs | - | - | 1 | 0',
    'r1 | 222222222222:role/seasonal | s3 | 2025-12-15 05:00 | eu-central-1 | 1 | 1',
    'r2 r4 | 222222222222:role/seasonal | s3 | 2026-03-15 05:00 | eu-central-1 | 1 | 1',
    'r1 r4 | 222222222222:role/flaky | kms | - | - | 1 | 0',
  ],
  action_last_accessed: [
    'r3 | 555555555555:role/reader | iam | ListRoles | - | -',
    'r3 | 222222222222:role/app | sqs | CreateQueue | - | -',
    'r1 | 222222222222:role/seasonal | s3 | ListAllMyBuckets | 2025-12-15 05:00 | eu-central-1',
    'r2 r4 | 222222222222:role/seasonal | s3 | ListAllMyBuckets | 2026-03-15 05:00 | eu-central-1',
    'r1 r4 | 222222222222:role/flaky | kms | ListKeys | - | -',
  ],
  actions: ['r1 r2 r3 r4 | iam | PutGroupPolicy | Permissions management | false'],
  policies: [
    `r4 | 222222222222 | ${QUEUES} | ANPAQUEUES | queues | / | false | v1 | ${QUEUES_TEXT} | 2024-02-01 | 2024-02-01 | 2`,
  ],
};

const STATEMENTS = `[policy_statements]
run_id | account_id | owner_arn | owner_type | policy_type | policy_name | statement_index | effect | actions | not_actions | resources | has_condition | principals | not_principals | has_external_id | oidc_subject | problem
r4 | 222222222222 | ${QUEUES} | policy | managed | queues | 0 | Allow | sqs:CreateQueue | - | * | false | - | - | - | - | -`;

export function lakeText(): string {
  const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
  const sections = base.trimEnd().replaceAll('| Production ', `| ${hostile} `).split('\n\n').map(withAdded);
  return [...sections, STATEMENTS, ''].join('\n\n');
}

function withAdded(section: string): string {
  const [name = ''] = section.match(/(?<=^\[)\w+(?=\]$)/m) ?? [];
  const text = [section, ...(added[name] ?? [])].join('\n');
  return name === 'principals' ? withAttached(text) : text;
}

/** Principals with a column of the policies attached to them. */
function withAttached(principals: string): string {
  return principals.replaceAll(/^.*\|.*$/gm, (line) => `${line} | ${attachedTo(line)}`);
}

function attachedTo(line: string): string {
  if (line.startsWith('run_id')) return 'attached_policy_arns';
  return /^r4 +\| 222222222222:role\/(app|shared) /.test(line) ? QUEUES : '';
}

/** The policies of deploy/, which tests compare with the calls of the program, with the values of a stack filled in. */
import { readFileSync } from 'node:fs';
import type { Any } from '../template.js';
import { type Hub, type Rule, unequal } from './rule.js';

/** Statements of a policy for the stack that has as much as it can. */
function filled(file: string): Any {
  return JSON.parse(
    readFileSync(new URL(`../../../deploy/${file}`, import.meta.url), 'utf8')
      .replaceAll('arn:aws:kms:MY-REGION:MY-ACCOUNT:key/MY-TOPIC-KEY', 'arn:aws-cn:kms:cn-north-1:111122223333:key/2')
      .replaceAll('arn:aws:kms:MY-REGION:MY-ACCOUNT:key/MY-KEY', 'arn:aws-cn:kms:cn-north-1:111122223333:key/1')
      .replaceAll('arn:aws:sns:MY-REGION:MY-ACCOUNT:MY-TOPIC', '<Topic>')
      .replaceAll('role/AccessLakeReader', 'role/team/AccessLakeReader')
      .replaceAll('MY-BUCKET/lake/', 'my-lake/audit/lake/')
      .replaceAll(/MY-(RESULTS-)?BUCKET/g, 'my-lake')
      .replaceAll('MY-OWNERS-FILE', 'decisions/owners.yaml')
      .replaceAll('MY-TASKS-FILE', 'decisions/tasks.yaml')
      .replaceAll('MY-WORKGROUP', '<Workgroup>')
      .replaceAll('MY-REGION', 'cn-north-1')
      .replaceAll('MY-ACCOUNT', '111122223333')
      .replaceAll('arn:aws:', 'arn:aws-cn:'),
  ).Statement;
}

function statements({ most }: Hub): string[] {
  const task = most.properties('TaskRole').Policies.map(({ PolicyDocument }: Any) => PolicyDocument.Statement);
  return [
    ...unequal('task role', task, [filled('hub-policy.json')]),
    ...unequal('readers', most.properties('ReaderPolicy').PolicyDocument.Statement, filled('reader-policy.json')),
  ];
}

export const POLICIES: readonly Rule[] = [
  {
    name: 'the task role has the permissions of its calls, readers those of asking',
    source: 'deploy/hub-policy.json, deploy/reader-policy.json',
    problems: statements,
  },
];

/** The policies of deploy/, which tests compare with the calls of the program, with the values of a stack filled in. */
import { readFileSync } from 'node:fs';
import { type Any, parseTemplate } from '../template.js';
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
      .replaceAll('MY-EXCEPT-FILE', 'decisions/except.yaml')
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

/** Without what is for people, and what the hub has checked. */
function memberRole({ template }: Hub): string[] {
  const text = readFileSync(new URL('../../../deploy/member-role.yaml', import.meta.url), 'utf8');
  const { Description: _, Outputs: __, Parameters, ...rest } = parseTemplate(text) as Any;
  const given = Object.entries<Any>(Parameters).map(([name, { Type, NoEcho }]) => [
    name,
    NoEcho ? { Type, NoEcho } : { Type },
  ]);
  const body = parseTemplate(template.Resources.MemberRoles.Properties.TemplateBody);
  const { Parameters: parameters, ...deployed } = body;
  return [...unequal('parameters', parameters, Object.fromEntries(given)), ...unequal('template', deployed, rest)];
}

export const POLICIES: readonly Rule[] = [
  {
    name: 'the task role has the permissions of its calls, readers those of asking',
    source: 'deploy/hub-policy.json, deploy/reader-policy.json',
    problems: statements,
  },
  {
    name: 'the StackSet deploys the member role as it is published',
    source: 'deploy/member-role.yaml',
    problems: memberRole,
  },
];

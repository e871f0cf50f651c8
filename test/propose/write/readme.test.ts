/** README.md of a document: what it says of services and of what stays is so, and no sentence ends before its list. */
import { expect, it } from 'vitest';
import type { Assessment } from '../../../src/propose/assess/assessment.js';
import type { WriteContext } from '../../../src/propose/write/context.js';
import { documentReadme } from '../../../src/propose/write/document/readme.js';

const context = { date: '2026-07-01', days: 90, expiresOn: '2026-07-31', isExpired: false } as WriteContext;
const removed = (action: string) => ({
  action,
  grade: 'service',
  grantAge: 'KNOWN',
  evidenceDays: 400,
  power: 'writes',
});

function readmeOf(changes: object): string {
  const assessment = {
    subject: {
      kind: 'managed_policy',
      name: 'shared',
      ownerArn: null,
      accountId: '222222222222',
      holders: [],
      parts: [],
      leftOut: [],
    },
    ...{
      removed: [removed('sqs:CreateQueue'), removed('ec2:RunInstances')],
      servicesRemoved: [],
      parts: [],
      after: ['{}'],
    },
    ...{ before: '{}', blockers: [], holdersGone: [], keptForGone: new Map(), escalations: [], ...changes },
  };
  return documentReadme(assessment as unknown as Assessment, context);
}

it.each([
  [[], '2 actions of services that no holder used: `sqs`, `ec2`\n'],
  [['ec2'], '2 actions of services that no holder used: `sqs`, `ec2`; nothing stays of `ec2`\n'],
  [['ec2', 'sqs'], '2 actions of services that no holder used: `sqs`, `ec2`; nothing of them stays\n'],
])('names the services whose actions go, and those of which nothing stays: %j', (servicesRemoved, says) => {
  expect(readmeOf({ servicesRemoved })).toContain(says);
});

it('says that holders are still administrators, through what, and what to do about it', () => {
  expect(readmeOf({})).not.toContain('still administrators');
  const escalations = ['iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:PutUserPolicy', 'iam:AddUserToGroup'];
  const says =
    'still administrators, through `iam:AttachRolePolicy`, `iam:PutRolePolicy`, `iam:PutUserPolicy` and 1 more: ';
  expect(readmeOf({ escalations })).toContain(says);
  expect(readmeOf({ escalations })).toContain('set a permissions boundary');
});

/** The scripts hold names of AWS as data alone, whatever the names are. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Assessment } from '../../src/propose/assess/assessment.js';
import { canEscalate } from '../../src/propose/assess/residual.js';
import { unifiedDiff } from '../../src/propose/write/diff.js';
import { code } from '../../src/propose/write/markdown.js';
import { script } from '../../src/propose/write/script.js';

const HOSTILE = [
  "'; touch /tmp/owned; '",
  '$(touch /tmp/owned)`id`',
  'x\nACCESS_LAKE_PROGRAM\nrm -rf /',
  '"""\\u0022\\',
  '\u2028\u202e🚀\u0000',
];

function assessmentOf(name: string): Assessment {
  const subject = { kind: 'inline_policy', accountId: '1', arn: null, ownerArn: `arn:aws:iam::1:role/${name}`, name };
  const rest = { defaultVersionId: null, holders: [], attachedTo: [] };
  const before = JSON.stringify({ Statement: [{ Sid: name, Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
  const blockers = [{ id: 'a', code: 'young_holder', subject: name, removableWithout: 1 }];
  return { subject: { ...subject, ...rest }, before, after: [before], blockers, parts: [] } as unknown as Assessment;
}

it.each(HOSTILE)('%j', (name) => {
  for (const mode of ['apply', 'rollback'] as const) {
    const text = script(mode, assessmentOf(name), '2026-07-31', []);
    expect(text.split('\n').filter((line) => line === 'ACCESS_LAKE_PROGRAM')).toHaveLength(1);
    expect(text).not.toContain('touch /tmp/owned)`id`\n');
    execFileSync('bash', ['-n', '-c', text]);
    const [, literal] = /^PROPOSAL = json\.loads\((".*")\)$/m.exec(text) as RegExpExecArray;
    expect(literal).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(JSON.parse(literal as string)).name).toBe(name);
  }
});

it('shows a name in Markdown as code that nothing in it ends', () => {
  expect(code('a`b``c')).toBe('```a`b``c```');
  expect(code('`x\n# y')).toBe('`` `x\\n# y ``');
});

it('shows a change as diff -u does', () => {
  const lines = (...changed: string[]) => `${['a', 'b', 'c', 'd', ...changed, 'x', 'y', 'z', 'w'].join('\n')}\n`;
  expect(unifiedDiff(lines('1', '2'), lines('2', '3'))).toBe(
    `--- before.json\n+++ after.json\n@@ -2,8 +2,8 @@\n b\n c\n d\n-1\n 2\n+3\n x\n y\n z\n`,
  );
});

it.each([
  ['{"Statement":{"Effect":"Allow","Action":"iam:Put*","Resource":"*"}}', true],
  ['{"Statement":{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}}', true],
  ['{"Statement":{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}}', false],
  ['{"Statement":{"Effect":"Deny","Action":"iam:*","Resource":"*"}}', false],
  ['{"Statement":{"Effect":"Allow","Action":["s3:*","iam:Get*"],"Resource":"*"}}', false],
])('%s can give its holder everything back: %s', (text, expected) => expect(canEscalate([text])).toBe(expected));

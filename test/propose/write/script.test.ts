/** The scripts hold names of AWS as data alone, whatever the names are. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Assessment } from '../../../src/propose/assess/assessment.js';
import { canEscalate } from '../../../src/propose/assess/residual.js';
import { unifiedDiff } from '../../../src/propose/write/document/diff.js';
import { denialsScript, scripts } from '../../../src/propose/write/document/script.js';
import { code } from '../../../src/propose/write/markdown.js';

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
  for (const [, text] of scripts(assessmentOf(name), '2026-07-31', [])) {
    expect(text.split('\n').filter((line) => line === 'ACCESS_LAKE_PROGRAM')).toHaveLength(1);
    expect(text).not.toContain('touch /tmp/owned)`id`\n');
    execFileSync('bash', ['-n', '-c', text]);
    const [, literal] = /^PROPOSAL = json\.loads\((".*")\)$/m.exec(text) as RegExpExecArray;
    expect(literal).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(JSON.parse(literal as string)).name).toBe(name);
  }
});

it('shows denials of the holders as CloudTrail tells them, those of removed actions apart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'denials-'));
  const role = 'arn:aws:iam::1:role/app';
  const event = (eventName: string, arn: string, errorCode?: string) => ({
    CloudTrailEvent: JSON.stringify({
      eventTime: '2026-07-03T00:00:00Z',
      eventName,
      errorCode,
      userIdentity: { arn: 'arn:aws:sts::1:assumed-role/app/me', sessionContext: { sessionIssuer: { arn } } },
    }),
  });
  const events = [
    event('CreateQueue', role, 'AccessDenied'),
    event('ListQueues\u001b[2J', role, 'Client.UnauthorizedOperation'),
    event('CreateQueue', 'arn:aws:iam::1:role/other', 'AccessDenied'),
    event('DeleteQueue', role),
  ];
  writeFileSync(join(folder, 'events.json'), JSON.stringify({ Events: events }));
  writeFileSync(join(folder, 'aws'), '#!/bin/sh\ncd "$(dirname "$0")"\necho "$@" >> asked\ncat events.json\n', {
    mode: 0o755,
  });
  const watched = { subject: { holders: [{ arn: role }] }, removed: [{ action: 'sqs:CreateQueue' }] };
  writeFileSync(join(folder, 'denials.sh'), denialsScript(watched as unknown as Assessment));
  const run = (...args: string[]) =>
    spawnSync('bash', [join(folder, 'denials.sh'), ...args], {
      env: { ...process.env, PATH: `${folder}:/usr/bin:/bin` },
      encoding: 'utf8',
    });
  expect(run('2026-07-02', 'eu-west-1').stdout.split('\n')).toEqual([
    `2026-07-03T00:00:00Z  ${role}  sqs:CreateQueue  removed`,
    `2026-07-03T00:00:00Z  ${role}  sqs:ListQueues\\x1b[2J  same service`,
    '2 denials of holders in the services of removed actions since 2026-07-02.',
    '',
  ]);
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain('AttributeValue=sqs.amazonaws.com --region=eu-west-1');
  expect(run('yesterday').status).toBe(2);
  rmSync(folder, { recursive: true });
});

it('runs no module that lies beside the script, or that the environment names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'beside-'));
  const owned = join(folder, 'owned');
  const modules = ['json', 'datetime', 'hashlib', 'os', 'subprocess', 'sys', 'time', 'urllib', 'sitecustomize'];
  for (const name of modules) writeFileSync(join(folder, `${name}.py`), `open(${JSON.stringify(owned)}, 'w')\n`);
  writeFileSync(join(folder, 'aws'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const watched = { subject: { holders: [] }, removed: [{ action: 'sqs:CreateQueue' }] } as unknown as Assessment;
  const texts = [...scripts(assessmentOf('x'), '2026-07-31', []).map(([, text]) => text), denialsScript(watched)];
  expect(texts).toHaveLength(3);
  for (const text of texts) {
    writeFileSync(join(folder, 'script.sh'), text);
    const env = { ...process.env, PATH: `${folder}:/usr/bin:/bin`, PYTHONPATH: folder };
    const { stderr } = spawnSync('bash', [join(folder, 'script.sh')], { env, encoding: 'utf8' });
    expect(stderr).not.toContain('Traceback');
    expect(existsSync(owned)).toBe(false);
  }
  rmSync(folder, { recursive: true });
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

/** The scripts hold names of AWS as data alone, whatever the names are. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Assessment } from '../../../src/propose/assess/assessment.js';
import { escalationsIn } from '../../../src/propose/assess/residual.js';
import { denialsScript } from '../../../src/propose/write/document/denials.js';
import { unifiedDiff } from '../../../src/propose/write/document/diff.js';
import { changeScript } from '../../../src/propose/write/document/script.js';
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
  const rest = { defaultVersionId: null, holders: [], attachedTo: [], leftOut: [] };
  const before = JSON.stringify({ Statement: [{ Sid: name, Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
  const blockers = [{ id: 'a', code: 'young_holder', subject: name, removableWithout: 1 }];
  const proposal = { before, after: [before], blockers, parts: [], removed: [] };
  return { subject: { ...subject, ...rest }, ...proposal } as unknown as Assessment;
}

const context = {
  ...{ date: '2026-07-01', days: 90, expiresOn: '2026-07-31', isExpired: false },
  ...{ accepted: [], regions: new Map([['1', ['eu-west-1']]]), trusting: new Map() },
};

const changeScripts = (name: string) =>
  (['apply', 'rollback'] as const).map((mode) => changeScript(mode, assessmentOf(name), context));

it.each(HOSTILE)('%j', (name) => {
  for (const text of changeScripts(name)) {
    expect(text.split('\n').filter((line) => line === 'ACCESS_LAKE_PROGRAM')).toHaveLength(1);
    expect(text).not.toContain('touch /tmp/owned)`id`\n');
    execFileSync('bash', ['-n', '-c', text]);
    const [, literal] = /^PROPOSAL = json\.loads\((".*")\)$/m.exec(text) as RegExpExecArray;
    expect(literal).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(JSON.parse(literal as string)).name).toBe(name);
  }
});

it('runs no module that lies beside the script, or that the environment names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'beside-'));
  const owned = join(folder, 'owned');
  const modules = [
    'json',
    'datetime',
    'hashlib',
    'os',
    'subprocess',
    'sys',
    'time',
    'urllib',
    're',
    'concurrent',
    'sitecustomize',
  ];
  for (const name of modules) writeFileSync(join(folder, `${name}.py`), `open(${JSON.stringify(owned)}, 'w')\n`);
  writeFileSync(join(folder, 'aws'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const watched = { subject: { holders: [] }, removed: [{ action: 'sqs:CreateQueue' }] } as unknown as Assessment;
  const texts = [...changeScripts('x'), denialsScript(watched, context)];
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

it.each([
  'Unable to locate credentials. You can configure credentials by running "aws configure".',
  'aws: [ERROR]: An error occurred (NoCredentials): Unable to locate credentials. You can configure credentials by running "aws login".',
  'aws: [ERROR]: Error loading SSO Token: Token for s does not exist',
  'An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token is expired',
])('takes for missing or expired credentials, as the AWS CLI 1 and 2 tell it: %s', (told) => {
  const folder = mkdtempSync(join(tmpdir(), 'signed-out-'));
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\necho '${told}' >&2\nexit 253\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'script.sh'), changeScript('rollback', assessmentOf('x'), context));
  const env = { ...process.env, PATH: `${folder}:/usr/bin:/bin` };
  const { status, stderr } = spawnSync('bash', [join(folder, 'script.sh')], { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining('the credentials are missing, wrong or expired')]);
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
])('%s can give its holder everything back: %s', (text, expected) =>
  expect(escalationsIn([text]).length > 0).toBe(expected),
);

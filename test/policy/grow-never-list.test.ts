/** The script that grows the never-list, over a folder in the shape of AWS's service reference. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/grow-never-list.mjs');
const folder = mkdtempSync(join(tmpdir(), 'never-'));
const list = join(folder, 'list.tsv');
const before = 'pattern\treason\n*:Pass*\thands a role over\nkms:Decrypt\tis called by AWS services\n';

const action = (Name: string) => ({
  Name,
  ActionConditionKeys: [],
  Resources: [],
  Annotations: { Properties: { IsList: false, IsPermissionManagement: false, IsTaggingOnly: false, IsWrite: true } },
  SupportedBy: { 'IAM Access Analyzer Policy Generation': false, 'IAM Action Last Accessed': false },
});
const operation = (Name: string, ...authorized: string[]) => ({
  Name,
  AuthorizedActions: authorized.map((one) => ({ Service: one.split(':')[0], Name: one.split(':')[1] })),
  SDK: [{ Name: 'service', Method: Name, Package: 'Boto3' }],
});
const SERVICES = [
  {
    Name: 'iot',
    Actions: ['Connect', 'CreateThing', 'PassDevice'].map(action),
    Operations: [operation('CreateThing', 'iot:CreateThing', 'kms:Decrypt', 'lambda:InvokeFunction')],
  },
  { Name: 'lambda', Actions: [action('InvokeFunction')], Operations: [operation('Invoke', 'lambda:InvokeFunction')] },
  { Name: 'silent', Actions: [action('Anything')] },
];

afterAll(() => rmSync(folder, { recursive: true }));

it('adds what no operation is authorized by and what others ask for, once, and nothing that stands there', () => {
  const json = mkdtempSync(join(folder, 'json-'));
  for (const service of SERVICES)
    writeFileSync(join(json, `${service.Name}.json`), JSON.stringify({ ...service, Version: 'v1.4' }));
  writeFileSync(
    join(json, 'index.json'),
    '[{"service":"iot","url":"https://servicereference.us-east-1.amazonaws.com/v1/iot/iot.json"}]',
  );
  writeFileSync(list, before);
  const told = execFileSync('node', [script, json, list], { encoding: 'utf8' });
  expect(told).toBe('2 actions added, of 2 services; 1 name no operations\n');
  const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.split('\t')[0])).toEqual([
    ...['pattern', '*:Pass*', 'iot:Connect', 'kms:Decrypt', 'lambda:InvokeFunction'],
  ]);
  expect(lines[2]).toContain('authorizes no operation');
  expect(lines[4]).toContain('operations of other services');
  expect(execFileSync('node', [script, json, list], { encoding: 'utf8' })).toMatch(/^0 actions added/);
});

it('refuses a name that is none, and says how it is used', () => {
  const json = mkdtempSync(join(folder, 'odd-'));
  const odd = { ...SERVICES[1], Actions: [action('x\ty')] };
  writeFileSync(join(json, 'odd.json'), JSON.stringify(odd));
  writeFileSync(list, before);
  expect(spawnSync('node', [script, json, list]).status).toBe(1);
  expect(readFileSync(list, 'utf8')).toBe(before);
  expect(spawnSync('node', [script]).status).toBe(2);
});

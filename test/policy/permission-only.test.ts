/** The actions that no call has by name: how the list is made, how each is judged, and what follows for a proposal. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readReference } from '../../src/model/reference.js';
import { CLASSES, readPermissionOnly, unseenActions, unseenServices } from '../../src/policy/permission-only.js';
import { isWellKnown } from '../../src/simulation/world/service-names.js';

const script = resolve(import.meta.dirname, '../../scripts/permission-only.mjs');
const folder = mkdtempSync(join(tmpdir(), 'permission-only-'));
const list = join(folder, 'list.tsv');
const run = (from: string): string => execFileSync('node', [script, from, list], { encoding: 'utf8' });
const rows = (): string[][] =>
  readFileSync(list, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

afterAll(() => rmSync(folder, { recursive: true }));

describe('made from the models of botocore', () => {
  const models = join(folder, 'models');
  const model = (path: string, metadata: object, ...operations: string[]): void => {
    mkdirSync(join(models, path), { recursive: true });
    const text = JSON.stringify({ metadata, operations: Object.fromEntries(operations.map((name) => [name, {}])) });
    writeFileSync(join(models, path, 'service-2.json.gz'), gzipSync(text));
  };
  model('iot/2015-05-28', { endpointPrefix: 'iot', signingName: 'iot' }, 'CreateThing', 'Publish');
  model('iot-data/2015-05-28', { endpointPrefix: 'data-ats.iot', signingName: 'iotdata' }, 'Receive');
  model('appstream/2016-12-01', { endpointPrefix: 'appstream2', signingName: 'appstream' });

  it('names the untracked actions of which no model of their prefix has an operation, as unjudged', () => {
    writeFileSync(list, 'action\tsource\tclass\n');
    run(models);
    const found = rows();
    const names = found.map(([action]) => action);
    expect(names).toContain('iot:Connect');
    expect(names).toContain('appstream:Stream');
    expect(names).not.toContain('iot:Publish');
    expect(names).not.toContain('iot:Receive');
    expect(names.some((name) => name?.startsWith('s3:'))).toBe(false);
    expect(new Set(found.map(([, ...others]) => others.join(' ')))).toEqual(new Set(['no_operation unjudged']));
  });

  it('keeps the class of a line, and brings only unjudged ones', () => {
    writeFileSync(list, 'action\tsource\tclass\niot:Connect\tno_operation\tconnection\n');
    const [, total = '', added = ''] = /^(\d+) actions, (\d+) of them new and unjudged/.exec(run(models)) ?? [];
    expect(Number(added)).toBe(Number(total) - 1);
    for (const [action, , own] of rows()) expect(own).toBe(action === 'iot:Connect' ? 'connection' : 'unjudged');
  });
});

describe('made from a service reference', () => {
  const write = (name: string, file: object): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'service.json'), JSON.stringify(file));
    return path;
  };

  it('names those by which no operation of their service is authorized, whoever else asks for them', () => {
    writeFileSync(list, 'action\tsource\tclass\n');
    const AuthorizedActions = [
      { Service: 'lakeformation', Name: 'RegisterResourceWithPrivilegedAccess' },
      { Service: 'sts', Name: 'TagSession' },
    ];
    run(write('reference', { Name: 'lakeformation', Operations: [{ Name: 'GetDataAccess', AuthorizedActions }] }));
    const found = rows().map(([action, source]) => [action, source]);
    expect(found).toContainEqual(['lakeformation:GetDataAccess', 'service_reference']);
    expect(found.map(([action]) => action)).not.toContain('lakeformation:RegisterResourceWithPrivilegedAccess');
    expect(found.some(([action]) => action?.startsWith('sts:'))).toBe(false);
  });

  it('refuses one that names no operations, and changes nothing', () => {
    writeFileSync(list, 'action\tsource\tclass\n');
    const { status, stderr } = spawnSync('node', [script, write('mute', { Name: 's3', Actions: [] }), list], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('holds neither models nor a service reference that names operations');
    expect(readFileSync(list, 'utf8')).toBe('action\tsource\tclass\n');
    expect(spawnSync('node', [script]).status).toBe(2);
  });
});

describe('the list that ships', () => {
  const all = readPermissionOnly();
  const reference = readReference();
  const tracked = new Map(
    reference.actions.map((row) => [`${row.service_namespace}:${row.action_name}`, row.is_tracked]),
  );

  it('has a known class for actions that the reference knows and IAM does not track', () => {
    expect(all.size).toBeGreaterThan(1500);
    const isOdd = (action: string): boolean => !tracked.has(action) || tracked.get(action) === true;
    expect([...all].filter(([action, own]) => !CLASSES.includes(own) || isOdd(action))).toEqual([]);
  });

  it('has judged what lies in a service that simulated organizations use', () => {
    const used = (service: string): boolean => isWellKnown(service) || ['bulk', 'kms', 'lambda'].includes(service);
    const unjudged = [...all].filter(([, own]) => own === 'unjudged').map(([action]) => action);
    expect(unjudged.filter((action) => used(action.split(':')[0] as string))).toEqual([]);
  });

  it.each([
    ['lakeformation:GetDataAccess', 'elsewhere'],
    ['sts:GetServiceBearerToken', 'elsewhere'],
    ['codeconnections:UseConnection', 'elsewhere'],
    ['cognito-idp:AssociateWebACL', 'elsewhere'],
    ['redshift:CreateClusterUser', 'within'],
    ['s3:ListBucket', 'within'],
    ['kinesisvideo:ConnectAsViewer', 'connection'],
    ['ecs:Poll', 'connection'],
  ])('has judged %s: %s', (action, own) => expect(all.get(action)).toBe(own));

  it('knows services of which no use tells nothing', () => {
    expect(unseenActions(all)).toContain('ecs:Poll');
    expect(unseenActions(all)).not.toContain('redshift:CreateClusterUser');
    const services = unseenServices(all, reference);
    expect(services.has('execute-api')).toBe(true);
    expect(services.has('ecs')).toBe(false);
  });
});

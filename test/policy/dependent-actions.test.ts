/** What AWS calls with the caller's rights: the table that ships, and one that names what no action is. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReference } from '../../src/model/reference.js';
import { forwardedCalls, readActing, readDependents } from '../../src/policy/dependent-actions.js';

const dependents = readDependents();

it.each([
  ['athena:startqueryexecution', 'glue:getpartitions'],
  ['athena:startqueryexecution', 'lakeformation:getdataaccess'],
  ['athena:getqueryresults', 's3:getobject'],
  ['redshift-data:executestatement', 'glue:gettable'],
  ['elasticmapreduce:runjobflow', 'iam:passrole'],
  ['elasticmapreduce:runjobflow', 'glue:getdatabase'],
  ['servicecatalog:provisionproduct', 'cloudformation:createstack'],
  ['ecs:createservice', 'cloudformation:createstack'],
  ['redshift-data:executestatement', 'redshift:getclustercredentials'],
  ['redshift-data:executestatement', 'redshift:getclustercredentialswithiam'],
  ['redshift-data:executestatement', 'redshift-serverless:getcredentials'],
  ['redshift-data:executestatement', 'secretsmanager:getsecretvalue'],
  ['sqlworkbench:batchdeletefolder', 'secretsmanager:getsecretvalue'],
  ['autoscaling:createautoscalinggroup', 'ec2:runinstances'],
  ['autoscaling:updateautoscalinggroup', 'ec2:createtags'],
  ['autoscaling:createautoscalinggroup', 'iam:passrole'],
  ['elasticloadbalancing:createrule', 'cognito-idp:describeuserpoolclient'],
  ['sqs:receivemessage', 'kms:decrypt'],
  ['logs:putlogevents', 'logs:createloggroup'],
  ['tag:tagresources', 'ec2:createtags'],
  ['tag:tagresources', 'lambda:tagresource'],
  ['tag:untagresources', 'ec2:deletetags'],
  ['codeartifact:getauthorizationtoken', 'sts:getservicebearertoken'],
  ['servicediscovery:createprivatednsnamespace', 'route53:createhostedzone'],
  ['events:createconnection', 'secretsmanager:createsecret'],
  ['route53resolver:createresolverendpoint', 'ec2:createnetworkinterface'],
  ['elasticfilesystem:createmounttarget', 'ec2:describesubnets'],
  ['synthetics:createcanary', 'lambda:createfunction'],
  ['iam:generateorganizationsaccessreport', 'organizations:describepolicy'],
  ['batch:createcomputeenvironment', 'iam:passrole'],
  ['eks:createnodegroup', 'iam:passrole'],
  ['cloudfront:updatedistribution', 's3:putbucketacl'],
  ['rekognition:detectlabels', 's3:getobject'],
  ['ivschat:createloggingconfiguration', 'logs:createlogdelivery'],
])('%s needs %s', (caller, callee) => expect(dependents.get(caller)).toContain(callee));

it.each([
  ['redshift-data:executestatement', 'redshift:deletecluster'],
  ['autoscaling:describeautoscalinggroups', 'ec2:runinstances'],
  ['autoscaling:createautoscalinggroup', 'ec2:terminateinstances'],
  ['elasticloadbalancing:describerules', 'cognito-idp:describeuserpoolclient'],
  ['cloudformation:createstack', 's3:createbucket'],
  ['logs:putlogevents', 'logs:deleteloggroup'],
  ['logs:describeloggroups', 'logs:createloggroup'],
  ['tag:tagresources', 'lambda:untagresource'],
  ['tag:getresources', 'ec2:createtags'],
  ['servicediscovery:listservices', 'route53:createhostedzone'],
  ['events:listrules', 'secretsmanager:createsecret'],
  ['synthetics:createcanary', 'iam:createrole'],
  ['elasticfilesystem:describefilesystems', 'ec2:describesubnets'],
  ['iam:listroles', 'organizations:describepolicy'],
  ['batch:describejobs', 'iam:passrole'],
  ['eks:updateclusterversion', 'iam:passrole'],
  ['rekognition:detectlabels', 's3:putobject'],
])('%s does not need %s', (caller, callee) => expect(dependents.get(caller) ?? []).not.toContain(callee));

const table = resolve(import.meta.dirname, '../../src/policy/forwarded-calls.tsv');
const rowsOf = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((line) => line.split('\t'));

describe('the table of forwarded calls', () => {
  const rows = rowsOf(table);
  const PAGE = /^https:\/\/(docs\.aws\.amazon\.com\/[^ ]+\.html|github\.com\/awslabs\/iam-policy-autopilot)$/;
  /** What nobody has looked at yet: the counts may only fall. */
  const MOST_NOT_LOOKED_AT = 0;
  const NO_PAGE = ['controltower', 'opsworks'];

  it('has a line for each service of which IAM tracks an action', () => {
    const tracked = new Set(readReference().actions.flatMap((one) => (one.is_tracked ? one.service_namespace : [])));
    const lines = new Set(rows.flatMap(([callers = '']) => callers.split(' ').map((one) => one.split(':')[0])));
    expect([...tracked].filter((service) => !lines.has(service))).toEqual([]);
    expect(tracked.size).toBeGreaterThan(200);
  });

  it('has the page and the day on which it was looked at, or says that nobody did', () => {
    const none = rows.filter(([, , page]) => page === '-');
    for (const [callers, , page, day] of rows.filter((row) => !none.includes(row))) {
      expect(page, callers).toMatch(PAGE);
      expect(day, callers).toMatch(/^2026-\d\d-\d\d$/);
    }
    for (const [callers = '', callees, , day] of none) {
      const service = callers.split(':')[0] as string;
      expect(callees, callers).toBe(NO_PAGE.includes(service) ? '*' : 'not looked at');
      expect(day, callers).toBe('-');
    }
    expect(none.length - NO_PAGE.length).toBeLessThanOrEqual(MOST_NOT_LOOKED_AT);
  });

  it('names the services that act with the rights of their users', () => {
    expect(
      readActing()
        .map(({ service }) => service)
        .sort(),
    ).toEqual([
      'amplify',
      'cloudformation',
      'codestar',
      'controltower',
      'elasticbeanstalk',
      'imagebuilder',
      'opsworks',
      'proton',
      'servicecatalog',
      'ssm',
    ]);
  });

  it('stays as it is where the facts are copied in again, and gets what is new in them', () => {
    const script = resolve(import.meta.dirname, '../../scripts/forwarded-calls.mjs');
    const folder = mkdtempSync(join(tmpdir(), 'forwarded-calls-'));
    const [copy, facts] = [join(folder, 'table.tsv'), join(folder, 'facts.tsv')];
    const run = (lines: readonly string[]) => {
      copyFileSync(table, copy);
      writeFileSync(facts, `# a licence\n${lines.join('\n')}\n`);
      return spawnSync('node', [script, facts, '2026-08-20', copy], { encoding: 'utf8' });
    };
    const known = rows
      .filter(([, , page]) => page?.includes('autopilot'))
      .flatMap(([callers = '', callee]) => callers.split(' ').map((caller) => `${caller}\t${callee}\t{}`));
    expect(run(known).status).toBe(0);
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(table, 'utf8'));
    expect(run(['s3:UploadPart\tkms:Decrypt\t{}', 'xray:GetGroup\tkms:Decrypt\t{}']).status).toBe(0);
    const made = rowsOf(copy);
    expect(made.filter(([, , page]) => page?.includes('autopilot')).map(([callers]) => callers)).toEqual([
      's3:PutObject',
      'xray:GetGroup',
    ]);
    expect(made.filter(([callers]) => callers?.startsWith('xray:'))).toHaveLength(1);
    expect(spawnSync('node', [script]).status).toBe(2);
    rmSync(folder, { recursive: true });
  });
});

const HEAD = '# a licence\ncallers\tcallees\tpage\tlooked_at\n';
const names = ['athena:StartQueryExecution', 'glue:GetTable', 'xray:GetGroup'];

it.each(['athena:StartQuery', 'gleu:Get*'])('refuses a table that names %s, which no action is', (unknown) => {
  const text = `${HEAD}athena:StartQueryExecution\tglue:Get* ${unknown}\t-\t-\n`;
  expect(() => forwardedCalls(text, names)).toThrow(`forwarded-calls.tsv names "${unknown}", which no action is`);
  expect(forwardedCalls(text.replace(` ${unknown}`, ''), names).pairs).toEqual([
    ['athena:startqueryexecution', ['glue:gettable']],
  ]);
});

it.each(['none known', 'not looked at'])('refuses a table that says "%s" of a service, and something', (nothing) => {
  const text = `${HEAD}athena:*\t${nothing}\t-\t-\nathena:StartQueryExecution\tglue:GetTable\t-\t-\n`;
  const about = 'forwarded-calls.tsv says of "athena" that nothing is known, and something';
  expect(() => forwardedCalls(text, names)).toThrow(about);
  expect(forwardedCalls(text.replace('athena:*', 'xray:*'), names).pairs).toHaveLength(1);
});

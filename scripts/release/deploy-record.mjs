/**
 * Writes what was seen of a first deployment, for docs/first-deployment.md: `npm run deploy:record -- [stack] [file]`.
 * Only reads, by the AWS CLI of whoever runs it. Numbers of accounts, names, ids and addresses are left out.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { positionals } = parseArgs({ allowPositionals: true });
const [stack = 'access-lake', file = 'first-deployment.json'] = positionals;
const DAY_MS = 86_400_000;
const since = Date.now() - DAY_MS;

/** The answer of a call as JSON; of one that fails its last line, as `failed`. */
function aws(...words) {
  try {
    const stdio = ['ignore', 'pipe', 'pipe'];
    return JSON.parse(
      execFileSync('aws', [...words, '--output', 'json'], { encoding: 'utf8', stdio, maxBuffer: 2 ** 26 }),
    );
  } catch (error) {
    return {
      failed: String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1),
    };
  }
}

const resources = Object.fromEntries(
  (aws('cloudformation', 'describe-stack-resources', '--stack-name', stack).StackResources ?? []).map((each) => [
    each.LogicalResourceId,
    each.PhysicalResourceId,
  ]),
);
const [{ StackStatus: status, Parameters: parameters = [] } = {}] =
  aws('cloudformation', 'describe-stacks', '--stack-name', stack).Stacks ?? [];
const machine = (name) => aws('stepfunctions', 'describe-state-machine', '--state-machine-arn', resources[name] ?? '');
const executions = (name) =>
  (aws('stepfunctions', 'list-executions', '--state-machine-arn', resources[name] ?? '').executions ?? []).map(
    ({ executionArn }) => aws('stepfunctions', 'describe-execution', '--execution-arn', executionArn),
  );

/** How many times an event was sent, or was not, within a day. */
function sum(metric) {
  const times = ['--start-time', new Date(since).toISOString(), '--end-time', new Date().toISOString()];
  const of = [
    '--namespace',
    'AWS/Events',
    '--metric-name',
    metric,
    '--dimensions',
    `Name=RuleName,Value=${resources.FailureRule}`,
  ];
  const { Datapoints: points } = aws(
    'cloudwatch',
    'get-metric-statistics',
    ...of,
    ...times,
    '--period',
    '86400',
    '--statistics',
    'Sum',
  );
  return points?.reduce((total, { Sum }) => total + Sum, 0);
}

function logLines(pattern) {
  const words = [
    '--log-group-name',
    resources.LogGroup ?? '',
    '--start-time',
    String(since),
    '--filter-pattern',
    `"${pattern}"`,
  ];
  return aws('logs', 'filter-log-events', ...words).events?.length;
}

function stoppedTasks() {
  const cluster = ['--cluster', resources.Cluster ?? ''];
  const { taskArns: arns = [] } = aws('ecs', 'list-tasks', ...cluster, '--desired-status', 'STOPPED');
  if (arns.length === 0) return [];
  return aws('ecs', 'describe-tasks', ...cluster, '--tasks', ...arns).tasks ?? [];
}

const tasks = executions('TaskMachine');
const stopped = stoppedTasks();
const environment =
  aws('ecs', 'describe-task-definition', '--task-definition', stack).taskDefinition?.containerDefinitions?.[0]
    .environment ?? [];
const errors = tasks.map(({ error }) => error).filter(Boolean);

/** The seven things that only AWS can answer: what was seen, and the answer; null where nothing was seen that says. */
const answers = {
  'EventBridge publishes by the policy of the topic': (() => {
    const [sent, failed] = [sum('Invocations'), sum('FailedInvocations')];
    return { sent, failed, answer: sent > 0 ? (failed ?? 0) === 0 : null };
  })(),
  'ECS assumes the execution role under aws:SourceAccount': (() => {
    const started = stopped.filter(({ startedAt }) => startedAt !== undefined).length;
    const reasons = [...new Set(stopped.map(({ stoppedReason }) => stoppedReason))];
    return { tasks: stopped.length, started, reasons, answer: stopped.length === 0 ? null : started > 0 };
  })(),
  'AssumeRole of a member role has aws:ResourceOrgID': (() => {
    const [denied, exported] = [logLines('Cannot assume role'), logLines('Committed run')];
    return { denied, exported, answer: exported > 0 ? denied === 0 : null };
  })(),
  'Quotes in DefinitionSubstitutions stay quotes': (() => {
    const { definition } = machine('TaskMachine');
    const subnets =
      definition && JSON.parse(definition).States.Container.Parameters.NetworkConfiguration.AwsvpcConfiguration.Subnets;
    return {
      subnets: subnets?.length,
      answer: subnets === undefined ? null : subnets.every((each) => /^subnet-\w+$/.test(each)),
    };
  })(),
  'The JSONPath filter finds our container': (() => {
    const judged = errors.filter((error) => /^AccessLake\.(Bug|Usage|Nothing|Found|Locked|Unreachable)$/.test(error));
    return { errors, answer: judged.length > 0 ? true : errors.includes('States.Runtime') ? false : null };
  })(),
  'Empty values of the environment are taken': (() => {
    const empty = environment.filter(({ value }) => value === '').length;
    return {
      variables: environment.length,
      empty,
      answer: environment.length === 0 ? null : tasks.some((each) => each.status === 'SUCCEEDED'),
    };
  })(),
  'EachMemberEquals holds for an empty list': (() => {
    const subnets = parameters.find(({ ParameterKey }) => ParameterKey === 'SubnetIds')?.ParameterValue;
    return { status, answer: subnets === '' ? /_COMPLETE$/.test(status) && !/ROLLBACK/.test(status) : null };
  })(),
};

/** What names no account, organization, person or resource. */
function redacted(text) {
  return text
    .replaceAll(/[\w.+-]+@[\w.-]+\.\w+/g, 'EMAIL')
    .replaceAll(/(?<!\d)\d{12}(?!\d)/g, 'ACCOUNT')
    .replaceAll(/\bo-[a-z0-9]{10,32}\b/g, 'ORGANIZATION')
    .replaceAll(/\b(subnet|vpc|sg|eni)-[0-9a-f]+\b/g, '$1-ID')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b/g, 'ID');
}

const runs = ['RunMachine', 'WatchMachine'].flatMap((name) =>
  executions(name).map((each) => ({ machine: name, status: each.status, error: each.error ?? null })),
);
const seen = { stack: { status: status ?? null }, executions: runs, answers };
writeFileSync(file, `${redacted(JSON.stringify(seen, null, 2))}\n`);
for (const [question, { answer }] of Object.entries(answers)) {
  console.log(`${answer === null ? 'not seen' : answer ? 'yes' : 'NO'}: ${question}`);
}
console.log(`${file} has what was seen. Read it before you share it.`);

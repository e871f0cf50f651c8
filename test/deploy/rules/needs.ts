/** What each role must have for what is done with it, and no more: from the states, targets and containers of the template. */
import { type Any, definitionIn, type Evaluation } from '../template.js';
import { differences, type Hub, type Rule } from './rule.js';

/** One permission on one resource; its condition as JSON. */
interface Need {
  readonly action: string;
  readonly resource: string;
  readonly condition?: object;
}

const text = ({ action, resource, condition = {} }: Need): string =>
  `${action} on ${resource} if ${JSON.stringify(condition)}`;

const STEP_FUNCTIONS = 'https://docs.aws.amazon.com/step-functions/latest/dg';
const ARN = 'arn:aws-cn';
const HERE = 'cn-north-1:111122223333';
const RULE_ACTIONS = ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'];

/** By the integration of a Task state: what Step Functions needs to call it and to wait for it. */
const OF_STATES: Readonly<Record<string, (parameters: Any, to: Evaluation) => readonly Need[]>> = {
  // ecs-iam.html, "Run a Job (.sync)"; Amazon ECS Developer Guide, "IAM roles for Amazon ECS" (PassRole), "Grant permission to tag resources on creation"
  'ecs:runTask.sync': ({ Cluster, PropagateTags }, to) => {
    const { Family, ExecutionRoleArn, TaskRoleArn } = to.properties('TaskDefinition');
    const tasks = `${ARN}:ecs:${HERE}:task/<Cluster>/*`;
    const toEcs = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
    const onCreation = { StringEquals: { 'ecs:CreateAction': 'RunTask' } };
    return [
      {
        action: 'ecs:RunTask',
        resource: `${ARN}:ecs:${HERE}:task-definition/${Family}:*`,
        condition: { ArnEquals: { 'ecs:cluster': Cluster } },
      },
      ...['ecs:DescribeTasks', 'ecs:StopTask'].map((action) => ({ action, resource: tasks })),
      ...(PropagateTags ? [{ action: 'ecs:TagResource', resource: tasks, condition: onCreation }] : []),
      ...[ExecutionRoleArn, TaskRoleArn].map((resource) => ({ action: 'iam:PassRole', resource, condition: toEcs })),
      ...managedRule('StepFunctionsGetEventsForECSTaskRule'),
    ];
  },
  // stepfunctions-iam.html, "Synchronous"
  'states:startExecution.sync:2': ({ StateMachineArn }) => {
    const name = /^<(\w+)>$/.exec(StateMachineArn)?.[1];
    const executions = `${ARN}:states:${HERE}:execution:<${name}.Name>:*`;
    return [
      { action: 'states:StartExecution', resource: StateMachineArn },
      ...['states:DescribeExecution', 'states:StopExecution'].map((action) => ({ action, resource: executions })),
      ...managedRule('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
    ];
  },
};

function managedRule(name: string): Need[] {
  return RULE_ACTIONS.map((action) => ({ action, resource: `${ARN}:events:${HERE}:rule/${name}` }));
}

/** Parameters of the Task states of a machine, those inside a Map included, with their integration. */
export function taskStates(
  definition: Any,
): { readonly name: string; readonly state: Any; readonly integration: string }[] {
  return Object.entries<Any>(definition.States).flatMap(([name, state]) => {
    const inner = state.ItemProcessor === undefined ? [] : taskStates(state.ItemProcessor);
    if (state.Type !== 'Task') return inner;
    return [{ name, state, integration: String(state.Resource).replace(`${ARN}:states:::`, '') }, ...inner];
  });
}

function granted(to: Evaluation, role: string): string[] {
  const statements = to.properties(role).Policies.flatMap(({ PolicyDocument }: Any) => PolicyDocument.Statement);
  return statements.flatMap(({ Effect, Action, Resource, Condition: condition = {} }: Any) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => text({ action, resource, condition })))
      .map((line) => (Effect === 'Allow' ? line : `${Effect}: ${line}`)),
  );
}

function roleOf(arn: string): string {
  return /^<(\w+)\.Arn>$/.exec(arn)?.[1] ?? arn;
}

/** Needs of all who act by the same role, by the role. */
function neededByRole(
  actors: readonly { readonly role: string; readonly needs: readonly Need[] }[],
): Map<string, string[]> {
  const needed = new Map<string, string[]>();
  for (const { role, needs } of actors) needed.set(role, [...(needed.get(role) ?? []), ...needs.map(text)]);
  return needed;
}

function compared(to: Evaluation, needed: ReadonlyMap<string, readonly string[]>): string[] {
  return [...needed].flatMap(([role, needs]) => differences(role, granted(to, role), needs));
}

function machineNeeds({ most }: Hub): string[] {
  const actors = ['TaskMachine', 'RunMachine', 'WatchMachine'].map((machine) => ({
    role: roleOf(most.properties(machine).RoleArn),
    needs: taskStates(definitionIn(most, machine)).flatMap(({ integration, state }) => {
      const of = OF_STATES[integration];
      return of === undefined ? [{ action: 'unknown', resource: integration }] : of(state.Parameters, most);
    }),
  }));
  return compared(most, neededByRole(actors));
}

function scheduleNeeds(hub: Hub): string[] {
  const targets = hub.named('AWS::Scheduler::Schedule').map((name) => hub.most.properties(name).Target);
  const actors = targets.map(({ Arn, RoleArn }) => ({
    role: roleOf(RoleArn),
    needs: [{ action: 'states:StartExecution', resource: Arn }],
  }));
  return compared(hub.most, neededByRole(actors));
}

const ECR = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
];

function containerNeeds({ most }: Hub): string[] {
  const { ExecutionRoleArn, ContainerDefinitions } = most.properties('TaskDefinition');
  const logs = ContainerDefinitions.flatMap(({ LogConfiguration: { LogDriver, Options } }: Any) =>
    LogDriver === 'awslogs' ? [`<${/<(\w+)>/.exec(Options['awslogs-group'])?.[1]}.Arn>`] : [],
  );
  const needs = [
    ...ECR.map((action) => ({ action, resource: '*' })),
    ...logs.flatMap((resource: string) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource })),
    ),
  ];
  return compared(most, neededByRole([{ role: roleOf(ExecutionRoleArn), needs }]));
}

function topicNeeds(hub: Hub): string[] {
  const { most } = hub;
  const statements = most
    .properties('TopicPolicy')
    .PolicyDocument.Statement.map(
      ({ Effect, Principal, Action, Resource, Condition: condition = {} }: Any) =>
        `${Effect} ${Principal.Service}: ${text({ action: Action, resource: Resource, condition })}`,
    );
  const ownAccount = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
  const ofRules = hub
    .named('AWS::Events::Rule')
    .flatMap((name) => most.properties(name).Targets.map(({ Arn }: Any) => Arn));
  const ofAlarms = hub.named('AWS::CloudWatch::Alarm').flatMap((name) => most.properties(name).AlarmActions);
  return differences('TopicPolicy', statements, [
    ...ofRules.map((resource) => `Allow events.amazonaws.com: ${text({ action: 'sns:Publish', resource })}`),
    ...ofAlarms.map(
      (resource) =>
        `Allow cloudwatch.amazonaws.com: ${text({ action: 'sns:Publish', resource, condition: ownAccount })}`,
    ),
  ]);
}

/** Whom a role trusts: who acts by it, for this account alone. */
const TRUSTED: Readonly<Record<string, string>> = {
  ContainerStarterRole: 'states.amazonaws.com',
  StepperRole: 'states.amazonaws.com',
  SchedulerRole: 'scheduler.amazonaws.com',
  ExecutionRole: 'ecs-tasks.amazonaws.com',
  TaskRole: 'ecs-tasks.amazonaws.com',
};

function trusts(hub: Hub): string[] {
  return hub.named('AWS::IAM::Role').flatMap((role) => {
    if (role === 'ReaderRole') return [];
    const statements = hub.most
      .properties(role)
      .AssumeRolePolicyDocument.Statement.map((each: Any) => JSON.stringify(each));
    const wanted = {
      Effect: 'Allow',
      Principal: { Service: TRUSTED[role] },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    };
    return differences(role, statements, [JSON.stringify(wanted)]);
  });
}

/** Actors and their roles, both ways. */
export const NEEDS: readonly Rule[] = [
  {
    name: 'a machine has the permissions of its states',
    source: `${STEP_FUNCTIONS}/ecs-iam.html, ${STEP_FUNCTIONS}/stepfunctions-iam.html`,
    problems: machineNeeds,
  },
  {
    name: 'the scheduler may start what it starts',
    source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html, "Set up the execution role"',
    problems: scheduleNeeds,
  },
  {
    name: 'containers are started with image and logs',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html',
    problems: containerNeeds,
  },
  {
    name: 'rules and alarms reach the topic',
    source:
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html, "Amazon SNS permissions"; CloudWatch User Guide, "Notifying users on alarm changes"',
    problems: topicNeeds,
  },
  {
    name: 'a role trusts the one service that acts by it',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    problems: trusts,
  },
];

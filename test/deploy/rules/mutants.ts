/** Harmful changes of deploy/hub.yaml, one at a time: what stands there, and what takes its place. */
export interface Mutant {
  readonly kind: 'permission' | 'resource' | 'condition' | 'time' | 'name' | 'state';
  readonly from: string;
  readonly to: string;
}

const of =
  (kind: Mutant['kind']) =>
  (from: string, to: string): Mutant => ({ kind, from, to });
const [permission, resource, condition, time, name, state] = (
  ['permission', 'resource', 'condition', 'time', 'name', 'state'] as const
).map(of) as [
  ReturnType<typeof of>,
  ReturnType<typeof of>,
  ReturnType<typeof of>,
  ReturnType<typeof of>,
  ReturnType<typeof of>,
  ReturnType<typeof of>,
];

export const MUTANTS: readonly Mutant[] = [
  permission('["ecs:DescribeTasks", "ecs:StopTask"]', '["ecs:DescribeTasks"]'),
  permission('["logs:CreateLogStream", "logs:PutLogEvents"]', '["logs:CreateLogStream"]'),
  permission(
    '{Sid: StartTask, Effect: Allow, Action: states:StartExecution',
    '{Sid: StartTask, Effect: Allow, Action: states:StartSyncExecution',
  ),
  permission('Action: "ecs:RunTask"', 'Action: "ecs:StartTask"'),
  permission('Action: "iam:PassRole"', 'Action: "iam:GetRole"'),
  permission('Action: "ecs:TagResource"', 'Action: "ecs:UntagResource"'),
  permission('"events:DescribeRule", "events:PutRule", "events:PutTargets"', '"events:DescribeRule", "events:PutRule"'),
  permission('["states:DescribeExecution", "states:StopExecution"]', '["states:DescribeExecution"]'),
  permission('"ecr:BatchGetImage", ', ''),
  permission('glue:GetPartition, glue:GetPartitions, ', ''),
  permission(
    '[kms:Decrypt, kms:GenerateDataKey], Resource: !Ref TopicKeyArn',
    '[kms:Decrypt], Resource: !Ref TopicKeyArn',
  ),
  permission('Action: "sns:Publish"', 'Action: "sns:Subscribe"'),
  resource('[!GetAtt ExecutionRole.Arn, !GetAtt TaskRole.Arn]', '[!GetAtt TaskRole.Arn]'),
  resource('Resource: [!Ref RunMachine, !Ref WatchMachine]', 'Resource: [!Ref RunMachine]'),
  resource('task-definition/${AWS::StackName}:*', 'task-definition/${AWS::StackName}:1'),
  resource('execution:${TaskMachine.Name}:*', 'execution:${RunMachine.Name}:*'),
  resource('Resource: [!GetAtt Bucket.Arn, !Sub "${Bucket.Arn}/*"]', 'Resource: [!GetAtt Bucket.Arn]'),
  resource('iam::*:role/${RolePath}${MemberRoleName}', 'iam::*:role/*'),
  resource('AlarmActions: [!If [OwnTopic, !Ref Topic, !Ref AlarmTopicArn]]', 'AlarmActions: []'),
  resource('DestinationCidrBlock: 0.0.0.0/0', 'DestinationCidrBlock: 10.0.0.0/8'),
  resource('FromPort: 443, ToPort: 443', 'FromPort: 0, ToPort: 65535'),
  resource('AssignPublicIp: !If [OwnNetwork, ENABLED, !Ref AssignPublicIp]', 'AssignPublicIp: !Ref AssignPublicIp'),
  resource(
    'Dimensions: [{Name: StateMachineArn, Value: !Ref WatchMachine}]',
    'Dimensions: [{Name: StateMachineArn, Value: !Ref RunMachine}]',
  ),
  condition('{"aws:SecureTransport": "false"}', '{"aws:SecureTransport": "true"}'),
  condition(
    'Resource: !Ref Topic}',
    'Resource: !Ref Topic, Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}}',
  ),
  condition(
    'Condition: {ArnEquals: {"ecs:cluster": !GetAtt Cluster.Arn}}',
    'Condition: {ArnEquals: {"ecs:cluster": !Ref Cluster}}',
  ),
  condition('"iam:PassedToService": ecs-tasks.amazonaws.com', '"iam:PassedToService": ecs.amazonaws.com'),
  condition('aws:ResourceOrgID', 'aws:PrincipalOrgID'),
  condition('sts:ExternalId: !Ref ExternalId', 'sts:ExternalId: "*"'),
  condition('BlockPublicPolicy: true', 'BlockPublicPolicy: false'),
  condition('CallAs: !If [IsDelegated, DELEGATED_ADMIN, SELF]', 'CallAs: SELF'),
  condition('Principal: {Service: scheduler.amazonaws.com}', 'Principal: {Service: events.amazonaws.com}'),
  time('"TimeoutSeconds":82800', '"TimeoutSeconds":3600'),
  time('NoncurrentVersionExpiration: {NoncurrentDays: 30}', 'NoncurrentVersionExpiration: {NoncurrentDays: 1}'),
  time('Schedule: cron(0 3 1 * ? *), MaxAge: 33', 'Schedule: cron(0 3 1 * ? *), MaxAge: 9'),
  time('ScheduleExpression: rate(1 day)', 'ScheduleExpression: rate(30 days)'),
  time('Period: 86400', 'Period: 8640000'),
  time('"Seconds":3600', '"Seconds":36'),
  time('StopTimeout: 120', 'StopTimeout: 2'),
  name('rule/StepFunctionsGetEventsForECSTaskRule', 'rule/StepFunctionsGetEventsForECSTasksRule'),
  name('MetricName: ExecutionsSucceeded', 'MetricName: ExecutionSucceeded'),
  name('detail-type: [Step Functions Execution Status Change]', 'detail-type: [Step Functions Status Change]'),
  name('$.detail.executionArn', '$.detail.cause'),
  name('RoleName: !Sub "${AWS::StackName}-task"', 'RoleName: !Sub "${AWS::StackName}-tasks"'),
  name('Name: ACCESS_LAKE_MIN_COVERAGE', 'Name: ACCESS_LAKE_MINIMUM_COVERAGE'),
  state('VersioningConfiguration: {Status: Enabled}', 'VersioningConfiguration: {Status: Suspended}'),
  state('State: !Ref ScheduleState', 'State: DISABLED'),
  state('ExpirationInDays: 7', 'Transitions: [{StorageClass: GLACIER, TransitionInDays: 7}]'),
  state('TreatMissingData: breaching', 'TreatMissingData: notBreaching'),
  state('"NumericEquals":4,"Next":"Nothing"', '"NumericEquals":4,"Next":"Gaps"'),
  state('"Variable":"$.lost","BooleanEquals":true', '"Variable":"$.lost","BooleanEquals":false'),
  state(
    '"StringMatches":"*AccessLake.Unreachable*","Next":"Hour"',
    '"StringMatches":"*AccessLake.Nothing*","Next":"Hour"',
  ),
  state('"Next":"CatalogFailed"', '"Next":"Derive"'),
  state('ReadonlyRootFilesystem: true', 'ReadonlyRootFilesystem: false'),
  name('BucketName: !Ref BucketName\n', '\n'),
  name(
    '{Name: ACCESS_LAKE_EXCLUDE_ACCOUNT, Value: !Ref ExcludeAccounts}',
    '{Name: ACCESS_LAKE_EXCLUDE_ACCOUNT, Value: ""}',
  ),
  condition('HasTopicKey: !Not [!Equals [!Ref TopicKeyArn', 'HasTopicKey: !Not [!Equals [!Ref KmsKeyArn'),
  condition(
    'VersioningConfiguration: {Status: Enabled}',
    'VersioningConfiguration: {Status: Enabled}\n      AccessControl: PublicRead',
  ),
  time('EvaluationPeriods: 2', 'EvaluationPeriods: 2\n      DatapointsToAlarm: 1'),
  state('DeriveEngine: !Ref DeriveEngine', 'DeriveEngine: duckdb'),
  state('RoleArn: !GetAtt StepperRole.Arn', 'RoleArn: !GetAtt StepperRole.Arn\n      StateMachineType: EXPRESS'),
  state('"Overrides":{', '"Count":2,"Overrides":{'),
  state('"Cause":"Exit code 4.', '"Cause":"Not AccessLake.Locked.'),
];

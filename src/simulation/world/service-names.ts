/** Service names as IAM shows them, for the services that people know; the others are made from the namespace. */
const KNOWN: Readonly<Record<string, string>> = {
  'access-analyzer': 'AWS IAM Access Analyzer',
  acm: 'AWS Certificate Manager',
  apigateway: 'Amazon API Gateway Management',
  athena: 'Amazon Athena',
  autoscaling: 'Amazon EC2 Auto Scaling',
  backup: 'AWS Backup',
  bedrock: 'Amazon Bedrock',
  cloudformation: 'AWS CloudFormation',
  cloudfront: 'Amazon CloudFront',
  cloudtrail: 'AWS CloudTrail',
  cloudwatch: 'Amazon CloudWatch',
  'cognito-idp': 'Amazon Cognito User Pools',
  config: 'AWS Config',
  dynamodb: 'Amazon DynamoDB',
  ec2: 'Amazon EC2',
  ecr: 'Amazon Elastic Container Registry',
  ecs: 'Amazon Elastic Container Service',
  eks: 'Amazon Elastic Kubernetes Service',
  elasticfilesystem: 'Amazon Elastic File System',
  elasticloadbalancing: 'Elastic Load Balancing',
  events: 'Amazon EventBridge',
  glue: 'AWS Glue',
  guardduty: 'Amazon GuardDuty',
  iam: 'AWS Identity and Access Management',
  kinesis: 'Amazon Kinesis Data Streams',
  kms: 'AWS Key Management Service',
  lambda: 'AWS Lambda',
  logs: 'Amazon CloudWatch Logs',
  organizations: 'AWS Organizations',
  rds: 'Amazon RDS',
  redshift: 'Amazon Redshift',
  route53: 'Amazon Route 53',
  s3: 'Amazon S3',
  sagemaker: 'Amazon SageMaker',
  secretsmanager: 'AWS Secrets Manager',
  securityhub: 'AWS Security Hub',
  sns: 'Amazon SNS',
  sqs: 'Amazon SQS',
  ssm: 'AWS Systems Manager',
  states: 'AWS Step Functions',
  sts: 'AWS Security Token Service',
  'simulated-preview': 'Simulated Preview <"R&D"> Ünïcode',
};

export function serviceName(namespace: string): string {
  return KNOWN[namespace] ?? `AWS ${namespace.split('-').map(capitalized).join(' ')}`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

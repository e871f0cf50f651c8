/** Service names as IAM shows them, for the services that people know; the others are made from the namespace. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  `a4b Alexa for Business
access-analyzer AWS IAM Access Analyzer
account AWS Account Management
acm AWS Certificate Manager
acm-pca AWS Private Certificate Authority
airflow Amazon Managed Workflows for Apache Airflow
amplify AWS Amplify
aoss Amazon OpenSearch Serverless
apigateway Manage - Amazon API Gateway
appconfig AWS AppConfig
application-autoscaling AWS Application Auto Scaling
apprunner AWS App Runner
appstream Amazon AppStream 2.0
appsync AWS AppSync
aps Amazon Managed Service for Prometheus
artifact AWS Artifact
athena Amazon Athena
auditmanager AWS Audit Manager
autoscaling Amazon EC2 Auto Scaling
autoscaling-plans AWS Auto Scaling
aws-marketplace AWS Marketplace
aws-portal AWS Billing Console
backup AWS Backup
batch AWS Batch
bedrock Amazon Bedrock
billing AWS Billing
braket Amazon Braket
budgets AWS Budget Service
cassandra Amazon Keyspaces (for Apache Cassandra)
ce AWS Cost Explorer Service
chatbot AWS Chatbot
chime Amazon Chime
cloud9 AWS Cloud9
cloudformation AWS CloudFormation
cloudfront Amazon CloudFront
cloudhsm AWS CloudHSM
cloudtrail AWS CloudTrail
cloudwatch Amazon CloudWatch
codeartifact AWS CodeArtifact
codebuild AWS CodeBuild
codecommit AWS CodeCommit
codedeploy AWS CodeDeploy
codepipeline AWS CodePipeline
codestar-connections AWS CodeStar Connections
cognito-identity Amazon Cognito Identity
cognito-idp Amazon Cognito User Pools
comprehend Amazon Comprehend
compute-optimizer AWS Compute Optimizer
config AWS Config
connect Amazon Connect
cur AWS Cost and Usage Report
databrew AWS Glue DataBrew
datasync AWS DataSync
datazone Amazon DataZone
dax Amazon DynamoDB Accelerator (DAX)
detective Amazon Detective
devicefarm AWS Device Farm
directconnect AWS Direct Connect
dlm Amazon Data Lifecycle Manager
dms AWS Database Migration Service
ds AWS Directory Service
dynamodb Amazon DynamoDB
ebs Amazon Elastic Block Store
ec2 Amazon EC2
ec2-instance-connect Amazon EC2 Instance Connect
ec2messages Amazon Message Delivery Service
ecr Amazon Elastic Container Registry
ecr-public Amazon Elastic Container Registry Public
ecs Amazon Elastic Container Service
eks Amazon Elastic Kubernetes Service
elasticache Amazon ElastiCache
elasticbeanstalk AWS Elastic Beanstalk
elasticfilesystem Amazon Elastic File System
elasticloadbalancing AWS Elastic Load Balancing
elasticmapreduce Amazon Elastic MapReduce
emr-serverless Amazon EMR Serverless
es Amazon OpenSearch Service
events Amazon EventBridge
execute-api Amazon API Gateway
firehose Amazon Kinesis Firehose
fis AWS Fault Injection Service
fms AWS Firewall Manager
fsx Amazon FSx
glacier Amazon S3 Glacier
globalaccelerator AWS Global Accelerator
glue AWS Glue
grafana Amazon Managed Grafana
guardduty Amazon GuardDuty
health AWS Health APIs and Notifications
iam AWS Identity and Access Management (IAM)
identitystore AWS Identity Store
imagebuilder Amazon EC2 Image Builder
inspector2 Amazon Inspector2
iot AWS IoT
kafka Amazon Managed Streaming for Apache Kafka
kendra Amazon Kendra
kinesis Amazon Kinesis Data Streams
kinesisanalytics Amazon Kinesis Analytics
kms AWS Key Management Service
lakeformation AWS Lake Formation
lambda AWS Lambda
lex Amazon Lex
license-manager AWS License Manager
logs Amazon CloudWatch Logs
macie2 Amazon Macie
mq Amazon MQ
network-firewall AWS Network Firewall
networkmanager AWS Network Manager
organizations AWS Organizations
personalize Amazon Personalize
pi AWS Performance Insights
pipes Amazon EventBridge Pipes
polly Amazon Polly
pricing AWS Price List
quicksight Amazon QuickSight
ram AWS Resource Access Manager (RAM)
rds Amazon RDS
rds-data Amazon RDS Data API
rds-db Amazon RDS IAM Authentication
redshift Amazon Redshift
redshift-data Amazon Redshift Data API
redshift-serverless Amazon Redshift Serverless
rekognition Amazon Rekognition
resource-groups AWS Resource Groups
route53 Amazon Route 53
route53domains Amazon Route 53 Domains
route53resolver Amazon Route 53 Resolver
s3 Amazon S3
s3-object-lambda Amazon S3 Object Lambda
sagemaker Amazon SageMaker
savingsplans AWS Savings Plans
scheduler Amazon EventBridge Scheduler
sdb Amazon SimpleDB
secretsmanager AWS Secrets Manager
securityhub AWS Security Hub
serverlessrepo AWS Serverless Application Repository
servicecatalog AWS Service Catalog
servicediscovery AWS Cloud Map
servicequotas Service Quotas
ses Amazon Simple Email Service v2
shield AWS Shield
signer AWS Signer
simulated-preview Simulated Preview <"R&D"> Ünïcode
sns Amazon SNS
sqs Amazon SQS
ssm AWS Systems Manager
ssmmessages Amazon Session Manager Message Gateway Service
sso AWS IAM Identity Center
sso-directory AWS IAM Identity Center directory
states AWS Step Functions
storagegateway AWS Storage Gateway
sts AWS Security Token Service
support AWS Support
swf Amazon Simple Workflow Service
tag Amazon Resource Group Tagging API
textract Amazon Textract
timestream Amazon Timestream
transcribe Amazon Transcribe
transfer AWS Transfer Family
translate Amazon Translate
trustedadvisor AWS Trusted Advisor
vpc-lattice Amazon VPC Lattice
waf AWS WAF
wafv2 AWS WAF V2
workspaces Amazon WorkSpaces
xray AWS X-Ray`
    .split('\n')
    .map((line) => line.split(/ (.*)/) as [string, string]),
);

export function serviceName(namespace: string): string {
  return KNOWN.get(namespace) ?? `AWS ${namespace.split('-').map(capitalized).join(' ')}`;
}

/** Whether people know the service: such services are the ones that simulated organizations use. */
export function isWellKnown(namespace: string): boolean {
  return KNOWN.has(namespace);
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

// The policies of deploy/*.json as statements of the hub's template: their placeholders become its parameters and resources.
import { readFileSync } from 'node:fs';
import { Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** What stands for a value in the policies, longest first, and how the template has it. */
const VALUES = [
  ['arn:aws:kms:MY-REGION:MY-ACCOUNT:key/MY-TOPIC-KEY', '${TopicKeyArn}'],
  ['arn:aws:kms:MY-REGION:MY-ACCOUNT:key/MY-KEY', '${KmsKeyArn}'],
  ['arn:aws:sns:MY-REGION:MY-ACCOUNT:MY-TOPIC', '${AlarmTopicArn}'],
  ['MY-OWNERS-FILE', '${OwnersFile}'],
  ['MY-TASKS-FILE', '${TasksFile}'],
  ['MY-EXCEPT-FILE', '${ExceptFile}'],
  ['role/AccessLakeReader', 'role/${RolePath}${MemberRoleName}'],
  ['workgroup/MY-WORKGROUP', 'workgroup/${Workgroup}'],
  ['MY-RESULTS-BUCKET', '${BucketName}'],
  ['MY-BUCKET/lake/', '${BucketName}/${Prefix}/'],
  ['MY-BUCKET', '${BucketName}'],
  ['MY-REGION', '${AWS::Region}'],
  ['MY-ACCOUNT', '${AWS::AccountId}'],
  ['access_lake', '${Database}'],
  ['arn:aws:', 'arn:${AWS::Partition}:'],
];
/** Why a statement names no resource. */
const REASONS = {
  ReadOrganization: 'the organization is read as a whole; most of these calls take no resource',
  ListAthena: 'these two take no resource',
  ReadOwnAccount: 'the reads of deploy/member-role.yaml, in the account of the hub; most take no resource',
};
/** Statements that a parameter asks for: the condition that says so. */
const CONDITIONAL = {
  ReadOwnersFile: 'HasOwnersFile',
  ReadTasksFile: 'HasTasksFile',
  ReadExceptFile: 'HasExceptFile',
  UseLakeKey: 'HasKey',
  UseTopicKey: 'HasTopicKey',
};

/** A sequence of statements, as nodes of YAML. */
export function statementsOf(file) {
  const { Statement } = JSON.parse(readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8'));
  const statements = new YAMLSeq();
  for (const statement of Statement) statements.items.push(statementNode(statement));
  return statements;
}

function statementNode(statement) {
  const node = inOneLine(new YAMLMap());
  for (const [key, value] of Object.entries(statement)) node.set(key, key === 'Resource' ? resources(value) : value);
  if (statement.Resource === '*') node.commentBefore = ` ${reasonOf(statement)}`;
  const condition = CONDITIONAL[statement.Sid];
  return condition === undefined ? node : inOneLine(tagged('!If', [condition, node, scalar('!Ref', 'AWS::NoValue')]));
}

function reasonOf({ Sid }) {
  if (REASONS[Sid] === undefined)
    throw new Error(`Cannot make deploy/hub.yaml: statement ${Sid} names no resource, and no reason`);
  return REASONS[Sid];
}

function resources(value) {
  if (Array.isArray(value)) return tagged(undefined, value.map(resources));
  return value === '*' ? value : substituted(value);
}

function substituted(arn) {
  const text = VALUES.reduce((filled, [from, to]) => filled.replaceAll(from, to), arn);
  if (text === '${AlarmTopicArn}') return topic();
  const parameter = /^\$\{(\w+)\}$/.exec(text)?.[1];
  if (parameter !== undefined) return scalar('!Ref', parameter);
  return scalar('!Sub', text);
}

function topic() {
  const ofAlarms = tagged('!If', ['OwnTopic', scalar('!Ref', 'Topic'), scalar('!Ref', 'AlarmTopicArn')]);
  return tagged('!If', ['HasDigestTopic', scalar('!Ref', 'DigestTopicArn'), ofAlarms]);
}

function inOneLine(node) {
  node.flow = true;
  return node;
}

function scalar(tag, text) {
  const node = new Scalar(text);
  node.tag = tag;
  return node;
}

function tagged(tag, items) {
  const node = new YAMLSeq();
  if (tag !== undefined) node.tag = tag;
  node.items.push(...items);
  return node;
}

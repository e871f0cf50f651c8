/** Policy documents as the teams of an account write them. */

import { between, hash, pick, share } from '../../random.js';
import type { Statement } from './grants.js';

export function documentOf(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function allow(...actions: readonly string[]): Statement {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

/** An inline policy that allows the actions. */
export function inline(...actions: readonly string[]): { name: string; document: string } {
  return { name: 'inline', document: documentOf(allow(...actions)) };
}

/** What people write policies for; S3 and SQS stand twice for they are granted most. */
const COMMON = [
  's3',
  's3',
  'sqs',
  'sqs',
  'ec2',
  'dynamodb',
  'lambda',
  'logs',
  'cloudwatch',
  'kms',
  'sns',
  'secretsmanager',
  'ssm',
  'ecr',
  'ecs',
  'rds',
  'states',
  'events',
  'glue',
  'athena',
  'kinesis',
  'firehose',
  'apigateway',
  'sts',
  'cloudformation',
  'elasticache',
  'route53',
  'xray',
  'bedrock',
  'codebuild',
  'execute-api',
  'elasticloadbalancing',
];
const VERBS = ['*', 'Get*', 'List*', 'Describe*', 'Put*', 'Create*', 'Update*', 'Tag*', 'Delete*'];

/** A document as a team writes it; revision n differs from n - 1 by a statement or two. */
export function teamDocument(services: number, revision: number, ...seed: readonly (string | number)[]): string {
  const statements = Array.from({ length: services }, (_, place) => {
    const since = revision - (hash(...seed, place, 'age') % (revision + 1));
    const age = share(hash(...seed, place)) < 0.6 ? 0 : since;
    return teamStatement(hash(...seed, place, age));
  });
  const added = Array.from({ length: revision % 3 }, (_, n) => teamStatement(hash(...seed, 'added', revision - n)));
  return documentOf(...statements, ...added);
}

function teamStatement(seed: number): Statement {
  const namespace = pick(COMMON, seed);
  const verbs = Array.from({ length: between(hash(seed, 'n'), 1, 3) }, (_, n) => pick(VERBS, hash(seed, 'verb', n)));
  const actions = [...new Set(verbs)].map((verb) => `${namespace}:${verb}`);
  if (share(hash(seed, 'condition')) < 0.9) return allow(...actions);
  return { ...allow(...actions), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
}

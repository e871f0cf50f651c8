/** Random organizations: who holds what, what they use, and what hides it. Plain facts, of which a lake is written. */
import { seeded } from '../../laws/world/random.js';

/** Actions by service; of these IAM tracks the first. */
export const TRACKED: Readonly<Record<string, readonly string[]>> = {
  athena: ['ListWorkGroups'],
  cloudformation: ['CreateStack', 'ListStacks'],
  glue: ['CreateTable', 'DeleteCrawler', 'GetTable'],
  iam: ['CreateRole'],
  s3: ['CreateBucket', 'DeleteBucket', 'ListBuckets'],
  sqs: ['CreateQueue', 'DeleteQueue'],
};
const UNTRACKED: Readonly<Record<string, readonly string[]>> = {
  athena: ['StartQueryExecution'],
  iam: ['PassRole'],
  s3: ['GetObject', 'PutObject'],
  sqs: ['SendMessage'],
};
export const ALL = Object.keys(TRACKED).flatMap((service) =>
  [...(TRACKED[service] ?? []), ...(UNTRACKED[service] ?? [])].map((name) => `${service}:${name}`),
);

export type Edit = 'old' | 'edited' | 'shown' | 'created';

export interface Document {
  /** Of a permission set its name, of an inline policy the ARN of its role. */
  readonly name: string;
  readonly kind: 'managed_policy' | 'inline_policy' | 'permission_set' | 'aws_managed_policy';
  readonly account: string;
  /** Entries of its one Action list. */
  readonly entries: readonly string[];
  /** Of its one statement. */
  readonly resource: string;
  readonly edit: Edit;
  /** What a snapshot from before the days shows of it; null: none does. */
  readonly earlier: readonly string[] | null;
}

export interface Role {
  readonly account: string;
  readonly name: string;
  readonly set: string | null;
  readonly isMeasured: boolean;
  readonly isYoung: boolean;
  readonly isBlind: boolean;
  readonly isUnlisted: boolean;
  /** A service that its trust policy names. */
  readonly trusts: string;
  readonly documents: readonly Document[];
  /** Actions and services that its rows show in use. */
  readonly used: ReadonlySet<string>;
}

export interface World {
  readonly documents: readonly Document[];
  readonly roles: readonly Role[];
}

const ACCOUNTS = ['222222222222', '333333333333'];
/** Where nearly all is known of everybody: an SCP is drafted nowhere else. */
const QUIET = '444444444444';
/** By OU its accounts, the highest first. */
export const OUS: readonly (readonly [ou: string, accounts: readonly string[]])[] = [
  ['r-root', [...ACCOUNTS, QUIET]],
  ...[...ACCOUNTS, QUIET].map((account) => [`ou-${account[0]}`, [account]] as const),
];
const PATTERNS = ['s3:*Bucket', 'sqs:*Queue', 'glue:Get*', 'cloudformation:*Stack*'];
/** As the CDK names the role that it passes to CloudFormation. */
export const EXECUTION_ROLE = 'arn:aws:iam::*:role/cdk-hnb659fds-cfn-exec-role-*';
const TRUSTED = ['lambda', 'lambda', 'ec2', 'ecs-tasks', 'codebuild', 'lambda', 'ec2', 'backup'];
const NAMES = ['app', 'job', 'web', 'ci', 'batch', 'api', 'etl', 'jobs', 'sync', 'feed', 'mail', 'dr-app', 'oncall'];
const EDITS: readonly Edit[] = ['old', 'edited', 'edited', 'shown', 'shown', 'created'];

export const arnOf = ({ account, name, set }: Role): string =>
  `arn:aws:iam::${account}:role/${set === null ? '' : 'aws-reserved/sso.amazonaws.com/'}${name}`;

/** An asterisk stands for any characters. */
export function isNamed(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(action);
}

export function namedBy(entries: readonly string[]): string[] {
  return ALL.filter((action) => entries.some((entry) => isNamed(entry, action)));
}

export function worldOf(seed: number): World {
  const random = seeded(seed);
  const some = <T>(all: readonly T[], chance: number): T[] => all.filter(() => random.chance(chance));
  const entries = (): string[] => {
    if (random.chance(0.15)) return [random.one(ALL)];
    const services = some(Object.keys(TRACKED), 0.15).map((service) => `${service}:*`);
    const own = [...some(ALL, 0.35), ...some(PATTERNS, 0.1), ...services];
    return own.length > 0 ? own : ['sqs:*'];
  };
  const documentOf = (name: string, kind: Document['kind'], account: string): Document => {
    const edit = kind === 'managed_policy' ? random.one(EDITS) : 'old';
    const own = entries();
    const resource = random.chance(0.3) ? EXECUTION_ROLE : '*';
    return { name, kind, account, entries: own, resource, edit, earlier: edit === 'shown' ? some(own, 0.6) : null };
  };
  const documents: Document[] = [];
  const roles: Role[] = [];
  const add = (account: string, name: string, set: string | null, held: readonly Document[], use = 0.45): void => {
    const unless = account === QUIET ? 0.2 : 1;
    const granted = [...new Set(held.flatMap((one) => namedBy(one.entries)))];
    const services = some([...new Set(granted.map((action) => action.split(':')[0] as string))], use);
    const isTracked = (action: string): boolean => {
      const [service = '', own = ''] = action.split(':');
      return services.includes(service) && TRACKED[service]?.includes(own) === true;
    };
    roles.push({
      ...{ account, name, set, documents: held },
      isMeasured: random.chance(1 - 0.12 * unless),
      isYoung: random.chance((set === null ? 0.12 : 0.4) * unless),
      isBlind: services.length > 0 && random.chance(0.12 * unless),
      isUnlisted: random.chance(0.1),
      trusts: random.one(TRUSTED),
      used: new Set([...services, ...some(granted.filter(isTracked), 0.4)]),
    });
  };
  for (const account of ACCOUNTS) {
    const policies = Array.from({ length: 18 }, (_, at) => documentOf(`shared${at}`, 'managed_policy', account));
    const aws = Array.from({ length: 4 }, (_, at) => documentOf(`Aws${at}`, 'aws_managed_policy', account));
    const lone = Array.from({ length: 4 }, (_, at) => documentOf(`Lone${at}`, 'aws_managed_policy', account));
    documents.push(...policies, ...aws, ...lone);
    for (const one of lone) add(account, `silent-${one.name}`, null, [one], 0);
    for (let at = 0; at < 24; at++) {
      const name = `${random.one(NAMES)}${at}`;
      const inline = some([documentOf(`arn:aws:iam::${account}:role/${name}`, 'inline_policy', account)], 0.7);
      documents.push(...inline);
      add(account, name, null, [...inline, ...some(policies, 0.07), ...some(aws, 0.1)]);
    }
  }
  for (let at = 0; at < 14; at++) {
    const set = documentOf(`Set${at}`, 'permission_set', '');
    documents.push(set);
    const [first = '', second = ''] = ACCOUNTS;
    for (const account of random.chance(0.5) ? [first] : [first, second]) {
      add(account, `AWSReservedSSO_${set.name}_${account}`, set.name, [set]);
    }
  }
  for (let at = 0; at < 5; at++) {
    const one = { ...documentOf(`quiet${at}`, 'managed_policy', QUIET), edit: 'old' as const, earlier: null };
    documents.push(one);
    add(QUIET, `${random.one(NAMES)}-quiet${at}`, null, [one], 0.2);
  }
  return { documents, roles };
}

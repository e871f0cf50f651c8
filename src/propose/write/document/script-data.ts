/** What the scripts know of a document: whom to look for, and which uses speak against it. */
import { type Assessment, namespacesOf } from '../../assess/assessment.js';
import { grouped } from '../../subjects/grouped.js';
import type { Subject } from '../../subjects/subject.js';

/** The Region of each partition that answers for IAM, and logs its calls. */
const HOME_REGIONS = { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' } as const;

type Partition = keyof typeof HOME_REGIONS;

/** That of the document's ARN, or of its holders'; whatever else a lake says is taken for `aws`. */
export function partitionOf({ arn, ownerArn, holders }: Subject): Partition {
  const partition = (arn ?? ownerArn ?? holders[0]?.arn ?? '').split(':')[1] ?? '';
  return Object.hasOwn(HOME_REGIONS, partition) ? (partition as Partition) : 'aws';
}

export function homeRegionOf(subject: Subject): string {
  return HOME_REGIONS[partitionOf(subject)];
}

export interface Entity {
  readonly type: string;
  readonly name: string;
}

/** `arn:…:role/path/name` as what the aws command asks for. */
export function entityOf(arn: string): Entity {
  const [type = '', ...path] = arn.split(':').slice(5).join(':').split('/');
  return { type, name: path.at(-1) ?? '' };
}

/** Roles of a permission set lie in accounts that its scripts do not reach: of them the accounts alone. */
export function holdersOf(subject: Subject) {
  const isSet = subject.kind === 'permission_set';
  return {
    owner: subject.ownerArn === null ? null : entityOf(subject.ownerArn),
    attached: subject.attachedTo.map(entityOf),
    left_out: subject.leftOut.map(({ arn }) => entityOf(arn)),
    holders: isSet ? [] : subject.holders.map(({ arn, id }) => ({ ...entityOf(arn), arn, id })),
    accounts: isSet ? [...new Set(subject.holders.map(({ accountId }) => accountId))].sort() : [],
  };
}

/** Names of the users of each group by which the document is held. */
export function membersOf({ attachedTo, ownerArn, holders }: Subject): Record<string, string[]> {
  const groups = [...attachedTo, ...(ownerArn === null ? [] : [ownerArn])]
    .map(entityOf)
    .filter(({ type }) => type === 'group');
  return Object.fromEntries(
    groups.map(({ name }) => [name, holders.filter(({ groups: own }) => own.includes(name)).map((one) => one.name)]),
  );
}

/** What goes, in lower case: services that nobody used, and actions of services in use. */
export function goingOf({ removed }: Pick<Assessment, 'removed'>) {
  const whole = removed.filter(({ grade }) => grade !== 'action');
  const single = removed.filter(({ grade }) => grade === 'action').map(({ action }) => action.toLowerCase().split(':'));
  const actions = grouped(single.map(([service = '', name = '']) => [service, name] as const));
  return { services: namespacesOf(whole).map((name) => name.toLowerCase()), actions: Object.fromEntries(actions) };
}

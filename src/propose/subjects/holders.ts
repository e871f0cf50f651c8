/** Who holds what in a snapshot: by attachment, by group, by ownership, by permission set. */
import { grouped } from './grouped.js';
import type { Group, Principal, Snapshot } from './snapshot.js';

export interface Holdings {
  /** Users and roles by `account policy-ARN`, those of groups included, each once. */
  readonly ofPolicy: ReadonlyMap<string, readonly Principal[]>;
  /** Those that the policy is attached to itself. */
  readonly attachedTo: ReadonlyMap<string, readonly Principal[]>;
  readonly groupsOfPolicy: ReadonlyMap<string, readonly Group[]>;
  readonly groupsByArn: ReadonlyMap<string, Group>;
  /** By the ARN of the group. */
  readonly members: ReadonlyMap<string, readonly Principal[]>;
  readonly byArn: ReadonlyMap<string, Principal>;
  readonly ofSet: ReadonlyMap<string, readonly Principal[]>;
}

export function holdingsOf({ principals: all, groups }: Snapshot): Holdings {
  const principals = all.filter(({ isDeleted }) => !isDeleted);
  const members = grouped(principals.flatMap((one) => one.groups.map((name) => [`${one.accountId} ${name}`, one])));
  const attachedTo = grouped(principals.flatMap((one) => one.attached.map((arn) => [`${one.accountId} ${arn}`, one])));
  const groupsOfPolicy = grouped(groups.flatMap((one) => one.attached.map((arn) => [`${one.accountId} ${arn}`, one])));
  const ofPolicy = new Map<string, Principal[]>();
  for (const key of new Set([...attachedTo.keys(), ...groupsOfPolicy.keys()])) {
    const byGroup = (groupsOfPolicy.get(key) ?? []).flatMap((group) => membersOf(members, group));
    ofPolicy.set(key, [...new Set([...(attachedTo.get(key) ?? []), ...byGroup])]);
  }
  return {
    ofPolicy,
    attachedTo,
    groupsOfPolicy,
    groupsByArn: new Map(groups.map((group) => [group.arn, group])),
    members: new Map(groups.map((group) => [group.arn, membersOf(members, group)])),
    byArn: new Map(principals.map((one) => [one.arn, one])),
    ofSet: grouped(principals.flatMap((one) => (one.permissionSet === null ? [] : [[one.permissionSet, one]]))),
  };
}

function membersOf(members: ReadonlyMap<string, readonly Principal[]>, group: Group): readonly Principal[] {
  return members.get(`${group.accountId} ${group.name}`) ?? [];
}

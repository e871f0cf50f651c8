/**
 * A random organization over time: principals that come, go, are renamed and made again under the same ARN, grants that
 * come and go, uses. Days count from the newest snapshot back, so a greater number is earlier.
 */
import type { Random } from './random.js';

export const NEWEST = '2026-07-01';
const DAY_MS = 86_400_000;

/** The day so many days before the newest snapshot, yyyy-MM-dd. */
export function dateOf(day: number): string {
  return new Date(Date.parse(`${NEWEST}T00:00:00Z`) - day * DAY_MS).toISOString().slice(0, 10);
}

/** When reports are made on a day, in ms. */
export function reportOf(day: number): number {
  return Date.parse(`${dateOf(day)}T06:00:00Z`);
}

/** When something happens on a day: at noon, or, so that it is whole days ago to the millisecond, at the hour of reports. */
export function momentOf(day: number): number {
  return reportOf(day) + (day % 2 === 0 ? 0 : 6 * 3_600_000);
}

export interface Account {
  readonly id: string;
  readonly path: string | null;
  readonly isManagement: boolean;
  readonly isSuspended: boolean;
}

export interface Grant {
  readonly service: string;
  readonly action: string;
  readonly from: number;
  readonly until: number;
  readonly uses: readonly { readonly day: number; readonly region: string | null }[];
  /** IAM shows no time, though there was a use. */
  readonly isForgotten: boolean;
}

export interface Entity {
  readonly account: Account;
  readonly id: string;
  readonly type: 'user' | 'role';
  readonly names: readonly { readonly name: string; readonly from: number }[];
  readonly set: string | null;
  readonly isServiceLinked: boolean;
  /** Holds the customer managed policy `own` of its account. */
  readonly holdsOwn: boolean;
  /** Holds {@link ADMINISTRATOR}, and nothing that denies. */
  readonly isUnrestricted: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
  readonly deleted: number;
  readonly grants: readonly Grant[];
  /** Sign-ins of users, uses of roles by a resource policy. */
  readonly otherUses: readonly number[];
}

export interface World {
  readonly accounts: readonly Account[];
  readonly entities: readonly Entity[];
  /** Days of the snapshots, the newest (0) first. */
  readonly snapshots: readonly number[];
  /** The day from which on IAM knows {@link LATE}: before, nobody's report has it, whatever is granted. */
  readonly launched: number;
  /** The day on which the reference says that {@link RECENT} became tracked. */
  readonly trackedFrom: number;
}

/** A service of which the reference says that it was tracked for long. */
export const LATE = 'lambda';
export const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Two services share an action's name; of `x` the reference knows nothing. */
export const ACTIONS: readonly (readonly [string, string])[] = [
  ['s3', 'CreateBucket'],
  ['s3', 'TagResource'],
  ['sqs', 'TagResource'],
  ['ec2', 'RunInstances'],
  ['iam', 'PutRolePolicy'],
  ['x', 'DoThing'],
  [LATE, 'CreateFunction'],
];
/** Of these nobody has a row: IAM does not track one, and of the other nothing is known. */
export const UNTRACKED: readonly (readonly [string, string, boolean | null])[] = [
  ['s3', 'PutObject', false],
  ['ec2', 'DescribeInstances', null],
];
export const RECENT = 'RunInstances';
export const LEVELS: Readonly<Record<string, string>> = {
  PutRolePolicy: 'Permissions management',
  TagResource: 'Tagging',
  DescribeInstances: 'List',
};
const REGIONS = ['eu-central-1', 'us-east-1', 'eu-central-1', 'us-east-1', 'cn-north-1', 'global', null];

export function randomWorld(random: Random): World {
  const accounts = accountsOf(random);
  const snapshots = [0];
  for (const _ of Array.from({ length: random.whole(random.chance(0.1) ? 0 : 1, 3) })) {
    snapshots.push((snapshots.at(-1) as number) + random.one([1, 7, 30, 91, 92, 150]));
  }
  const launched = random.one([9999, 9999, 20, 60, 120, 200]);
  const entities = accounts.flatMap((account) => entitiesOf(random, account, launched));
  if (random.chance(0.6)) entities.push(administrator(random, random.one(accounts)));
  return { accounts, entities, snapshots, launched, trackedFrom: random.one([2000, 2000, 200, 60]) };
}

function accountsOf(random: Random): Account[] {
  const account = (id: string, path: string | null): Account => ({
    ...{ id, path, isManagement: false },
    isSuspended: random.chance(0.1),
  });
  return [
    { id: '111111111111', path: 'r-root', isManagement: true, isSuspended: false },
    account('222222222222', 'r-root/ou-a'),
    account('333333333333', random.one(['r-root/ou-a/ou-b', 'r-root/ou-b'])),
    account('444444444444', random.chance(0.1) ? null : 'r-root/ou-c'),
  ];
}

/** Holds everything for ever, so that its report shows all that IAM knows. */
function administrator(random: Random, account: Account): Entity {
  const grants = ACTIONS.map(([service, action]) => ({
    ...{ service, action, from: 9999, until: -1, uses: [], isForgotten: false },
  }));
  const some = { isUnrestricted: true, grants, created: 1000, deleted: -1 };
  return { ...entityOf(random, account, 'boss', 'boss', {}), ...some };
}

function entitiesOf(random: Random, account: Account, launched: number): Entity[] {
  const entities: Entity[] = [];
  const add = (name: string, some: Partial<Entity> = {}): void => {
    entities.push(entityOf(random, account, `${name}${entities.length}`, name, some));
  };
  add('app');
  if (random.chance(0.5)) add('alice', { type: 'user' });
  if (random.chance(0.4)) add('aws-service-role/s3.amazonaws.com/AWSServiceRoleForS3', { isServiceLinked: true });
  if (random.chance(0.7)) add('aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_a', { set: 'Admin' });
  if (random.chance(0.5)) add('Scanner');
  if (random.chance(0.3)) add('break-glass');
  for (const gone of random.some(entities, 0.4)) {
    if (gone.deleted >= 0 || random.chance(0.3)) entities.push(againOf(random, gone));
  }
  return entities.map((entity) => ({ ...entity, grants: entity.grants.map((grant) => launchedOn(launched, grant)) }));
}

/** Nobody uses what there is not yet. */
function launchedOn(launched: number, grant: Grant): Grant {
  return grant.service === LATE ? { ...grant, uses: grant.uses.filter(({ day }) => day <= launched) } : grant;
}

/** Made again under the same ARN, after it was deleted. */
function againOf(random: Random, gone: Entity): Entity {
  const deleted = Math.max(gone.deleted, random.whole(0, 120));
  Object.assign(gone, { deleted });
  const created = random.whole(0, deleted);
  const again = entityOf(random, gone.account, `${gone.id}AGAIN`, gone.names[0]?.name as string, gone);
  return { ...again, id: `${gone.id}AGAIN`, created, deleted: -1 };
}

function entityOf(random: Random, account: Account, id: string, name: string, some: Partial<Entity>): Entity {
  const type = some.type ?? 'role';
  const names = [{ name, from: 9999 }];
  if (random.chance(0.15)) names.push({ name: `${name}-renamed`, from: random.whole(0, 150) });
  return {
    ...{
      isServiceLinked: false,
      isUnrestricted: false,
      holdsOwn: random.chance(0.4),
      set: null,
      ...some,
      account,
      type,
      names,
    },
    id: `${type === 'role' ? 'AROA' : 'AIDA'}${account.id.slice(0, 2)}${id.toUpperCase().replace(/[^A-Z0-9]/g, '')}`,
    tags: random.chance(0.5) ? { owner: random.one(['shop', 'data']) } : {},
    created: random.one([30, 89, 90, 91, 200, 1000]),
    deleted: random.chance(0.35) ? random.whole(0, 90) : -1,
    grants: random.some(ACTIONS, 0.5).map(([service, action]) => grantOf(random, service, action)),
    otherUses: random.chance(0.3) ? [random.whole(1, 300)] : [],
  };
}

function grantOf(random: Random, service: string, action: string): Grant {
  const from = random.one([9999, 9999, random.whole(0, 200)]);
  const until = random.chance(0.3) ? random.whole(0, Math.min(from, 90)) : -1;
  const days = random.chance(0.4) ? [random.one([5, 20, 80, 90, 95, 200, 390]), random.whole(1, 399)] : [];
  return {
    ...{ service, action, from, until },
    uses: days.filter((day) => day <= from && day >= until).map((day) => ({ day, region: random.one(REGIONS) })),
    isForgotten: random.chance(0.15),
  };
}

/** Principals of a random world: they come, go, are renamed and made again under the same ARN; so do their grants. */
import type { Account } from './accounts.js';
import { EVER, type Period } from './calendar.js';
import type { Random } from './random.js';
import { bulkThings, type Thing } from './things.js';

export interface Grant {
  readonly thing: Thing;
  readonly granted: Period;
  readonly uses: readonly { readonly day: number; readonly region: string | null }[];
  /** IAM shows no time, though there was a use. */
  readonly isForgotten: boolean;
}

/** What keeps somebody who is allowed everything from it; `unread`: a document of which no run knows what it says. */
export type Denial = 'action' | 'service' | 'not_action' | 'any_service' | 'unread' | 'condition';

export interface Entity {
  readonly account: Account;
  readonly id: string;
  readonly type: 'user' | 'role';
  readonly names: readonly { readonly name: string; readonly from: number }[];
  readonly set: string | null;
  readonly isServiceLinked: boolean;
  /** When it holds the customer managed policy `own` of its account itself. */
  readonly holdsOwn: Period | null;
  /** When the user is in the group of its account. */
  readonly isInGroup: Period | null;
  readonly hasInline: boolean;
  /** `own` bounds it. */
  readonly isBound: Period | null;
  /** Is allowed everything. */
  readonly isUnrestricted: boolean;
  readonly denial: Denial | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
  readonly isCreationKnown: boolean;
  readonly deleted: number;
  readonly grants: readonly Grant[];
  /** Sign-ins of users, uses of roles by a resource policy. */
  readonly otherUses: readonly number[];
}

/** What an account's principals may be granted, and the random source of all that befalls them. */
interface Making {
  readonly random: Random;
  readonly account: Account;
  readonly things: readonly Thing[];
}

const REGIONS = ['eu-central-1', 'us-east-1', 'eu-central-1', 'us-east-1', 'cn-north-1', 'global', null];
const SETS = ['Admin', 'Admin', 'Admin', 'ADMIN', 'Audit'];

export function entitiesOf(making: Making): Entity[] {
  const { random } = making;
  const entities: Entity[] = [];
  const add = (name: string, some: Partial<Entity> = {}): void => {
    entities.push(entityOf(making, { id: `${name}${entities.length}`, name, some }));
  };
  add('app');
  if (random.chance(0.5)) add('alice', { type: 'user' });
  if (random.chance(0.4)) add('aws-service-role/s3.amazonaws.com/AWSServiceRoleForS3', { isServiceLinked: true });
  if (random.chance(0.7)) add('aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_a', { set: random.one(SETS) });
  if (random.chance(0.5)) add(random.one(['Scanner', 'service-role/Scanner']));
  if (random.chance(0.3)) add(random.one(['break-glass', 'break-glass/door']));
  for (const gone of random.some(entities, 0.4)) {
    if (gone.deleted >= 0 || random.chance(0.3)) entities.push(againOf(making, gone));
  }
  return entities;
}

/** Made again under the same ARN, after it was deleted. */
function againOf(making: Making, gone: Entity): Entity {
  const deleted = Math.max(gone.deleted, making.random.whole(0, 120));
  Object.assign(gone, { deleted });
  const id = `${gone.id}AGAIN`;
  const again = entityOf(making, { id, name: gone.names[0]?.name as string, some: gone });
  return { ...again, id, created: making.random.whole(0, deleted), deleted: -1 };
}

interface Named {
  readonly id: string;
  /** With the path. */
  readonly name: string;
  readonly some: Partial<Entity>;
}

function entityOf({ random, account, things }: Making, { id, name, some }: Named): Entity {
  const type = some.type ?? 'role';
  const names = [{ name, from: 9999 }];
  if (random.chance(0.15)) names.push({ name: `${name}-renamed`, from: random.whole(0, 150) });
  return {
    ...{ isServiceLinked: false, isUnrestricted: false, denial: null, set: null, ...some, account, type, names },
    ...{
      holdsOwn: random.chance(0.4) ? periodOf(random) : null,
      isInGroup: type === 'user' ? periodOf(random) : null,
      hasInline: random.chance(0.2),
      isBound: random.chance(0.15) ? periodOf(random) : null,
    },
    id: `${type === 'role' ? 'AROA' : 'AIDA'}${account.id.slice(0, 2)}${id.toUpperCase().replace(/[^A-Z0-9]/g, '')}`,
    tags: random.chance(0.5) ? random.one(TAGS) : {},
    created: random.one([30, 89, 90, 91, 200, 1000]),
    isCreationKnown: random.chance(0.96),
    deleted: random.chance(0.35) ? random.whole(0, 90) : -1,
    grants: random.some(things, 0.4).map((thing) => grantOf(random, thing)),
    otherUses: random.chance(0.3) ? [random.whole(1, 300)] : [],
  };
}

/** Few name a Region: one that IAM tracks, and one that it does not. */
const TAGS: readonly Readonly<Record<string, string>>[] = [
  ...Array.from({ length: 5 }, () => [{ owner: 'shop' }, { owner: 'data' }]).flat(),
  { owner: 'shop', region: 'eu-west-1' },
  { owner: 'data', region: 'mx-central-1' },
];

function periodOf(random: Random): Period {
  const from = random.one([9999, 9999, random.whole(0, 200)]);
  return { from, until: random.chance(0.3) ? random.whole(0, Math.min(from, 90)) : -1 };
}

/** Nobody uses what there is not yet. */
function grantOf(random: Random, thing: Thing): Grant {
  const granted = periodOf(random);
  const days = random.chance(0.4) ? [random.one([5, 20, 80, 90, 95, 200, 390]), random.whole(1, 399)] : [];
  const isPossible = (day: number): boolean =>
    day <= granted.from && day >= granted.until && day <= thing.tracked.from && day >= thing.tracked.until;
  return {
    ...{ thing, granted, isForgotten: random.chance(0.15) },
    uses: days.filter(isPossible).map((day) => ({ day, region: random.one(REGIONS) })),
  };
}

/** Holds everything for ever, so that its report shows all that IAM tracks, but for what is denied to it. */
export function administratorOf(making: Making, name: string, denial: Denial | null): Entity {
  const { account, things } = making;
  const grants = things
    .filter(({ service, action }) => !isDenied(denial, service, action))
    .map((thing) => ({ thing, granted: EVER, uses: [], isForgotten: false }));
  const some = { isUnrestricted: true, denial };
  const entity = entityOf(making, { id: name, name, some });
  return { ...entity, account, grants, created: 1000, deleted: making.random.one([-1, -1, 45]) };
}

/** Patterns of a denial's actions; of `not_action` what it lets stand. */
export const DENIED: Readonly<Record<Denial, readonly string[]>> = {
  action: ['S3:TagResource'],
  service: ['lambda:*', 's3:Put*'],
  not_action: ['s3:*'],
  any_service: ['s3:Put*', '*:Tag*'],
  unread: [],
  condition: [],
};

/** Of which a witness tells nothing; who is not named here is none. */
export const DENIED_SERVICES: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  action: ['s3'],
  service: ['lambda', 's3'],
};

function isDenied(denial: Denial | null, service: string, action: string | null): boolean {
  switch (denial) {
    case 'action':
      return service === 's3' && action === 'TagResource';
    case 'service':
      return service === 'lambda' || (service === 's3' && action === 'PutBucketAcl');
    case 'not_action':
      return service !== 's3';
    case 'any_service':
      return action === 'TagResource' || (service === 's3' && action === 'PutBucketAcl');
    case 'unread':
      return service === 'ec2';
    default:
      return false;
  }
}

/** Holds a list of thousands of actions since shortly before the newest snapshot. */
export function bulkHolderOf({ random, account }: Making): Entity {
  const entity = entityOf({ random, account, things: [] }, { id: 'bulk', name: 'bulk', some: {} });
  const granted = { from: 0, until: -1 };
  const grants = bulkThings().map((thing) => ({ thing, granted, uses: [], isForgotten: false }));
  return { ...entity, grants, created: 200, deleted: -1 };
}

/** What IAM can grant in a random world, since when it tracks it, and what the service reference says of it. */
import { EVER, isDuring, type Period } from './calendar.js';
import type { Random } from './random.js';

export interface Thing {
  readonly service: string;
  /** Null: the service has no action that IAM tracks, and its own row alone. */
  readonly action: string | null;
  /** When reports show it, whatever is granted. */
  readonly tracked: Period;
}

/** Two services share an action's name; of `x` and `y` the reference knows nothing. */
const ACTIONS: readonly (readonly [string, string | null])[] = [
  ['s3', 'CreateBucket'],
  ['s3', 'TagResource'],
  ['sqs', 'TagResource'],
  ['ec2', 'RunInstances'],
  ['iam', 'PutRolePolicy'],
  ['kms', 'CreateKey'],
  ['kms', 'Decrypt'],
  ['x', 'DoThing'],
  ['y', null],
];
/** A service of which the reference says that it was tracked for long. */
const LATE = ['lambda', 'CreateFunction'] as const;
/** An action that IAM begins to track, and says so; and one that it stops to track, of which the reference knows nothing. */
const BEGINS = ['s3', 'PutBucketAcl'] as const;
const ENDS = ['sqs', 'PurgeQueue'] as const;
const RECENT = 'RunInstances';
/** A service whose list has thousands of actions. */
export const BULK = 'bulk';
const BULK_ACTIONS = 20_000;

const LEVELS: Readonly<Record<string, string>> = {
  PutRolePolicy: 'Permissions management',
  TagResource: 'Tagging',
  DescribeInstances: 'List',
};
/** Of these nobody has a row: IAM does not track one, and of the other nothing is known. */
const UNTRACKED: readonly (readonly [string, string, boolean | null])[] = [
  ['s3', 'PutObject', false],
  ['ec2', 'DescribeInstances', null],
];

export interface Things {
  readonly all: readonly Thing[];
  /** The day on which the reference says that {@link RECENT} became tracked. */
  readonly recentSince: number;
}

export interface ReferenceRow {
  readonly service: string;
  readonly action: string;
  readonly level: string;
  readonly isTracked: boolean | null;
  /** The day; null: not documented. */
  readonly since: number | null;
}

/** `between`: moments between two reports of one day, at which something may begin or end. */
export function thingsOf(random: Random, between: readonly number[]): Things {
  const change = (): number => random.one([9999, 20, 60, 120, 200, ...between, ...between]);
  const all = [
    ...ACTIONS.map(([service, action]) => ({ service, action, tracked: EVER })),
    thing(LATE, { from: random.chance(0.4) ? 9999 : change(), until: -1 }),
    thing(BEGINS, { from: change(), until: -1 }),
    thing(ENDS, { from: 9999, until: random.one([-1, 20, 60, 120, ...between]) }),
  ];
  return { all, recentSince: random.one([2000, 2000, 200, 60]) };
}

function thing([service, action]: readonly [string, string], tracked: Period): Thing {
  return { service, action, tracked };
}

export function bulkThings(): Thing[] {
  return Array.from({ length: BULK_ACTIONS }, (_, at) => thing([BULK, `Do${String(at).padStart(5, '0')}`], EVER));
}

/** What the reference of a run says. */
export function referenceAt({ all, recentSince }: Things, at: number): ReferenceRow[] {
  const known = all.flatMap(({ service, action, tracked }): ReferenceRow[] => {
    if (action === null || service === 'x') return [];
    const isBegun = service !== BEGINS[0] || action !== BEGINS[1] || isDuring(tracked, at);
    const since = isBegun && action !== BEGINS[1] ? (action === RECENT ? recentSince : 2000) : null;
    return [{ service, action, level: levelOf(action), isTracked: isBegun, since }];
  });
  const others = UNTRACKED.map(([service, action, isTracked]) => ({
    ...{ service, action, level: levelOf(action), isTracked, since: null },
  }));
  return [...known, ...others];
}

function levelOf(action: string): string {
  return LEVELS[action] ?? 'Write';
}

/** Random documents, holders and evidence over a small world of services, dense enough that everything happens. */
import * as fc from 'fast-check';
import { NeverList } from '../../src/policy/never-list.js';
import type { ActionEvidence, Evidence, UseEvidence } from '../../src/propose/evidence/use-evidence.js';
import { documents } from '../policy/documents.js';

const VERBS = ['Get', 'List', 'Put', 'Create', 'Delete'];
const NOUNS = ['Bucket', 'BucketAcl', 'Object', 'Key', 'KeyTag'];
const SERVICES = ['s3', 's3x', 'kms', 'iam'];

/** All actions of the world. */
export const WORLD = SERVICES.flatMap((service) =>
  VERBS.flatMap((verb) => NOUNS.map((noun) => `${service}:${verb}${noun}`)),
);

export const NEVER = new NeverList([
  { pattern: 'kms:Get*', reason: 'for the test' },
  { pattern: '*:PutObject', reason: 'for the test' },
]);

/** Whoever may list objects and put keys needs these, too. */
export const DEPENDENTS = new Map([
  ['s3:listobject', ['s3:getbucket', 'kms:createkey']],
  ['kms:createkey', ['s3x:putkey']],
]);

/** Entries from exact names to patterns of every kind. */
const entry = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORLD) },
  { weight: 1, arbitrary: fc.constantFrom('*', '*:*', '*:Get*', 's*:List*', '*Bucket*') },
  { weight: 2, arbitrary: fc.constantFrom('*s*t*', '*m*c*', 's*c*', '*3*3*') },
  { weight: 10, arbitrary: fc.constantFrom('s3:*', 's3:Get*', 's3:*Acl', 'S3:GET*', 'kms:*', 'iam:*') },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...SERVICES),
        fc.constantFrom(...VERBS, ''),
        fc.constantFrom('*', 'B*', '?ey*', '*Acl', '??y'),
      )
      .map(([service, verb, rest]) => `${service}:${verb}${rest}`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('s3:GetBuckt', 's3:Zz*', 'nosuch:*', 'nosuch:Thing', 's3:getbucket', '"odd":\\'),
  },
);

const use = (holders: number, used = 1): fc.Arbitrary<UseEvidence> =>
  fc.record({
    rows: fc.oneof({ weight: 20, arbitrary: fc.constant(holders) }, fc.nat(holders)),
    enough: fc.oneof({ weight: 20, arbitrary: fc.constant(holders) }, fc.nat(holders)),
    isUsed: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: used, arbitrary: fc.constant(true) }),
    lastKnownUse: fc.oneof({ weight: 20, arbitrary: fc.constant(null) }, fc.constant('2026-01-01T00:00:00.000Z')),
    leastEvidenceDays: fc.constant(400),
    usedBy: fc.constant([]),
  });

/** Evidence of up to three holders; services and actions may lack rows. */
const evidences: fc.Arbitrary<Evidence> = fc.constantFrom(0, 1, 1, 2, 3).chain((holders) => {
  const action: fc.Arbitrary<ActionEvidence> = fc
    .tuple(use(holders), fc.constantFrom('KNOWN', 'KNOWN', 'UNKNOWN', 'BOUNDED', 'YOUNGER'))
    .map(([row, grantAge]) => ({ ...row, grantAge }));
  return fc
    .tuple(
      fc
        .subarray(SERVICES)
        .chain((names) => fc.tuple(...names.map((name) => use(holders, 3).map((row) => [name, row] as const)))),
      fc
        .subarray(WORLD)
        .chain((names) =>
          fc
            .array(action, { minLength: names.length, maxLength: names.length })
            .map((rows) => names.map((name, at) => [name.toLowerCase(), rows[at] as ActionEvidence] as const)),
        ),
    )
    .map(([services, actions]) => ({ holders, services: new Map(services), actions: new Map(actions) }));
});

export interface Case {
  readonly text: string;
  readonly evidence: Evidence;
  readonly limit: number;
  readonly maySplit: boolean;
  readonly grade: 'service' | 'action';
  readonly isHeldByUser?: boolean;
}

export const cases: fc.Arbitrary<Case> = fc.record({
  text: documents({ action: entry }),
  evidence: evidences,
  limit: fc.constantFrom(150, 400, 1000, 6144, 10_240),
  maySplit: fc.boolean(),
  grade: fc.constantFrom('service', 'action', 'action'),
  isHeldByUser: fc.boolean(),
});

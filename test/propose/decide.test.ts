/** What may go by the age of its grant. */
import { expect, it } from 'vitest';
import { readDependents } from '../../src/policy/dependent-actions.js';
import { NeverList } from '../../src/policy/never-list.js';
import { type DecideOptions, decide } from '../../src/propose/assess/decide.js';
import { KnownActions } from '../../src/propose/evidence/known-actions.js';
import type { ActionEvidence, GrantAge, UseEvidence } from '../../src/propose/evidence/use-evidence.js';

const named = ['sqs:CreateQueue', 'sqs:DeleteQueue', 'sqs:SendMessage'];
const row = { rows: 1, enough: 1, isUsed: false, lastKnownUse: null, leastEvidenceDays: 400, usedBy: [] };
const options: DecideOptions = {
  grade: 'action',
  grantAge: 'any',
  isUnprovenIncluded: false,
  never: new NeverList([]),
  dependents: new Map(),
  calledBeside: [],
  isProven: () => true,
  isExcepted: () => false,
};

/** Of a service that nobody uses; SendMessage is not tracked, so no row tells how old its grant is. */
const goes = (
  created: GrantAge,
  deleted: GrantAge,
  changes: Partial<DecideOptions> = {},
  others: readonly (readonly [string, ActionEvidence])[] = [],
  service: UseEvidence = row,
) => {
  const actions = new Map<string, ActionEvidence>([
    ...others,
    ['sqs:createqueue', { ...row, grantAge: created }],
    ['sqs:deletequeue', { ...row, grantAge: deleted }],
  ]);
  const evidence = { holders: 1, services: new Map([['sqs', service]]), actions };
  const known = new KnownActions(named);
  const scope = { named: known.named('sqs:*'), isOfAllServices: () => false, fixed: [] };
  return Object.fromEntries(decide(scope, evidence, { ...options, ...changes }));
};

it('withholds what is known to be young, and what has no row in a service of which all rows are young', () => {
  const grade = 'service';
  expect(goes('KNOWN', 'UNKNOWN')).toEqual({
    'sqs:createqueue': grade,
    'sqs:deletequeue': grade,
    'sqs:sendmessage': grade,
  });
  expect(goes('KNOWN', 'YOUNGER')).toEqual({ 'sqs:createqueue': grade, 'sqs:sendmessage': grade });
  expect(goes('YOUNGER', 'YOUNGER')).toEqual({});
  expect(goes('KNOWN', 'UNKNOWN', { grantAge: 'known' })).toEqual({ 'sqs:createqueue': grade });
});

it('keeps what an action needs that a holder used, or that stays in a service in use', () => {
  const dependents = new Map([
    ['sqs:sendmessage', ['sqs:createqueue']],
    ['s3:putobject', ['sqs:deletequeue']],
  ]);
  expect(Object.keys(goes('KNOWN', 'KNOWN', { dependents }))).toHaveLength(3);
  const isExcepted = (action: string) => action === 'sqs:sendmessage';
  const both = ['sqs:createqueue', 'sqs:deletequeue'];
  expect(Object.keys(goes('KNOWN', 'KNOWN', { dependents, isExcepted }))).toEqual(both); // nobody uses sqs at all
  const used = { ...row, isUsed: true, grantAge: 'KNOWN' } as const;
  expect(Object.keys(goes('KNOWN', 'KNOWN', { dependents }, [], used))).toEqual(['sqs:deletequeue']);
  expect(Object.keys(goes('KNOWN', 'KNOWN', { dependents }, [['s3:putobject', used]], used))).toEqual([]);
  expect(readDependents().get('kafka:createcluster')).toContain('ec2:describevpcs');
});

it('takes a service out that the lake could not show in use only where it is asked to, and calls it unproven', () => {
  const isProven = () => false;
  expect(goes('KNOWN', 'KNOWN', { isProven })).toEqual({});
  expect(goes('KNOWN', 'KNOWN', { isProven, isUnprovenIncluded: true })['sqs:sendmessage']).toBe('unproven');
});

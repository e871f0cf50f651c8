/** What may go by the age of its grant. */
import { expect, it } from 'vitest';
import { NeverList } from '../../src/policy/never-list.js';
import { type DecideOptions, decide } from '../../src/propose/assess/decide.js';
import { KnownActions } from '../../src/propose/rewrite/known-actions.js';
import type { ActionEvidence, GrantAge } from '../../src/propose/use-evidence.js';

const named = ['sqs:CreateQueue', 'sqs:DeleteQueue', 'sqs:SendMessage'];
const row = { rows: 1, enough: 1, isUsed: false, lastKnownUse: null, leastEvidenceDays: 400, usedBy: [] };
const options: DecideOptions = {
  ...{ grade: 'action', grantAge: 'any', isUnprovenIncluded: false, never: new NeverList([]) },
  ...{ isProven: () => true, isExcepted: () => false },
};

/** Of a service that nobody uses; SendMessage is not tracked, so no row tells how old its grant is. */
const goes = (created: GrantAge, deleted: GrantAge, changes: Partial<DecideOptions> = {}) => {
  const actions = new Map<string, ActionEvidence>([
    ['sqs:createqueue', { ...row, grantAge: created }],
    ['sqs:deletequeue', { ...row, grantAge: deleted }],
  ]);
  const evidence = { holders: 1, services: new Map([['sqs', row]]), actions };
  const scope = { named, ofAllServices: new Set<string>() };
  return Object.fromEntries(decide(scope, evidence, new KnownActions(named), { ...options, ...changes }));
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

it('takes a service out that the lake could not show in use only where it is asked to, and calls it unproven', () => {
  const isProven = () => false;
  expect(goes('KNOWN', 'KNOWN', { isProven })).toEqual({});
  expect(goes('KNOWN', 'KNOWN', { isProven, isUnprovenIncluded: true })['sqs:sendmessage']).toBe('unproven');
});

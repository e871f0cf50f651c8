/** Statements that stay to the letter, and what beside them goes all the same: through a proposal and its proof. */
import { describe, expect, it } from 'vitest';
import { readReference } from '../../../src/model/reference.js';
import { isReadable } from '../../../src/policy/document.js';
import { readHeld } from '../../../src/policy/fixed-statements.js';
import { NeverList, readNeverList } from '../../../src/policy/never-list.js';
import { TooMuchWork } from '../../../src/policy/pattern.js';
import { type Proposal, propose, type Rewriter } from '../../../src/propose/assess/propose.js';
import { KnownActions } from '../../../src/propose/evidence/known-actions.js';
import type { ActionEvidence } from '../../../src/propose/evidence/use-evidence.js';
import { rewrite } from '../../../src/propose/rewrite/rewrite.js';
import { TooMuchEffort } from '../../../src/propose/verify/effort.js';

const PROPOSING = {
  ...({ grade: 'action', grantAge: 'any', isUnprovenIncluded: false, never: readNeverList() } as const),
  ...{ isProven: () => true, isExcepted: () => false, limit: 6144, isHeldByUser: false, dependents: new Map() },
  ...{ beside: [], calledBeside: [], earlierTexts: [] },
};
const row = { rows: 1, enough: 1, isUsed: false, lastKnownUse: null, leastEvidenceDays: 400, usedBy: [] };
const dollar = '$';
const OWN = `arn:aws:iam::*:user/${dollar}{aws:username}`;
const DEVICES = 'arn:aws:iam::*:mfa/*';
const KNOWN = [
  'CreateAccessKey',
  'CreateVirtualMFADevice',
  'DeactivateMFADevice',
  'EnableMFADevice',
  'ListMFADevices',
  'ListUsers',
  'ListVirtualMFADevices',
].map((name) => `iam:${name}`);
const EC2 = ['ec2:CreateTags', 'ec2:RunInstances', 'ec2:StopInstances'];

interface Given {
  readonly isHeldByUser?: boolean;
  readonly rewriter?: Rewriter;
  readonly used?: readonly string[];
}

/** One holder who used nothing but `used`, and has a row of every action. */
function proposed(statements: readonly object[], { isHeldByUser = false, rewriter, used = [] }: Given = {}): Proposal {
  const all = statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one }));
  const document = readHeld(JSON.stringify({ Version: '2012-10-17', Statement: all }), isHeldByUser);
  if (!isReadable(document)) throw new Error(document.problem);
  const known = new KnownActions([...KNOWN, ...EC2]);
  const actions = [...KNOWN, ...EC2].map((name) => name.toLowerCase());
  const evidence = {
    holders: 1,
    services: new Map(['iam', 'ec2'].map((name) => [name, { ...row, isUsed: used.includes(name) }])),
    actions: new Map(actions.map((name) => [name, { ...row, grantAge: 'KNOWN' as const }])),
  };
  const dependents = new Map([['ec2:runinstances', ['ec2:createtags']]]);
  return propose(document, evidence, known, {
    ...{ grade: 'action', grantAge: 'any', isUnprovenIncluded: false, never: new NeverList([]), dependents },
    ...{ isProven: () => true, isExcepted: () => false, limit: 10_000, isHeldByUser, rewriter },
    ...{ beside: [], calledBeside: [], earlierTexts: [] },
  });
}

/** What goes, statement by statement: undefined: the statement goes. */
function left({ texts, violations }: Proposal): unknown[] {
  expect(violations).toEqual([]);
  return texts.flatMap((text) => JSON.parse(text).Statement.map(({ Action }: { Action: unknown }) => Action));
}

describe('a condition on the service through which AWS calls', () => {
  const beside = { Action: 'ec2:StopInstances' };
  const asking = (operator: string, key: string, value: unknown = 'cloudformation.amazonaws.com') => ({
    Action: 'ec2:RunInstances',
    Condition: { [operator]: { [key]: value } },
  });

  it.each([
    ['ForAnyValue:StringEquals', 'aws:CalledVia', ['cloudformation.amazonaws.com', 'athena.amazonaws.com']],
    ['StringEquals', 'aws:CalledViaFirst', 'cloudformation.amazonaws.com'],
    ['StringLike', 'AWS:calledvialast', 'cloudformation.*'],
    ['Bool', 'aws:ViaAWSService', 'true'],
    ['StringEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com'],
  ])('keeps its statement to the letter, and nothing beside it: %s %s', (operator, key, value) => {
    expect(left(proposed([asking(operator, key, value), beside]))).toEqual(['ec2:RunInstances']);
  });

  it.each([
    ['aws:PrincipalTag/via', 'cloudformation'],
    ['aws:RequestedRegion', 'eu-west-1'],
    ['aws:CalledViaX', 'cloudformation.amazonaws.com'],
    ['kms:ViaServiceX', 's3.eu-west-1.amazonaws.com'],
  ])('is no other: %s', (key, value) => {
    expect(proposed([asking('StringEquals', key, value), beside]).texts).toEqual([]);
  });

  it('keeps what its statement needs of others, while the service is in use', () => {
    const tags = { Action: ['ec2:CreateTags', 'ec2:StopInstances'] };
    const statements = [asking('Bool', 'aws:ViaAWSService', 'true'), tags];
    expect(left(proposed(statements, { used: ['ec2'] }))).toEqual(['ec2:RunInstances', ['ec2:CreateTags']]);
    expect(left(proposed(statements))).toEqual(['ec2:RunInstances']);
  });
});

describe('the way back in', () => {
  const self = { Action: ['iam:EnableMFADevice', 'iam:ListMFADevices'], Resource: OWN };
  const held = { isHeldByUser: true };

  it.each([
    ['on devices', { Action: 'iam:CreateVirtualMFADevice', Resource: DEVICES }],
    ['on everything', { Action: ['iam:ListUsers', 'iam:ListVirtualMFADevices'] }],
    ['in another case', { Action: 'IAM:listmfadevices' }],
  ])('stays beside a statement of self-service that a user holds: %s', (_what, statement) => {
    expect(left(proposed([statement, self], held))).toEqual([statement.Action, self.Action]);
    expect(proposed([statement, self]).texts).toEqual([]);
    expect(proposed([statement], held).texts).toEqual([]);
  });

  it.each([
    ['*', { Action: 'iam:*' }],
    ['a pattern', { Action: 'iam:*MFA*', Resource: DEVICES }],
    ['another action beside them', { Action: ['iam:ListUsers', 'iam:DeactivateMFADevice'] }],
    ['an access key', { Action: 'iam:CreateAccessKey' }],
    ['all but something', { Action: 'iam:DeactivateMFADevice', Resource: 'arn:aws:iam::*:user/*' }],
  ])('is nothing else: %s goes', (_what, statement) => {
    expect(left(proposed([statement, self], held))).toEqual([self.Action]);
  });
});

it('a document of 6,144 characters of wildcards is proven, or told to be too much work, in bounded time', () => {
  const names = readReference().actions.map((row) => `${row.service_namespace}:${row.action_name}`);
  const known = new KnownActions(names);
  const services = new Set(names.map((name) => name.slice(0, name.indexOf(':')).toLowerCase()));
  const evidence = {
    holders: 1,
    services: new Map([...services].map((service, at) => [service, { ...row, isUsed: at % 2 === 0 }])),
    actions: new Map<string, ActionEvidence>(),
  };
  const tried = (entry: (at: number) => string): string => {
    const entries: string[] = [];
    const textOf = () =>
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: entries, Resource: '*' } });
    for (let at = 0; textOf().length < 6100; at++) entries.push(entry(at));
    const document = readHeld(textOf(), false);
    if (!isReadable(document)) throw new Error(document.problem);
    try {
      return `proven, ${propose(document, evidence, known, PROPOSING).violations.length} violations`;
    } catch (error) {
      if (error instanceof TooMuchWork || error instanceof TooMuchEffort) return 'too much work';
      throw error;
    }
  };
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const letter = (at: number): string => letters[at % letters.length] as string;
  expect(tried((at) => `*${letter(at)}*${letter(at + 7)}*${letter(Math.floor(at / 26))}*`)).toBe('too much work');
  expect(tried((at) => `${'*?'.repeat(20)}${letter(at)}*`)).toBe('too much work');
  const plain = [...services];
  expect(tried((at) => `${plain[at % plain.length]}:Get*`)).toBe('proven, 0 violations');
});

it('is proven by code of its own', () => {
  const blind: Rewriter = ({ statements, ...document }, known, _removed, options) => {
    const open = statements.map((one) => ({ ...one, fixed: undefined }));
    return rewrite({ ...document, statements: open }, known, new Set(['iam:listusers', 'ec2:runinstances']), options);
  };
  const forwarded = { Action: EC2, Condition: { Bool: { 'aws:ViaAWSService': 'true' } } };
  const users = { Action: ['iam:ListUsers', 'iam:ListMFADevices'] };
  const properties = (statements: readonly object[], isHeldByUser: boolean): string[] =>
    proposed(statements, { isHeldByUser, rewriter: blind }).violations.map(({ property }) => property);
  expect(properties([forwarded], false)).toContain('P1');
  expect(properties([users, { Action: 'iam:EnableMFADevice', Resource: OWN }], true)).toContain('P1');
});

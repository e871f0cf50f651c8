/** What a person must accept of a document, worked out of a snapshot alone. */
import { describe, expect, it } from 'vitest';
import { exceptionsOf } from '../../../src/propose/subjects/exceptions.js';
import type {
  Account,
  InlinePolicy,
  ManagedPolicy,
  Principal,
  Snapshot,
} from '../../../src/propose/subjects/snapshot.js';
import { subjectsOf } from '../../../src/propose/subjects/subjects.js';

const [own, other] = ['222222222222', '333333333333'];
const arnOf = (name: string): string => `arn:aws:iam::${own}:role/${name}`;
const policyArn = `arn:aws:iam::${own}:policy/shared`;
const textOf = (statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...statement }],
  });

const role = (name: string, changes: Partial<Principal> = {}): Principal => ({
  ...{ accountId: own, arn: arnOf(name), id: `AROA${name}`, name, type: 'role', path: '/', permissionSet: null },
  ...{ isServiceLinked: false, boundaryArn: null, attached: [policyArn], inline: [], groups: [], tags: {} },
  ...{ isMeasured: true, errorCode: null, isDeleted: false, evidenceDays: 400, ouPath: 'r-root', actions: 1 },
  ...{ lastUsedAt: null, isYoung: false, blindRegions: null, hasUnlistedUse: false, trusted: [], isDormant: false },
  ...changes,
});
const account = (id: string, changes: Partial<Account> = {}): Account => ({
  ...{ id, state: 'ACTIVE', ouPath: 'r-root', isManagement: false, status: 'exported', errorCode: null },
  ...changes,
});
const policy = (changes: Partial<ManagedPolicy> = {}): ManagedPolicy => ({
  ...{ accountId: own, arn: policyArn, name: 'shared', path: '/', isAwsManaged: false, defaultVersionId: 'v1' },
  ...{ document: textOf({}), createdAt: '2020-01-01', updatedAt: '2020-01-01', attachments: 1, boundaryUses: 0 },
  ...{ ouPath: 'r-root', ...changes },
});
const inline = (document: string, changes: Partial<InlinePolicy> = {}): InlinePolicy => ({
  ...{ accountId: own, ownerArn: arnOf('app'), ownerType: 'role', name: 'own', document, ouPath: 'r-root' },
  ...changes,
});

/** Of the first document of a snapshot, as `code subject`. */
async function gaps(changes: Partial<Snapshot>): Promise<string[]> {
  const snapshot: Snapshot = {
    ...{ date: '2026-07-01', principals: [role('app')], groups: [], policies: [], inline: [], regions: [] },
    ...{ accounts: [account(own)], earlier: new Map() },
    ...changes,
  };
  const [subject] = await subjectsOf(snapshot, { exceptions: exceptionsOf({}), days: 90, isPerHolder: false });
  return (subject?.gaps ?? []).map(({ code, subject: of }) => `${code} ${of}`);
}

describe('attachments', () => {
  it('that IAM counts and the lake does not know are asked about', async () => {
    expect(await gaps({ policies: [policy({ attachments: 3 })] })).toEqual(['attachments_missing 1 of 3']);
    expect(await gaps({ policies: [policy({ attachments: null })] })).toEqual([
      'attachments_missing IAM did not report the number of attachments',
    ]);
  });

  it('that are all known are not', async () => {
    expect(await gaps({ policies: [policy()] })).toEqual([]);
    expect(await gaps({ policies: [policy({ attachments: 0 })] })).toEqual([]);
  });
});

describe('an account that was not measured', () => {
  const set = [role('AWSReservedSSO_Dev_1', { permissionSet: 'Dev', attached: [], inline: ['AwsSSOInlinePolicy'] })];
  const texts = [inline(textOf({}), { ownerArn: set[0]?.arn as string, name: 'AwsSSOInlinePolicy' })];
  const ofSet = (changes: Partial<Account>): Promise<string[]> =>
    gaps({ principals: set, inline: texts, accounts: [account(own), account(other, changes)] });

  it.each([{ status: 'failed' }, { status: 'excluded' }])(
    'is asked about of its own documents and of every set: %j',
    async (state) => {
      expect(await gaps({ policies: [policy()], accounts: [account(own, state)] })).toEqual([
        `account_not_measured ${own}`,
      ]);
      expect(
        await gaps({ principals: [role('app')], inline: [inline(textOf({}))], accounts: [account(own, state)] }),
      ).toEqual([`account_not_measured ${own}`]);
      expect(await ofSet(state)).toEqual([`account_not_measured ${other}`]);
    },
  );

  it.each([{}, { status: 'failed', state: 'SUSPENDED' }, { status: 'failed', state: 'CLOSED' }])(
    'is none: %j',
    async (state) => {
      expect(await ofSet(state)).toEqual([]);
      expect(await gaps({ policies: [policy()], accounts: [account(own, state)] })).toEqual([]);
    },
  );
});

describe('another owner of the text', () => {
  it.each([
    ['CloudFormation', { name: 'app-policy-1A2B3C4D5E6F' }],
    ['CloudFormation', { path: '/cloudformation/app/' }],
    ['Control Tower', { name: 'aws-controltower-AdministratorPolicy' }],
    ['CDK', { name: 'cdk-app-policy' }],
    ['a StackSet', { name: 'StackSet-baseline' }],
    ['Terraform', { name: 'terraform-20260101000000000000000001' }],
    ['Terraform', { path: '/terraform/app/' }],
  ])('%s is told by %j', async (owner, changes) => {
    expect(await gaps({ policies: [policy(changes)] })).toEqual([`owned_elsewhere ${owner}`]);
  });

  it.each([
    ['CloudFormation', { 'aws:cloudformation:stack-name': 'app' }],
    ['CloudFormation', { 'managed-by': 'cloudformation' }],
    ['Terraform', { terraform: 'yes' }],
    ['Terraform', { ManagedBy: 'OpenTofu' }],
    ['CDK', { 'created-by': 'aws-cdk' }],
  ])('%s is told of an inline policy by the tags of its role: %j', async (owner, tags) => {
    const principals = [role('app', { tags, attached: [] })];
    expect(await gaps({ principals, inline: [inline(textOf({}))] })).toEqual([`owned_elsewhere ${owner}`]);
  });

  it('is no policy of AWS, and no ordinary name, path or tag', async () => {
    expect(await gaps({ policies: [policy({ isAwsManaged: true, name: 'cdk-app-policy' })] })).toEqual([]);
    expect(await gaps({ policies: [policy({ name: 'payments-data-access', path: '/teams/' })] })).toEqual([]);
    const principals = [role('app', { tags: { 'managed-by': 'platform', team: 'terraformers' }, attached: [] })];
    expect(await gaps({ principals, inline: [inline(textOf({}))] })).toEqual([]);
  });
});

describe('a Region that IAM does not track', () => {
  const named = 'blind_holder its text allows something in mx-central-1';

  it.each([
    { Resource: ['*', 'arn:aws:sqs:mx-central-1:222222222222:orders'] },
    { Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'mx-central-1'] } } },
  ])('is asked about where the text allows something there: %j', async (statement) => {
    expect(await gaps({ policies: [policy({ document: textOf(statement) })] })).toEqual([named]);
    expect(await gaps({ principals: [role('app', { attached: [] })], inline: [inline(textOf(statement))] })).toEqual([
      named,
    ]);
  });

  const STRINGS = { 'aws:RequestedRegion': ['eu-west-1', 'mx-central-1'] };

  it.each([
    { Effect: 'Deny', Condition: { StringNotEquals: STRINGS } },
    { Effect: 'Deny', Condition: { StringNotLikeIfExists: STRINGS } },
    { Effect: 'Deny', Resource: undefined, NotResource: 'arn:aws:sqs:mx-central-1:222222222222:*' },
  ])('is asked about where a Deny spares it: %j', async (statement) => {
    expect(await gaps({ policies: [policy({ document: textOf(statement) })] })).toEqual([named]);
  });

  it.each([
    { Effect: 'Deny', Condition: { StringEquals: STRINGS } },
    { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } },
    { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalTag/place': 'mx-central-1' } } },
    { Effect: 'Deny', Resource: undefined, NotResource: 'arn:aws:sqs:eu-west-1:222222222222:*' },
  ])('is not where a Deny names it, or spares another: %j', async (statement) => {
    expect(await gaps({ policies: [policy({ document: textOf(statement) })] })).toEqual([]);
  });

  it('is asked about once, where the holder is known to work there', async () => {
    const document = textOf({ Resource: 'arn:aws:sqs:mx-central-1:222222222222:orders' });
    const principals = [role('app', { blindRegions: 'mx-central-1' })];
    expect(await gaps({ principals, policies: [policy({ document })] })).toEqual([
      `blind_holder ${arnOf('app')} in mx-central-1`,
    ]);
  });

  it.each([
    { Resource: 'arn:aws:sqs:eu-west-1:222222222222:orders' },
    { Resource: 'arn:aws:s3:::mx-central-1' },
    { Effect: 'Deny', Resource: 'arn:aws:sqs:mx-central-1:222222222222:orders' },
    { Condition: { StringLike: { 'aws:RequestedRegion': 'eu-*' } } },
  ])('is not named by %j', async (statement) => {
    expect(await gaps({ policies: [policy({ document: textOf(statement) })] })).toEqual([]);
  });
});

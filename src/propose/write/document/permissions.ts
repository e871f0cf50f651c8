/** The least policy of whoever runs a script: its calls, on the resources of the document. */
import type { Assessment } from '../../assess/assessment.js';
import type { Subject } from '../../subjects/subject.js';
import { copyNames } from '../names.js';
import type { Mode } from './script.js';
import { entityOf, partitionOf } from './script-data.js';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*' | readonly string[];
  readonly Condition?: object;
}

/** An identity policy. GetCallerIdentity needs no right. */
export function permissionsOf(mode: Mode | 'denials', assessment: Assessment): object {
  const statements = mode === 'denials' ? [any(['cloudtrail:LookupEvents'])] : STATEMENTS[mode](assessment);
  const named = statements.filter(({ Action, Resource }) => Action.length > 0 && Resource.length > 0);
  return { Version: '2012-10-17', Statement: named };
}

const STATEMENTS: Readonly<Record<Mode, (assessment: Assessment) => Statement[]>> = {
  apply: (assessment) => {
    const own = APPLY[assessment.subject.kind](assessment);
    return assessment.subject.kind === 'permission_set' ? own : [...own, ...askedAgain(assessment.subject)];
  },
  rollback: (assessment) => ROLLBACK[assessment.subject.kind](assessment),
};

type OfKind = Readonly<Record<Subject['kind'], (assessment: Assessment) => Statement[]>>;

const APPLY: OfKind = {
  managed_policy: ({ subject, after }) => [
    on(
      [subject.arn as string],
      [...READS, 'ListEntitiesForPolicy', ...(after.length > 0 ? ['CreatePolicyVersion'] : [])],
    ),
    ...(after.length > 0 ? [] : moves(subject.attachedTo, ['Detach'], [subject.arn as string])),
  ],
  inline_policy: ({ subject, after }) => inline(subject, after.length > 0 ? 'Put' : 'Delete'),
  aws_managed_policy: (assessment) => {
    const { subject } = assessment;
    const [arn, copies] = [subject.arn as string, copyArns(assessment)];
    return [
      on([arn, ...copies], ['GetPolicy', 'GetPolicyVersion', 'ListEntitiesForPolicy']),
      on(copies, ['CreatePolicy']),
      any(['iam:GetAccountSummary']),
      ...moves(subject.attachedTo, copies.length > 0 ? ['Attach', 'Detach'] : ['Detach'], [arn, ...copies]),
    ];
  },
  permission_set: (assessment) => [
    any([...SET_READS, 'sso:ListAccountAssignments', ...setChanges(assessment, 'Detach', assessment.after.length > 0)]),
    on(replacedArns(assessment), ['GetPolicy', 'GetPolicyVersion']),
  ],
};

const ROLLBACK: OfKind = {
  managed_policy: ({ subject, after }) => [
    on([subject.arn as string], [...READS, ...(after.length > 0 ? VERSION_CHANGES : [])]),
    ...(after.length > 0 ? [] : moves(subject.attachedTo, ['Attach'], [subject.arn as string])),
  ],
  inline_policy: ({ subject }) => inline(subject, 'Put'),
  aws_managed_policy: (assessment) => {
    const { subject } = assessment;
    const [arn, copies] = [subject.arn as string, copyArns(assessment)];
    return [
      on(copies, [...READS, 'ListEntitiesForPolicy', 'DeletePolicyVersion', 'DeletePolicy']),
      ...moves(subject.attachedTo, copies.length > 0 ? ['Attach', 'Detach'] : ['Attach'], [arn, ...copies]),
    ];
  },
  permission_set: (assessment) => [
    any([...SET_READS, ...setChanges(assessment, 'Attach', assessment.before !== null)]),
  ],
};

const READS = ['GetPolicy', 'GetPolicyVersion', 'ListPolicyVersions'];
const VERSION_CHANGES = ['CreatePolicyVersion', 'DeletePolicyVersion', 'SetDefaultPolicyVersion'];
const SET_READS = [
  'ListInstances',
  'ListPermissionSets',
  'DescribePermissionSet',
  'GetInlinePolicyForPermissionSet',
  'ListAccountsForProvisionedPermissionSet',
  'ProvisionPermissionSet',
  'DescribePermissionSetProvisioningStatus',
].map((name) => `sso:${name}`);

/** `hasInline`: whether an inline policy stands afterwards. */
function setChanges(assessment: Assessment, verb: 'Attach' | 'Detach', hasInline: boolean): string[] {
  const { sha256Before, sha256After } = assessment;
  const managed = [
    'ListManagedPoliciesInPermissionSet',
    `${verb}ManagedPolicy${verb === 'Attach' ? 'To' : 'From'}PermissionSet`,
  ];
  const inlineCall = hasInline ? 'PutInlinePolicyToPermissionSet' : 'DeleteInlinePolicyFromPermissionSet';
  return [
    ...(sha256Before === null && sha256After === null ? [] : [inlineCall]),
    ...(replacedArns(assessment).length > 0 ? managed : []),
  ].map((name) => `sso:${name}`);
}

function replacedArns({ parts }: Assessment): string[] {
  return parts.flatMap(({ part, proposal }) => (part.arn !== null && proposal !== null ? [part.arn] : []));
}

function copyArns(assessment: Assessment): string[] {
  const { subject } = assessment;
  return copyNames(assessment).map((name) => `arn:${partitionOf(subject)}:iam::${subject.accountId}:policy/${name}`);
}

function inline({ ownerArn }: Subject, change: 'Put' | 'Delete'): Statement[] {
  const kind = kindOf(ownerArn as string);
  return [on([ownerArn as string], [`Get${kind}`, `Get${kind}Policy`, `${change}${kind}Policy`])];
}

/** What a holder may get or lose is bounded by the policies of the proposal. */
function moves(
  arns: readonly string[],
  verbs: readonly ('Attach' | 'Detach')[],
  policies: readonly string[],
): Statement[] {
  return ['User', 'Role', 'Group'].flatMap((kind) => {
    const own = arns.filter((arn) => kindOf(arn) === kind);
    const changes = on(
      own,
      verbs.map((verb) => `${verb}${kind}Policy`),
    );
    return [
      on(own, [`ListAttached${kind}Policies`]),
      { ...changes, Condition: { ArnEquals: { 'iam:PolicyARN': policies } } },
    ];
  });
}

/** Reports of the holders, and the members of their groups. */
function askedAgain({ holders, attachedTo }: Subject): Statement[] {
  return [
    on(
      attachedTo.filter((arn) => kindOf(arn) === 'Group'),
      ['GetGroup'],
    ),
    on(
      holders.map(({ arn }) => arn),
      ['GenerateServiceLastAccessedDetails'],
    ),
    any(['iam:GetServiceLastAccessedDetails']),
  ];
}

function kindOf(arn: string): string {
  const { type } = entityOf(arn);
  return `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
}

function on(resources: readonly string[], actions: readonly string[]): Statement {
  return { Effect: 'Allow', Action: actions.map((name) => `iam:${name}`), Resource: resources };
}

function any(actions: readonly string[]): Statement {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

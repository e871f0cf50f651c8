/** Whatever a stack names is there, and has what it needs. */
import type { Any, Evaluation } from '../template.js';
import { THEIRS } from './parameters.js';
import { type Hub, type Rule, unequal } from './rule.js';

/** A stack of the least, of the most, and one where everything is there already. */
const stacksOf = (hub: Hub): readonly (readonly [name: string, to: Evaluation])[] => [
  ['the least', hub.least],
  ['the most', hub.most],
  ['what is there', hub.with(THEIRS)],
];

/** How many arguments a function takes. */
const ARGUMENTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'Fn::If': [3, 3],
  'Fn::Equals': [2, 2],
  'Fn::Not': [1, 1],
  'Fn::And': [2, 10],
  'Fn::Or': [2, 10],
  'Fn::Join': [2, 2],
  'Fn::Split': [2, 2],
  'Fn::Select': [2, 2],
  'Fn::FindInMap': [3, 3],
};
const PSEUDO = ['AWS::AccountId', 'AWS::NoValue', 'AWS::Partition', 'AWS::Region', 'AWS::StackId', 'AWS::StackName'];

function functions({ template }: Hub): string[] {
  const names = new Set([...Object.keys(template.Parameters), ...Object.keys(template.Resources), ...PSEUDO]);
  const problems: string[] = [];
  const visit = (value: Any): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries<Any>(value)) {
      const [least, most] = ARGUMENTS[key] ?? [0, Number.POSITIVE_INFINITY];
      if (Array.isArray(inner) && (inner.length < least || inner.length > most))
        problems.push(`${key} has ${inner.length} arguments`);
      if (key === 'Ref' && !names.has(inner)) problems.push(`nothing is called ${inner}`);
      const condition = key === 'Condition' ? inner : key === 'Fn::If' ? inner[0] : undefined;
      if (typeof condition === 'string' && !(condition in template.Conditions))
        problems.push(`no condition is called ${condition}`);
      if (key === 'Fn::GetAZs' && inner !== '') problems.push(`zones of ${JSON.stringify(inner)}`);
      visit(inner);
    }
  };
  visit([template.Conditions, template.Rules, template.Resources, template.Outputs]);
  return problems;
}

/** `<Name>` or `<Name.Attribute>` of a resource, as an evaluation leaves it. */
const NAMED = /<([A-Z]\w+)(?:\.\w+)?>/g;

export function isMade(to: Evaluation, name: string): boolean {
  const { Condition: condition } = to.template.Resources[name] ?? {};
  return to.template.Resources[name] !== undefined && (condition === undefined || to.isMet(condition));
}

/** An output is a text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '<Nothing>');

function named(hub: Hub): string[] {
  return stacksOf(hub).flatMap(([stack, to]) => {
    const made = Object.keys(to.template.Resources).filter((name) => isMade(to, name));
    const shown = Object.entries(to.template.Outputs).filter(
      ([, { Condition: condition }]) => condition === undefined || to.isMet(condition),
    );
    const texts = [
      ...made.map((name) => [name, JSON.stringify(to.properties(name))] as const),
      ...shown.map(([name, { Value }]) => [`output ${name}`, textOf(to.of(Value))] as const),
    ];
    return texts.flatMap(([where, text]) =>
      [...text.matchAll(NAMED)].flatMap(([, name = '']) =>
        isMade(to, name) ? [] : [`${where} of ${stack} names ${name}, which that stack has not`],
      ),
    );
  });
}

/** Properties that CloudFormation requires of what several resources have. */
function required(hub: Hub): string[] {
  return stacksOf(hub).flatMap(([stack, to]) => {
    const roles = hub.named('AWS::IAM::Role').filter((name) => isMade(to, name));
    const policies = roles.flatMap((name) => to.properties(name).Policies ?? []);
    const documents = [
      ...policies.map(({ PolicyDocument }: Any) => PolicyDocument),
      ...['BucketPolicy', 'TopicPolicy', 'ReaderPolicy']
        .filter((name) => isMade(to, name))
        .map((name) => to.properties(name).PolicyDocument),
    ];
    const statements: Any[] = documents.flatMap(({ Statement }) => Statement);
    const lacking = statements.filter(
      ({ Effect, Action, Resource }) => ![Effect, Action, Resource].every((each) => each !== undefined && each !== ''),
    );
    const empty = statements.filter(({ Resource }) =>
      [Resource].flat().some((each) => /:::?$|:::\/?$/.test(String(each))),
    );
    const { GroupDescription } = to.properties('SecurityGroup');
    const { Targets = [] } = to.properties('FailureRule');
    return [
      ...unequal(
        `policies without a name in ${stack}`,
        policies.filter(({ PolicyName }: Any) => !PolicyName).length,
        0,
      ),
      ...unequal(`statements that lack something in ${stack}`, lacking, []),
      ...unequal(`statements about nothing in ${stack}`, empty, []),
      ...unequal(`a description of the security group in ${stack}`, Boolean(GroupDescription), true),
      ...unequal(`targets without an id in ${stack}`, Targets.filter(({ Id }: Any) => !Id).length, 0),
    ];
  });
}

/** A file or a key that was not given is asked for by nothing. */
function notGiven({ least }: Hub): string[] {
  const [{ Environment }] = least.properties('TaskDefinition').ContainerDefinitions;
  const empty = Environment.filter(({ Value }: Any) => Value === '').map(({ Name }: Any) => Name);
  const optional = ['EXCEPT_FILE', 'EXCLUDE_ACCOUNT', 'EXCLUDE_OU', 'OWNERS_FILE', 'SSE_KMS_KEY_ID', 'TASKS_FILE'];
  const [{ PolicyDocument }] = least.properties('TaskRole').Policies;
  const may = PolicyDocument.Statement.map(({ Sid }: Any) => Sid);
  return [
    ...unequal(
      'empty variables',
      empty,
      optional.map((name) => `ACCESS_LAKE_${name}`),
    ),
    ...unequal(
      'statements',
      may.filter((sid: string) => /^Read\w+File$|^Use\w+Key$/.test(sid)),
      [],
    ),
  ];
}

/** What a deleted or replaced stack leaves: a run that is at work repeats its containers by the revision that it began with. */
const LEFT: Readonly<Record<string, readonly [deleted: string, replaced: string]>> = {
  Bucket: ['Retain', 'Retain'],
  BucketPolicy: ['Retain', 'Retain'],
  LogGroup: ['Delete', 'Delete'],
  TaskDefinition: ['Delete', 'Retain'],
};

function left({ template }: Hub): string[] {
  const names = new Set([...Object.keys(template.Resources), ...Object.keys(LEFT)]);
  return [...names].flatMap((name) => {
    const { DeletionPolicy = '', UpdateReplacePolicy = '' } = template.Resources[name] ?? {};
    return unequal(name, [DeletionPolicy, UpdateReplacePolicy], LEFT[name] ?? ['', '']);
  });
}

const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide';

export const THERE: readonly Rule[] = [
  {
    name: 'each function has its arguments, and each name is of something',
    source: `${CLOUDFORMATION}/intrinsic-function-reference-conditions.html`,
    problems: functions,
  },
  {
    name: 'a stack names nothing that it does not have',
    source: `${CLOUDFORMATION}/conditions-section-structure.html`,
    problems: named,
  },
  {
    name: 'policies, rules and groups have what CloudFormation requires',
    source:
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-iam-role-policy.html',
    problems: required,
  },
  { name: 'what is not given is asked for by nothing', source: 'deploy/README.md, "Parameters"', problems: notGiven },
  {
    name: 'a deleted stack leaves the lake, a replaced one the revision of a run that is at work',
    source: 'deploy/README.md, "Upgrade, uninstall, come back"',
    problems: left,
  },
];

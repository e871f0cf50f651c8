/** deploy/hub.yaml as CloudFormation reads it: its functions evaluated over a set of parameters. */
import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';

export const HUB_TEXT = readFileSync(new URL('../../deploy/hub.yaml', import.meta.url), 'utf8');

// biome-ignore lint/suspicious/noExplicitAny: a template is as its author wrote it
export type Any = any;

export interface Parameter {
  readonly Type: string;
  readonly Description: string;
  readonly Default?: string | number;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly (string | number)[];
  readonly ConstraintDescription?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
}

interface Rule {
  readonly RuleCondition: unknown;
  readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription: string }[];
}

export interface Template {
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Mappings: Readonly<Record<string, Any>>;
  readonly Rules: Readonly<Record<string, Rule>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Any>>;
  readonly Outputs: Readonly<Record<string, Any>>;
}

/** Of the text of a template; short functions in their long form. */
export function parseTemplate(text: string): Template {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) throw document.errors[0];
  return plain(document.contents as Node) as Template;
}

function plain(node: unknown): unknown {
  const value = contentOf(node);
  const tag = (node as Node & { readonly tag?: string }).tag;
  if (tag === undefined || !tag.startsWith('!')) return value;
  const name = tag.slice(1);
  if (name === 'GetAtt') return { 'Fn::GetAtt': String(value).split('.') };
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

function contentOf(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [contentOf(key), plain(value)]));
  throw new Error('Neither a value, a list nor a map');
}

export const HUB = parseTemplate(HUB_TEXT);

export type Given = Readonly<Record<string, string>>;

/** What a stack is asked for at least. */
export const LEAST: Given = {
  Image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/access-lake@sha256:${'0'.repeat(64)}`,
  OrganizationId: 'o-ab12cd34ef',
  BucketName: 'my-lake',
};

/** AWS's own values. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws-cn',
  'AWS::Region': 'cn-north-1',
  'AWS::StackId': 'arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/hub/0fb0a4d0-0000-1111-2222-333344445555',
  'AWS::StackName': 'hub',
};

const NO_VALUE = Symbol('AWS::NoValue');

/** The values of all parameters. */
function valuesOf(template: Template, given: Given): Record<string, string> {
  const defaults = Object.entries(template.Parameters).map(([name, { Default = '' }]) => [name, String(Default)]);
  return { ...Object.fromEntries(defaults), ...given };
}

/** What functions come to. A resource is `<Name>`, an attribute of it `<Name.Attribute>`. */
export class Evaluation {
  readonly template: Template;
  readonly values: Readonly<Record<string, string>>;

  constructor(given: Given, template: Template = HUB) {
    this.template = template;
    this.values = valuesOf(template, { ...LEAST, ...given });
  }

  isMet(condition: string): boolean {
    return this.of(this.template.Conditions[condition]) === true;
  }

  /** Properties of a resource; empty where there is none. */
  properties(resource: string): Any {
    return this.of(this.template.Resources[resource]?.Properties ?? {});
  }

  of(value: unknown): Any {
    if (Array.isArray(value)) return value.map((each) => this.of(each)).filter((each) => each !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
    const call = others.length === 0 ? FUNCTIONS[name] : undefined;
    if (call !== undefined) return call(this, argument);
    if (name.startsWith('Fn::')) throw new Error(`No function ${name}`);
    const entries = Object.entries(value).map(([key, each]) => [key, this.of(each)] as const);
    return Object.fromEntries(entries.filter(([, each]) => each !== NO_VALUE));
  }

  ref(name: string): unknown {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const text = this.values[name];
    if (text === undefined) return PSEUDO[name] ?? `<${name}>`;
    return this.template.Parameters[name]?.Type === 'CommaDelimitedList' ? text.split(',') : text;
  }
}

const FUNCTIONS: Readonly<Record<string, (to: Evaluation, argument: Any) => unknown>> = {
  Ref: (to, name) => to.ref(name),
  Condition: (to, name) => (/^[A-Z]\w+$/.test(name) ? to.isMet(name) : { Condition: to.of(name) }),
  'Fn::GetAtt': (_to, path) => `<${path.join('.')}>`,
  'Fn::Sub': (to, argument) => {
    const [text, more = {}] = Array.isArray(argument) ? argument : [argument];
    return text.replaceAll(/\$\{([\w:.]+)\}/g, (_: string, name: string) => {
      if (Object.hasOwn(more, name)) return to.of(more[name]);
      return name.includes('.') ? `<${name}>` : to.ref(name);
    });
  },
  'Fn::GetAZs': () => ['cn-north-1a', 'cn-north-1b'],
  'Fn::FindInMap': (to, [map, first, second]) => to.template.Mappings[map]?.[to.of(first)]?.[second],
  'Fn::If': (to, [condition, then, otherwise]) => to.of(to.isMet(condition) ? then : otherwise),
  'Fn::Equals': (to, [one, other]) => String(to.of(one)) === String(to.of(other)),
  'Fn::Not': (to, [one]) => !to.of(one),
  'Fn::And': (to, all) => all.every((each: unknown) => to.of(each) === true),
  'Fn::Join': (to, [between, parts]) => to.of(parts).join(between),
  'Fn::Split': (to, [between, text]) => to.of(text).split(between),
  'Fn::Select': (to, [at, parts]) => to.of(parts)[at],
  'Fn::Contains': (to, [all, one]) => to.of(all).includes(to.of(one)),
  'Fn::EachMemberEquals': (to, [all, one]) => to.of(all).every((each: unknown) => each === one),
};

/** The definition of a state machine, with its substitutions. */
export function definitionIn(to: Evaluation, machine: string): Any {
  const { DefinitionString: text, DefinitionSubstitutions: substitutions } = to.template.Resources[machine].Properties;
  const values = to.of(substitutions);
  return JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, (whole: string, name: string) => values[name] ?? whole));
}

/** Why CloudFormation refuses the parameters, a sentence each. */
export function refusals(given: Given, template: Template = HUB): string[] {
  const to = new Evaluation(given, template);
  const single = Object.entries(template.Parameters).flatMap(([name, parameter]) =>
    refusalOf(name, parameter, to.values[name] as string),
  );
  const together = Object.values(template.Rules).flatMap(({ RuleCondition, Assertions }) =>
    to.of(RuleCondition) === true
      ? Assertions.filter(({ Assert }) => to.of(Assert) !== true).map(({ AssertDescription }) => AssertDescription)
      : [],
  );
  return [...single, ...together];
}

function refusalOf(name: string, parameter: Parameter, text: string): string[] {
  const { AllowedPattern, AllowedValues, MinValue = -Infinity, MaxValue = Infinity } = parameter;
  const isMatched = AllowedPattern === undefined || new RegExp(`^(?:${AllowedPattern})$`).test(text);
  const isAllowed = AllowedValues === undefined || AllowedValues.map(String).includes(text);
  const isBetween = parameter.Type !== 'Number' || (Number(text) >= MinValue && Number(text) <= MaxValue);
  return isMatched && isAllowed && isBetween
    ? []
    : [parameter.ConstraintDescription ?? `${name}: ${parameter.Description}`];
}

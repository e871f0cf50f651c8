/** What a template must keep to, whatever else it says. */
import { Evaluation, type Given, type Template } from '../template.js';

export interface Rule {
  readonly name: string;
  /** The page of AWS that says so, or the promise of ours. */
  readonly source: string;
  /** What breaks it, a sentence each. */
  readonly problems: (hub: Hub) => readonly string[];
}

/** The template for the parameters of several stacks. */
export class Hub {
  readonly template: Template;
  /** What a stack is asked for at least. */
  readonly least: Evaluation;
  /** As much as a stack can have. */
  readonly most: Evaluation;

  constructor(template: Template) {
    this.template = template;
    this.least = this.with({});
    this.most = this.with(MOST);
  }

  with(given: Given): Evaluation {
    return new Evaluation(given, this.template);
  }

  /** Names of the resources of a type. */
  named(type: string): string[] {
    return Object.keys(this.template.Resources).filter((name) => this.template.Resources[name].Type === type);
  }
}

const ACCOUNT = '111122223333';

const MOST: Given = {
  KmsKeyArn: `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/1`,
  TopicKeyArn: `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/2`,
  LogKeyArn: `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/3`,
  PermissionsBoundaryArn: `arn:aws-cn:iam::${ACCOUNT}:policy/boundary`,
  ReaderPrincipalArns: `arn:aws-cn:iam::${ACCOUNT}:role/analyst`,
  OrganizationalUnitIds: 'r-ab12',
  RolePath: 'team/',
  Prefix: 'audit/lake',
  Shards: '4',
  OwnersFile: 'decisions/owners.yaml',
  TasksFile: 'decisions/tasks.yaml',
  ExceptFile: 'decisions/except.yaml',
};

/** Differences of two lists, as sentences. */
export function differences(what: string, has: readonly string[], needs: readonly string[]): string[] {
  const [own, wanted] = [new Set(has), new Set(needs)];
  return [
    ...[...wanted].filter((each) => !own.has(each)).map((each) => `${what} lacks ${each}`),
    ...[...own].filter((each) => !wanted.has(each)).map((each) => `${what} needs no ${each}`),
  ];
}

/** A sentence where the value is another one. */
export function unequal(what: string, value: unknown, wanted: unknown): string[] {
  const [is, should] = [JSON.stringify(value), JSON.stringify(wanted)];
  return is === should ? [] : [`${what} is ${is}, not ${should}`];
}

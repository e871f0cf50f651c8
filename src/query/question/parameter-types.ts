/** The types that a parameter of a question may have: what is checked, looked up and told of each follows from here. */
import { TRACKED_DAYS } from '../../model/days.js';

/** What values name, and where the lake says which there are. */
export interface Kind {
  readonly noun: string;
  /** Files of `queries/known`, asked in turn while a value is not found; `everywhere`: of all snapshots. */
  readonly sources: readonly { readonly file: string; readonly everywhere?: true }[];
  /** The question that lists them all. */
  readonly list: string;
  /** What a value is part of, which is looked for first. */
  readonly within?: { readonly type: 'account' | 'service'; readonly of: (value: string) => string };
  /** Files that name all, which a value with wildcards is matched against. */
  readonly all?: readonly string[];
  /** A file of other names, each before its value: `name=value`. */
  readonly aliases?: string;
  /** An ARN of `all` may be given by its name, with or without `role/` or `user/`, where only one has it. */
  readonly isNamed?: true;
  /** Names that differ in case are two. */
  readonly isExact?: true;
  /** A value is taken where nothing is known at all: the service reference may be missing, an account not listed. */
  readonly isTakenUnknown?: true;
}

export interface TypeDeclaration {
  /** What it takes, as help says it. */
  readonly takes: string;
  /** Stands for a value in the saved queries of Athena, for a person to replace. */
  readonly example: string;
  /** Why a text is no value, as the end of a sentence; what is true of all types is in values.ts. */
  readonly refusal?: (text: string) => string | undefined;
  /** A value as AWS writes it; without it: as it was given. */
  readonly spelled?: (text: string) => string;
  readonly isNumber?: true;
  /** `pattern`: a value with `*` or `?` stands for all names that it matches; `name`: names may hold them; else refused. */
  readonly wildcards?: 'pattern' | 'name';
  /** IAM's names may hold commas, which separate values. */
  readonly holdsCommas?: true;
  /** No comma separates values, for names may hold them: the option is given once for each. */
  readonly isRepeated?: true;
  /** Values are looked up in the lake: a typo must not read as "nobody". */
  readonly known?: Kind;
}

/** More rows than there are; an integer of every engine. */
const GREATEST = 999_999_999;

/** In the snapshots that are asked, then in all: who is gone by now is known to an earlier one. */
function inTurn(...files: readonly string[]): Kind['sources'] {
  return files.flatMap((file) => [{ file }, { file, everywhere: true as const }]);
}

/** Of an ARN; of anything else, empty. */
export function accountOf(value: string): string {
  return value.split(':')[4] ?? '';
}

/** Whether the text holds a wildcard, `*` or `?`. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** What is no match is refused for the reason. */
function matching(pattern: RegExp, reason: string): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? undefined : reason);
}

const refusalOfNumber = matching(/^\d+$/, 'not a whole number');
const refusalOfArn = matching(/^arn:[^:]+:iam::\d{12}:(user|role)\/./, 'not the ARN of a user or role');

/** The files of `queries/known` are named here alone. Whatever the service reference lacks may be granted all the same. */
export const PARAMETER_TYPES = {
  /** An option without a value: `yes` where it is given; `no` is a default for SQL that reads it. */
  flag: { takes: 'no value', example: 'yes', refusal: matching(/^(yes|no)$/, 'it takes no value') },
  string: { takes: 'text', example: 'example', holdsCommas: true },
  integer: {
    takes: 'a whole number',
    example: '0',
    refusal: (text) => refusalOfNumber(text) ?? (Number(text) > GREATEST ? `greater than ${GREATEST}` : undefined),
    isNumber: true,
  },
  days: {
    takes: `a number of days up to ${TRACKED_DAYS}`,
    example: '90',
    refusal: (text) =>
      refusalOfNumber(text) ?? (Number(text) > TRACKED_DAYS ? `IAM looks back ${TRACKED_DAYS} days` : undefined),
    isNumber: true,
  },
  /** What IAM can have seen stands in snapshots from `:name.lookback` on, whatever the days are. */
  snapshot: {
    takes: 'the date of a snapshot (yyyy-MM-dd, newest or first)',
    example: '2026-12-31',
    refusal: matching(/^\d{4}-\d{2}-\d{2}$/, 'not a date, which is written yyyy-MM-dd'),
  },
  account: {
    takes: 'the ID or name of an account',
    example: '111122223333',
    wildcards: 'name',
    refusal: matching(/^(\d{12}|.*\D.*)$/, 'an account ID has 12 digits'),
    isRepeated: true,
    known: {
      noun: 'account',
      sources: inTurn('accounts'),
      list: 'usage',
      aliases: 'account_names',
      isTakenUnknown: true,
    },
  },
  ou: {
    takes: 'the ID or name of an OU or root',
    example: 'ou-ab12-11111111',
    wildcards: 'name',
    isRepeated: true,
    known: {
      noun: 'OU or root',
      sources: inTurn('ous'),
      list: 'usage.by-ou',
      aliases: 'ou_names',
      isTakenUnknown: true,
    },
  },
  /** `:name.account` is its account. */
  arn: {
    takes: 'the name or ARN of a user or role, or a pattern such as role/ci-*',
    example: 'arn:aws:iam::111122223333:role/EXAMPLE',
    refusal: (text) => (isPattern(text) || !text.startsWith('arn:') ? undefined : refusalOfArn(text)),
    wildcards: 'pattern',
    isRepeated: true,
    known: {
      noun: 'user or role',
      sources: inTurn('principals'),
      list: 'principals',
      within: { type: 'account', of: accountOf },
      all: ['principal_arns'],
      isNamed: true,
    },
  },
  service: {
    takes: 'the namespace of a service, such as s3',
    example: 's3',
    refusal: matching(/^[\w-]+$/, 'not the namespace of a service, such as s3'),
    spelled: (text) => text.toLowerCase(),
    known: {
      noun: 'service',
      sources: [{ file: 'services' }, { file: 'granted_services' }],
      list: 'known_actions',
      isTakenUnknown: true,
    },
  },
  /** As in a policy, with `:name.service` and `:name.name`. */
  action: {
    takes: 'an action (service:Action, with wildcards in the action)',
    example: 'iam:CreateUser',
    refusal: matching(/^[\w-]+:[\w*?]+$/, 'not an action, which is written service:Action'),
    spelled: (text) => text.replace(/^[^:]+/, (service) => service.toLowerCase()),
    wildcards: 'pattern',
    known: {
      noun: 'action',
      sources: [{ file: 'actions' }, { file: 'granted_actions' }],
      list: 'known_actions',
      within: { type: 'service', of: (action) => action.split(':')[0] as string },
      all: ['actions', 'granted_actions'],
      isTakenUnknown: true,
    },
  },
  /** `:name.pattern` and `:name.escapedpattern` are regular expressions of how it may stand in a principal's tags. */
  tag: {
    takes: 'a tag (key=value, or a key alone, with wildcards)',
    example: 'key=value',
    wildcards: 'pattern',
    holdsCommas: true,
    known: { noun: 'tag', sources: inTurn('tags'), list: 'principals', all: ['tags'], isExact: true },
  },
  policy: {
    takes: 'the name or ARN of a policy, with wildcards',
    example: 'EXAMPLE',
    wildcards: 'pattern',
    holdsCommas: true,
    known: { noun: 'managed policy', sources: inTurn('policies'), list: 'policies', all: ['policies'] },
  },
  /** Inline policies, too. */
  document: {
    takes: 'the name of a policy or permission set, or the ARN of a policy, with wildcards',
    example: 'EXAMPLE',
    wildcards: 'pattern',
    holdsCommas: true,
    known: {
      noun: 'policy or permission set',
      sources: inTurn('documents'),
      list: 'policies',
      all: ['documents'],
    },
  },
  permission_set: {
    takes: 'the name of a permission set, with wildcards',
    example: 'EXAMPLE',
    wildcards: 'pattern',
    holdsCommas: true,
    known: {
      noun: 'permission set',
      sources: inTurn('permission_sets'),
      list: 'sets',
      all: ['permission_sets'],
    },
  },
  role_name: {
    takes: 'the name of a role, with wildcards',
    example: 'EXAMPLE',
    wildcards: 'pattern',
    holdsCommas: true,
    known: { noun: 'role', sources: inTurn('role_names'), list: 'role_names', all: ['role_names'] },
  },
  /** As the fragment `owners` has it. */
  owner: {
    takes: 'the name of an owner',
    example: 'EXAMPLE',
    isRepeated: true,
    known: { noun: 'owner', sources: inTurn('owners'), list: 'worklist' },
  },
  /** As src/decisions/owners-file.ts writes it. */
  owner_entry: { takes: 'an entry of an owners file', example: 'EXAMPLE', wildcards: 'name', isRepeated: true },
  /** As src/decisions/tasks-file.ts writes it. */
  task_entry: { takes: 'an entry of a tasks file', example: 'EXAMPLE', wildcards: 'name', isRepeated: true },
  exception: {
    takes: 'the name or ARN of a user or role, with wildcards',
    example: 'EXAMPLE',
    wildcards: 'pattern',
    holdsCommas: true,
    known: {
      noun: 'user or role',
      sources: [...inTurn('exceptions'), { file: 'principal_names' }],
      list: 'principals',
      all: ['principal_names'],
    },
  },
  /** As the views `idle_by_design` and `idle_by_trust` have it. */
  idle_name: {
    takes: 'a name in the list of what is idle by design, or the name or ARN of a user or role',
    example: 'EXAMPLE',
    wildcards: 'name',
    holdsCommas: true,
    known: { noun: 'name', sources: [{ file: 'idle_by_design' }, ...inTurn('principal_names')], list: 'worklist' },
  },
} as const satisfies Readonly<Record<string, TypeDeclaration>>;

/** Parameters of the type `flag`: on a command line the word after them is no value. */
export const FLAGS: ReadonlySet<string> = new Set(['all', 'unproven']);

/** Those that are declared; `choice`: one of the words that the parameter lists itself. */
export type ParameterType = keyof typeof PARAMETER_TYPES | 'choice';

/** A word with a wildcard is refused as no choice, and told which there are. */
const CHOICE: Partial<TypeDeclaration> = { wildcards: 'name' };

/** What is declared of a type, but for what a choice says by its words. */
export function declarationOf(type: ParameterType): Partial<TypeDeclaration> {
  return type === 'choice' ? CHOICE : PARAMETER_TYPES[type];
}

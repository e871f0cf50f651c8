/** The values of a question's parameters as people give them, checked and turned into cells. */
import { usageError } from '../../model/errors.js';
import { nearest } from '../../model/nearest.js';
import type { Cell } from '../engine.js';
import type { Parameter, ParameterType, Question } from './questions.js';

/** A list may come as one text with commas; a comma of a value itself is written `\,`. */
export type Given = Readonly<Record<string, string | number | readonly (string | number)[] | undefined>>;

/** Types whose values may hold wildcards: each stands for all names that it matches. */
export const TAKES_PATTERNS: ReadonlySet<ParameterType> = new Set<ParameterType>([
  ...(['arn', 'action', 'policy', 'document', 'permission_set', 'role_name', 'exception', 'tag'] as const),
]);
/** Types whose names may hold what is a wildcard elsewhere. */
const NAMES_WITH_STARS: ReadonlySet<ParameterType> = new Set<ParameterType>(['idle_name', 'choice', 'ou']);

/** Whether the text holds a wildcard, `*` or `?`. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Longest value that Athena binds, in characters. */
const LONGEST = 1024;
/** How far IAM looks back: IAM User Guide, "Refine permissions in AWS using last accessed information". */
export const TRACKED_DAYS = 400;
/** More rows than there are; an integer of every engine. */
const GREATEST = 999_999_999;

/** The cells of each parameter that has a value, defaults included; throws a usageError. */
export function readGiven(question: Question, given: Given): Map<string, Cell[]> {
  for (const [name, value] of Object.entries(given)) {
    const isKnown = question.parameters.some((parameter) => parameter.name === name);
    if (value !== undefined && !isKnown) throw unknownParameter(name, question);
  }
  const cells = new Map<string, Cell[]>();
  for (const parameter of question.parameters) {
    const value = given[parameter.name] ?? parameter.default ?? undefined;
    if (value !== undefined) cells.set(parameter.name, cellsOf(parameter, value, question));
    else if (parameter.required) throw missing(parameter, question);
  }
  return cells;
}

function cellsOf(parameter: Parameter, value: NonNullable<Given[string]>, question: Question): Cell[] {
  const texts = typeof value === 'object' ? value.map(String) : [String(value)];
  const all = parameter.list ? texts.flatMap(itemsOf) : texts;
  if (!parameter.list && all.length > 1) throw refused(parameter, all.join(','), 'it takes one value', question);
  return all.map((text) => cellOf(parameter, text, question));
}

/** IAM's names may hold commas, but no backslash. */
function itemsOf(text: string): string[] {
  return text.split(/(?<!\\),/).map((item) => item.trim().replaceAll('\\,', ','));
}

function cellOf(parameter: Parameter, text: string, question: Question): Cell {
  const reason = reasonAgainst(parameter, text);
  if (reason) throw refused(parameter, text, reason, question);
  return isNumber(parameter.type) ? Number(text) : spelled(parameter, text);
}

function isNumber(type: Parameter['type']): boolean {
  return type === 'integer' || type === 'days';
}

/** In the case that AWS writes it: namespaces of services are lower-case. */
function spelled({ type, choices }: Parameter, text: string): string {
  if (type === 'service') return text.toLowerCase();
  if (type === 'action') return text.replace(/^[^:]+/, (service) => service.toLowerCase());
  return type === 'choice' ? (choiceOf(choices, text) ?? text) : text;
}

function choiceOf(choices: readonly string[], text: string): string | undefined {
  return choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
}

/** Why a text cannot be taken, as the end of a sentence. */
function reasonAgainst({ type, choices }: Parameter, text: string): string | undefined {
  if (text === '') return 'empty';
  if (text.length > LONGEST) return `longer than ${LONGEST} characters`;
  if (/\p{Cc}/u.test(text)) return 'it holds a control character';
  if (isPattern(text) && !TAKES_PATTERNS.has(type) && !NAMES_WITH_STARS.has(type)) return 'it takes no wildcards';
  if (isNumber(type) && !/^\d+$/.test(text)) return 'not a whole number';
  if (type === 'days' && Number(text) > TRACKED_DAYS) return `IAM looks back ${TRACKED_DAYS} days`;
  if (type === 'integer' && Number(text) > GREATEST) return `greater than ${GREATEST}`;
  if (type === 'snapshot' && !/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'not a date, which is written yyyy-MM-dd';
  if (type === 'account' && !/^\d{12}$/.test(text)) return 'an account ID has 12 digits';
  if (type === 'service' && !/^[\w-]+$/.test(text)) return 'not the namespace of a service, such as s3';
  if (type === 'arn' && !isPattern(text) && !/^arn:[^:]+:iam::\d{12}:(user|role)\/./.test(text)) {
    return 'not the ARN of a user or role';
  }
  if (type === 'action' && !/^[\w-]+:[\w*?]+$/.test(text)) return 'not an action, which is written service:Action';
  if (type === 'choice' && choiceOf(choices, text) === undefined) return `not one of ${choices.join(', ')}`;
  return undefined;
}

function refused(parameter: Parameter, text: string, reason: string, question: Question): Error {
  return usageError(
    `Cannot use ${flagOf(parameter.name)} "${text}" for ${question.name}: ${reason}.`,
    `It takes ${takes(parameter)}: ${parameter.meaning}.`,
  );
}

function missing(parameter: Parameter, question: Question): Error {
  return usageError(
    `Cannot ask ${question.name}: ${flagOf(parameter.name)} is missing.`,
    `It takes ${takes(parameter)}: ${parameter.meaning}.`,
  );
}

function unknownParameter(name: string, question: Question): Error {
  const names = question.parameters.map((parameter) => parameter.name);
  const [near] = nearest(name, names);
  return usageError(
    `Cannot use ${flagOf(name)} for ${question.name}: it has no such parameter.`,
    near ? `Did you mean ${flagOf(near)}?` : `It takes ${names.map(flagOf).join(', ') || 'no parameters'}.`,
  );
}

/** How a parameter is given on the command line: `--account-id`. */
export function flagOf(parameter: string): string {
  return `--${parameter.replaceAll('_', '-')}`;
}

const KINDS = {
  string: 'text',
  integer: 'a whole number',
  days: `a number of days up to ${TRACKED_DAYS}`,
  snapshot: 'the date of a snapshot (yyyy-MM-dd, newest or first)',
  account: 'an account ID (12 digits)',
  ou: 'the ID or name of an OU or root',
  arn: 'the ARN of a user or role, or one with wildcards such as role/ci-*',
  service: 'the namespace of a service, such as s3',
  action: 'an action (service:Action, with wildcards in the action)',
  policy: 'the name or ARN of a policy, with wildcards',
  document: 'the name of a policy or permission set, or the ARN of a policy, with wildcards',
  permission_set: 'the name of a permission set, with wildcards',
  role_name: 'the name of a role, with wildcards',
  exception: 'the name or ARN of a user or role, with wildcards',
  idle_name: 'a name in the list of what is idle by design',
  tag: 'a tag (key=value, or a key alone, with wildcards)',
} as const;

/** IAM's names may hold commas. */
const HOLD_COMMAS: ReadonlySet<ParameterType> = new Set<ParameterType>([
  ...(['string', 'arn', 'policy', 'document', 'permission_set', 'role_name', 'exception', 'tag'] as const),
]);

/** What a parameter takes, in words. */
export function takes({ type, choices, list }: Parameter): string {
  const kind = type === 'choice' ? choices.join(' or ') : KINDS[type];
  const comma = HOLD_COMMAS.has(type) ? ' (one within a name: \\,)' : '';
  return list ? `${kind}, or several separated by commas${comma}` : kind;
}

/** What is kept by its name: by design, by the user, and actions whose use may leave no row. */
import { readFileSync } from 'node:fs';
import { folded, type History, type Sighting, textOf } from './history.js';
import type { Matcher } from './subjects.js';
import type { Named } from './uses.js';

/** Patterns, in which `*` stands for any text and `?` for one character; all are compared without case. */
export interface Exceptions {
  /** Names without the path, or ARNs. */
  readonly principals?: readonly string[];
  /** `key=value`, or a key alone. */
  readonly tags?: readonly string[];
  /** Such as `s3:Put*`. */
  readonly actions?: readonly string[];
  /** ARNs of managed policies, names of policies and permission sets. */
  readonly policies?: readonly string[];
}

/** Whether one of the patterns names the text. */
export function isNamedBy(patterns: readonly string[], text: string): boolean {
  const expression = expressions.get(patterns) ?? expressionOf(patterns);
  expressions.set(patterns, expression);
  return expression.test(folded(text));
}

/** Compiled once, for every item is held against every pattern. */
const expressions = new WeakMap<readonly string[], RegExp>();

function expressionOf(patterns: readonly string[]): RegExp {
  const escaped = patterns.map((pattern) => folded(pattern).replace(/[.+^${}()|[\]\\]/g, '\\$&'));
  const choices = escaped.map((pattern) => pattern.replaceAll('*', '.*').replaceAll('?', '.'));
  return new RegExp(choices.length === 0 ? '^(?!)' : `^(?:${choices.join('|')})$`, 's');
}

export function namesPrincipal(patterns: readonly string[]): Matcher {
  return ({ arn, row }) => [arn, textOf(row, 'principal_name') ?? ''].some((name) => isNamedBy(patterns, name));
}

export function isExceptedPrincipal({ principals = [], tags = [] }: Exceptions, holder: Sighting): boolean {
  const own = Object.entries((holder.row.tags ?? {}) as Readonly<Record<string, string>>);
  return (
    namesPrincipal(principals)(holder) ||
    own.some(([key, value]) => isNamedBy(tags, key) || isNamedBy(tags, `${key}=${value}`))
  );
}

/** A service is excepted with any action of it: whoever keeps `s3:Put*` does not give s3 away. */
export function isExceptedAction({ actions = [] }: Exceptions, { service, action }: Named): boolean {
  if (service === null) return false;
  if (action !== null) return isNamedBy(actions, `${service}:${action}`);
  return isNamedBy(
    actions.map((pattern) => pattern.split(':')[0] as string),
    service,
  );
}

export const IDLE_BY_DESIGN: readonly string[] = patternsOf('idle-by-design.tsv');
/** Policies of AWS, by ARN. */
export const EMERGENCY_POLICIES: readonly string[] = leftAlone('emergency');
const IDLE_BY_TRUST = leftAlone('trust');
const NEVER_REMOVED = patternsOf('never-list.tsv');

/** `released`: names of principals, ARNs, and patterns of the lists that are told to count no more. */
export function isIdleByDesign(history: History, holder: Sighting, released: readonly string[]): boolean {
  const name = textOf(holder.row, 'principal_name') ?? '';
  const isReleased = (text: string): boolean => released.some((each) => folded(each) === folded(text));
  if (isReleased(name) || isReleased(holder.arn)) return false;
  const counting = (patterns: readonly string[]): string[] => patterns.filter((pattern) => !isReleased(pattern));
  const services = counting(IDLE_BY_TRUST).map((pattern) => `Service:${pattern}`);
  return (
    isNamedBy(counting(IDLE_BY_DESIGN), name) || trustedBy(history, holder).some((one) => isNamedBy(services, one))
  );
}

function trustedBy(history: History, { runId, accountId, arn }: Sighting): string[] {
  const rows = history.rowsWith('policy_statements', { run_id: runId, account_id: accountId, owner_arn: arn });
  const allowed = rows.filter((row) => row.policy_type === 'trust' && row.effect === 'Allow');
  return allowed.flatMap((row) => (row.principals ?? []) as string[]);
}

/** Of a service only where a pattern names all of it; of any other the single actions are kept. */
export function leavesNoRow({ service, action }: Named): boolean {
  return service !== null && isNamedBy(NEVER_REMOVED, `${service}:${action ?? '*'}`);
}

/** The lists that ship, as data. */
function patternsOf(file: string): string[] {
  return linesOf(file).map(([pattern]) => pattern as string);
}

function leftAlone(asked: string): string[] {
  return linesOf('left-alone.tsv').flatMap(([kind, pattern]) => (kind === asked ? [pattern as string] : []));
}

function linesOf(file: string): string[][] {
  const [, ...lines] = readFileSync(new URL(`../../../../src/policy/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => line.split('\t'));
}

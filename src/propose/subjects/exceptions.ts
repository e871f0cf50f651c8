/** Principals, policies and actions that keep all that they have. */
import { type Exceptions, NO_EXCEPTIONS } from '../../policy/except-file.js';
import { readIdleByDesign } from '../../policy/idle-by-design.js';
import { matchesAction } from '../../policy/pattern.js';
import type { Principal } from './snapshot.js';

/** The principals that are idle by design, without the released ones, and those given. */
export function exceptionsOf(given: Partial<Exceptions>, released: readonly string[] = []): Exceptions {
  const isReleased = (pattern: string): boolean => released.some((name) => matchesAction(pattern, name));
  const patterns = readIdleByDesign().map(({ pattern }) => pattern);
  const kept = patterns.filter((pattern) => !released.includes(pattern) && !isReleased(pattern));
  return { ...NO_EXCEPTIONS, ...given, principals: [...kept, ...(given.principals ?? [])] };
}

export function isExceptedPrincipal({ principals, tags }: Exceptions, { arn, name, tags: own }: Principal): boolean {
  return isNamed(principals, name, arn) || tags.some((tag) => isTagged(own, tag));
}

/** A policy by its name or ARN, a permission set by its name. */
export function isExceptedPolicy(
  { policies }: Exceptions,
  { name, arn }: { name: string; arn: string | null },
): boolean {
  return isNamed(policies, name, arn);
}

export function isExceptedAction({ actions }: Exceptions, action: string): boolean {
  return actions.some((pattern) => matchesAction(pattern, action));
}

/** Whether a pattern names it, by its name or by its ARN, of which the account may be left out: role/ci-*. */
export function isNamed(patterns: readonly string[], name: string, arn: string | null = null): boolean {
  const names = [name, ...(arn === null ? [] : [arn, arn.replace(/^arn:[^:]*:iam::\d*:/, '')])];
  return patterns.some((pattern) => names.some((own) => matchesAction(pattern, own)));
}

/** `key=value`, or a key alone, with wildcards. */
function isTagged(tags: Readonly<Record<string, string>>, pattern: string): boolean {
  return Object.entries(tags).some(([key, value]) =>
    [key, `${key}=${value}`].some((own) => matchesAction(pattern, own)),
  );
}

/** `key=value`, or a key alone. */
export function hasTag(tags: Readonly<Record<string, string>>, tag: string): boolean {
  const at = tag.indexOf('=');
  return at < 0 ? Object.hasOwn(tags, tag) : tags[tag.slice(0, at)] === tag.slice(at + 1);
}

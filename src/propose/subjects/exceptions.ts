/** Principals, policies and actions that keep all that they have. */
import { type Exceptions, NO_EXCEPTIONS } from '../../decisions/except-file.js';
import { readIdleByDesign } from '../../policy/idle-by-design.js';
import { documentLeftAlone, keepsPoliciesOfAws, trustLeftAlone } from '../../policy/left-alone.js';
import { matchesAction, Pattern } from '../../policy/pattern.js';
import type { Principal } from './snapshot.js';

/** What keeps all that it has: what a person excepts, and what is left alone by default. */
export interface Kept extends Exceptions {
  /** Patterns of the list of what is idle by design. */
  readonly idle: readonly string[];
  /** Names and ARNs, of principals and policies, that are treated like others: they are neither idle by design nor left alone. */
  readonly released: readonly string[];
}

/** A name that is released is a pattern of the list, or what it would have kept. */
export function exceptionsOf(given: Partial<Exceptions>, released: readonly string[] = []): Kept {
  const idle = readIdleByDesign().map(({ pattern }) => pattern);
  return { ...NO_EXCEPTIONS, ...given, idle: idle.filter((pattern) => !released.includes(pattern)), released };
}

export function isExceptedPrincipal(kept: Kept, principal: Principal): boolean {
  return whyKept(kept, principal) !== undefined;
}

/** Of each principal, by what is kept: it is asked again for every document that the principal holds. */
const WHY_KEPT = new WeakMap<Kept, Map<Principal, string | undefined>>();

/** Why a principal keeps all that it has, as the end of a sentence about it; undefined: it does not. */
export function whyKept(kept: Kept, principal: Principal): string | undefined {
  const known = WHY_KEPT.get(kept) ?? new Map<Principal, string | undefined>();
  WHY_KEPT.set(kept, known);
  if (!known.has(principal)) known.set(principal, findWhyKept(kept, principal));
  return known.get(principal);
}

function findWhyKept(kept: Kept, principal: Principal): string | undefined {
  const { name, arn, tags } = principal;
  if (isNamed(kept.principals, name, arn) || kept.tags.some((tag) => isTagged(tags, tag))) return 'is excepted';
  return whyLeftAlone(kept, principal);
}

/** Why a principal is left alone though nobody excepts it: by its name, or by a service that it trusts. */
export function whyLeftAlone(
  { idle, released }: Kept,
  { name, arn, trusted }: Pick<Principal, 'name' | 'arn' | 'trusted'>,
): string | undefined {
  if (isNamed(released, name, arn)) return undefined;
  const names = namesOf(name, arn);
  const pattern = idle.find((one) => isOneOf(names, one));
  if (pattern !== undefined) return `is idle by design: ${pattern}`;
  for (const service of servicesIn(trusted)) {
    const reason = trustLeftAlone(service, released);
    if (reason !== undefined) return `trusts ${service}, which ${reason}`;
  }
  return undefined;
}

/** Why a document is left alone that a policy, group or permission set of this name is, as the end of a sentence; undefined: it is not. */
export function whyIdleByName({ idle, released }: Kept, name: string, arn: string | null = null): string | undefined {
  if (isNamed(released, name, arn)) return undefined;
  const pattern = idle.find((one) => isOneOf([name.toLowerCase()], one));
  return pattern === undefined ? undefined : `is idle by design, by its name: ${pattern}`;
}

const SERVICE = 'Service:';

function servicesIn(trusted: readonly string[]): string[] {
  return trusted.filter((one) => one.startsWith(SERVICE)).map((one) => one.slice(SERVICE.length));
}

/** Why a role keeps the policies that AWS wrote, as the end of a sentence about it; undefined: it does not. */
export function whyKeepsPoliciesOfAws(
  { released }: Pick<Kept, 'released'>,
  { name, arn, trusted }: Pick<Principal, 'name' | 'arn' | 'trusted'>,
): string | undefined {
  if (isNamed(released, name, arn)) return undefined;
  const service = servicesIn(trusted).find(keepsPoliciesOfAws);
  return service === undefined ? undefined : `trusts ${service}, for which AWS wrote the policy`;
}

/** Why a policy of AWS is left alone, as the end of a sentence about it; undefined: it is not. */
export function whyDocumentLeftAlone(
  { released }: Kept,
  { name, arn }: { name: string; arn: string | null },
): string | undefined {
  return arn === null || isNamed(released, name, arn) ? undefined : documentLeftAlone(arn);
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
  if (patterns.length === 0) return false;
  const names = namesOf(name, arn);
  return patterns.some((pattern) => isOneOf(names, pattern));
}

/** In lower case. */
function namesOf(name: string, arn: string | null): string[] {
  const names = [name, ...(arn === null ? [] : [arn, arn.replace(/^arn:[^:]*:iam::\d*:/, '')])];
  return names.map((own) => own.toLowerCase());
}

/** By what a person or the list of what is idle by design says: few, and each is held against every principal. */
const PATTERNS = new Map<string, Pattern>();

function isOneOf(names: readonly string[], pattern: string): boolean {
  const known = PATTERNS.get(pattern) ?? new Pattern(pattern);
  PATTERNS.set(pattern, known);
  return names.some((own) => known.names(own));
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

/** Principals and actions that keep all that they have. */
import { readIdleByDesign } from '../../policy/idle-by-design.js';
import { matchesAction } from '../../policy/pattern.js';
import type { Principal } from '../evidence/snapshot.js';

export interface Exceptions {
  /** Names or ARNs of principals, with wildcards. */
  readonly principals: readonly string[];
  /** Patterns of actions. */
  readonly actions: readonly string[];
}

/** The principals that are idle by design, without the released ones, and those given. */
export function exceptionsOf(given: Partial<Exceptions>, released: readonly string[] = []): Exceptions {
  const isReleased = (pattern: string): boolean => released.some((name) => matchesAction(pattern, name));
  const patterns = readIdleByDesign().map(({ pattern }) => pattern);
  const kept = patterns.filter((pattern) => !released.includes(pattern) && !isReleased(pattern));
  return { principals: [...kept, ...(given.principals ?? [])], actions: given.actions ?? [] };
}

export function isExceptedPrincipal({ principals }: Exceptions, { arn, name }: Principal): boolean {
  return principals.some((pattern) => matchesAction(pattern, name) || matchesAction(pattern, arn));
}

export function isExceptedAction({ actions }: Exceptions, action: string): boolean {
  return actions.some((pattern) => matchesAction(pattern, action));
}

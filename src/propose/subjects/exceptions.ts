/** Principals and actions that keep all that they have. */
import { matchesAction } from '../../policy/pattern.js';
import type { Principal } from '../evidence/snapshot.js';

/** Roles that are idle by design, by name; a person releases one by its pattern. */
const DEFAULT_EXCEPTIONS: readonly string[] = [
  'OrganizationAccountAccessRole',
  'AWSControlTowerExecution',
  'stacksets-exec-*',
  'cdk-*-cfn-exec-role-*',
  '*break-glass*',
  '*break_glass*',
  '*breakglass*',
  'AccessLakeReader',
];

export interface Exceptions {
  /** Names or ARNs of principals, with wildcards. */
  readonly principals: readonly string[];
  /** Patterns of actions. */
  readonly actions: readonly string[];
}

/** The default exceptions without the released ones, and those given. */
export function exceptionsOf(given: Partial<Exceptions>, released: readonly string[] = []): Exceptions {
  const isReleased = (pattern: string): boolean => released.some((name) => matchesAction(pattern, name));
  const kept = DEFAULT_EXCEPTIONS.filter((pattern) => !released.includes(pattern) && !isReleased(pattern));
  return { principals: [...kept, ...(given.principals ?? [])], actions: given.actions ?? [] };
}

export function isExceptedPrincipal({ principals }: Exceptions, { arn, name }: Principal): boolean {
  return principals.some((pattern) => matchesAction(pattern, name) || matchesAction(pattern, arn));
}

export function isExceptedAction({ actions }: Exceptions, action: string): boolean {
  return actions.some((pattern) => matchesAction(pattern, action));
}

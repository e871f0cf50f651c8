/**
 * Actions that no call of an API has by name, so that a use of them may leave no row, each judged once. The data is
 * permission-only.tsv, made by scripts/permission-only.mjs.
 */
import type { ServiceReference } from '../model/reference.js';
import { readRows } from './pattern-list.js';

/**
 * `connection`: used over a data connection, by an agent or by the console itself; `elsewhere`: checked in a call of
 * another service. Of these nothing shows a use. `within`: checked along a call of its own service, which shows as a use
 * of that; `unjudged`: nobody has looked. These stay while anybody uses the service, as whatever has no row does.
 */
export const CLASSES = ['connection', 'elsewhere', 'within', 'unjudged'] as const;
export type PermissionClass = (typeof CLASSES)[number];

/** Classes by action, as written. */
export type PermissionOnly = ReadonlyMap<string, PermissionClass>;

export function readPermissionOnly(): PermissionOnly {
  const rows = readRows<[string, string, PermissionClass]>(new URL('./permission-only.tsv', import.meta.url));
  return new Map(rows.map(([action, , own]) => [action, own]));
}

/** Actions of which a use may show nowhere, in a service that is in use or not. */
export function unseenActions(all: PermissionOnly): string[] {
  return [...all].flatMap(([action, own]) => (own === 'connection' || own === 'elsewhere' ? action : []));
}

/** Services, in lower case, of which more than half of the actions are used over a connection: no use of them tells nothing. */
export function unseenServices(all: PermissionOnly, { actions }: Pick<ServiceReference, 'actions'>): Set<string> {
  const balance = new Map<string, number>();
  for (const { service_namespace, action_name, is_withdrawn } of actions) {
    if (is_withdrawn) continue;
    const more = all.get(`${service_namespace}:${action_name}`) === 'connection' ? 1 : -1;
    balance.set(service_namespace, (balance.get(service_namespace) ?? 0) + more);
  }
  return new Set([...balance].flatMap(([service, more]) => (more > 0 ? service.toLowerCase() : [])));
}

/** The services and actions that IAM knows in the simulated organization. */
import { readReference } from '../../model/reference.js';
import { serviceName } from './service-names.js';

export interface Service {
  readonly index: number;
  readonly namespace: string;
  readonly name: string;
  /** Its actions are those from `first` to `end` - 1 of the catalog. */
  readonly first: number;
  readonly end: number;
  /** ms since 1970: no use before it is reported; null where nothing is tracked. */
  readonly trackedSince: number | null;
}

/** Actions are numbers, in the order of service namespace and action name. */
export interface Catalog {
  readonly services: readonly Service[];
  readonly byNamespace: ReadonlyMap<string, Service>;
  readonly actionNames: readonly string[];
  /** Such as `iam:ListRoles`. */
  readonly names: ReadonlySet<string>;
  /** 1 where IAM reports last-accessed information. */
  readonly tracked: Uint8Array;
  /** Index of the service of an action. */
  readonly serviceOf: Int32Array;
}

/** Invented: tracked actions that IAM knows and the service reference does not know yet. */
const NEWER_THAN_REFERENCE = [
  { service_namespace: 'ec2', action_name: 'DescribeSimulatedCapacity' },
  { service_namespace: 'simulated-preview', action_name: 'ListPreviews' },
].map((action) => ({ ...action, is_tracked: true, tracked_since: Date.UTC(2023, 4, 23) }));

export interface CatalogOptions {
  /** With what the reference lacks. */
  readonly newer: boolean;
  /** So many tracked actions, spread over the services, are not tracked yet. */
  readonly notYetTracked: number;
}

/** The reference, some 20 ms. */
export function readCatalog({ newer, notYetTracked }: CatalogOptions): Catalog {
  const actions = [...readReference().actions, ...(newer ? NEWER_THAN_REFERENCE : [])].sort(
    (a, b) => order(a.service_namespace, b.service_namespace) || order(a.action_name, b.action_name),
  );
  const services: Service[] = [];
  const serviceOf = new Int32Array(actions.length);
  for (let first = 0; first < actions.length; ) {
    const namespace = actions[first]?.service_namespace as string;
    let end = first;
    while (actions[end]?.service_namespace === namespace) serviceOf[end++] = services.length;
    const trackedSince = actions.slice(first, end).find((action) => action.is_tracked)?.tracked_since ?? null;
    services.push({ index: services.length, namespace, name: serviceName(namespace), first, end, trackedSince });
    first = end;
  }
  return {
    services,
    byNamespace: new Map(services.map((service) => [service.namespace, service])),
    actionNames: actions.map((action) => action.action_name),
    names: new Set(actions.map((action) => `${action.service_namespace}:${action.action_name}`)),
    tracked: trackedOf(actions, notYetTracked),
    serviceOf,
  };
}

function trackedOf(actions: readonly { readonly is_tracked: boolean | null }[], notYetTracked: number): Uint8Array {
  const tracked = Uint8Array.from(actions, ({ is_tracked }) => (is_tracked ? 1 : 0));
  const all = actions.flatMap(({ is_tracked }, at) => (is_tracked ? [at] : []));
  for (let n = 0; n < notYetTracked; n++)
    tracked[all[Math.floor(((n + 0.5) * all.length) / notYetTracked)] as number] = 0;
  return tracked;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

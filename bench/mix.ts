/**
 * The mix of the benches: an organization as columns, seeded. Written down, since sizes depend on it:
 *
 * - 5 % of the principals are administrators: every tracked action of the service reference, some 9,800 rows.
 * - The others hold one of 40 policies of the account or (one in four) a policy of their own: each allows 3 to
 *   12 services, of each one all actions (`s3:*`), those that read (`List*`, `Get*`, `Describe*`) or 1 to 6 named
 *   ones. Distinct policies make distinct sets of rows.
 * - Administrators have used 1 % of their actions, the others 5 % of theirs (2 % of all rows): at a random
 *   minute of the last 400 days, in one of 17 Regions, by the principal itself.
 * - Principals come in the order in which an account lists them, rows by service and action.
 */
import { type Codes, CodesBuilder, type Columns, NumbersBuilder } from '../src/model/columns.js';
import { readReference } from '../src/model/reference.js';

export interface Mix {
  readonly accounts: number;
  readonly principalsPerAccount: number;
  readonly seed?: number;
  /** Part of the principals that are administrators; default 0.05. */
  readonly administrators?: number;
}

/** All rows of action_last_accessed of one principal, without the columns that are the same for every row. */
export interface PrincipalActions {
  readonly accountId: string;
  readonly principalArn: string;
  readonly actions: Columns;
}

type Action = readonly [service: string, action: string];

const USED_BY_ADMINISTRATORS = 0.01;
const USED_BY_OTHERS = 0.05;
const SHARED_POLICIES = 40;
const OWN_POLICY = 0.25;
const NOW_MS = Date.UTC(2025, 10, 25);
const MINUTE_MS = 60_000;
const TRACKED_MINUTES = 400 * 24 * 60;
const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
];

/** The principals of the mix, account by account. */
export function* principalsOf(mix: Mix): Generator<PrincipalActions, void, void> {
  const random = randomFrom(mix.seed ?? 1);
  const services = trackedByService();
  const all = [...services.values()].flat();
  for (let account = 0; account < mix.accounts; account++) {
    const accountId = String(100_000_000_000 + Math.floor(random() * 899_999_999_999));
    const shared = Array.from({ length: SHARED_POLICIES }, () => policy(services, random));
    for (let principal = 0; principal < mix.principalsPerAccount; principal++) {
      const principalArn = `arn:aws:iam::${accountId}:role/${nameOf(principal, random)}`;
      const granted = granting(random, mix.administrators ?? 0.05, all, shared, services);
      yield { accountId, principalArn, actions: columnsOf(granted, principalArn, granted === all, random) };
    }
  }
}

/** Numbers 0 ≤ n < 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function granting(
  random: () => number,
  administrators: number,
  all: readonly Action[],
  shared: readonly (readonly Action[])[],
  services: ReadonlyMap<string, readonly Action[]>,
): readonly Action[] {
  if (random() < administrators) return all;
  if (random() < OWN_POLICY) return policy(services, random);
  return shared[Math.floor(random() * shared.length)] as readonly Action[];
}

function policy(services: ReadonlyMap<string, readonly Action[]>, random: () => number): Action[] {
  const names = [...services.keys()];
  const chosen = new Set(
    Array.from({ length: 3 + Math.floor(random() * 10) }, () => names[Math.floor(random() * names.length)] as string),
  );
  return [...chosen].sort().flatMap((name) => allowed(services.get(name) as Action[], random));
}

function allowed(actions: readonly Action[], random: () => number): Action[] {
  const kind = random();
  if (kind < 0.4) return [...actions];
  if (kind < 0.8) return actions.filter(([, action]) => /^(List|Get|Describe)/.test(action));
  const named = new Set(
    Array.from({ length: 1 + Math.floor(random() * 6) }, () => Math.floor(random() * actions.length)),
  );
  return actions.filter((_, at) => named.has(at));
}

function columnsOf(
  granted: readonly Action[],
  principalArn: string,
  administrator: boolean,
  random: () => number,
): Columns {
  const share = administrator ? USED_BY_ADMINISTRATORS : USED_BY_OTHERS;
  const at = new NumbersBuilder();
  const region = new CodesBuilder();
  const entity = new CodesBuilder();
  for (let row = 0; row < granted.length; row++) {
    const used = random() < share;
    at.append(used ? NOW_MS - Math.floor(random() * TRACKED_MINUTES) * MINUTE_MS : null);
    region.append(used ? REGIONS[Math.floor(random() * REGIONS.length)] : null);
    entity.append(used ? principalArn : null);
  }
  const columns = {
    ...namesOf(granted),
    last_accessed_at: at.done(),
    last_accessed_region: region.done(),
    last_accessed_entity_arn: entity.done(),
  };
  return { rows: granted.length, columns };
}

type Names = Readonly<Record<'service_namespace' | 'action_name', Codes>>;

const namesOfPolicies = new WeakMap<readonly Action[], Names>();

/** Services and actions of a policy, made once: many principals hold it. */
function namesOf(granted: readonly Action[]): Names {
  const known = namesOfPolicies.get(granted);
  if (known) return known;
  const [service, action] = [new CodesBuilder(), new CodesBuilder()];
  for (const [serviceName, actionName] of granted) {
    service.append(serviceName);
    action.append(actionName);
  }
  const names = { service_namespace: service.done(), action_name: action.done() };
  namesOfPolicies.set(granted, names);
  return names;
}

function nameOf(principal: number, random: () => number): string {
  const kinds = ['service', 'deploy', 'lambda', 'batch', 'readonly', 'AWSReservedSSO_PowerUser'];
  const kind = kinds[Math.floor(random() * kinds.length)];
  return `${kind}-${principal}-${Math.floor(random() * 2 ** 32).toString(36)}`;
}

function trackedByService(): Map<string, Action[]> {
  const services = new Map<string, Action[]>();
  for (const { service_namespace, action_name, is_tracked } of readReference().actions) {
    if (is_tracked !== true) continue;
    const actions = services.get(service_namespace) ?? [];
    actions.push([service_namespace, action_name]);
    services.set(service_namespace, actions);
  }
  return services;
}

/** An organization of any size, drawn at random from one seed: who is in it and what they are granted. */
import { readReference } from '../../src/model/reference.js';
import { between, hash, iamId, LOWER, mix, pick, share, text } from '../../src/simulation/random.js';

export const { actions: reference } = readReference();
const services = [...new Set(reference.map(({ service_namespace }) => service_namespace))].sort();
const trackedOf = new Map(
  services.map((service) => [
    service,
    reference.filter(({ service_namespace, is_tracked }) => service_namespace === service && is_tracked === true),
  ]),
);

interface Grant {
  readonly service: string;
  /** Those that IAM tracks. */
  readonly actions: typeof reference;
}

export interface Generated {
  readonly at: number;
  readonly accountId: string;
  readonly accountName: string;
  readonly ou: string;
  readonly arn: string;
  readonly id: string;
  readonly isMeasured: boolean;
  /** Null: not used; and where not measured. */
  readonly lastUsedAt: string | null;
  readonly grants: readonly Grant[];
  readonly tags: string;
}

const words = [
  'billing',
  'orders',
  'ingest',
  'export',
  'audit',
  'deploy',
  'search',
  'media',
  'ledger',
  'fraud',
  'edge',
];
const kinds = ['service', 'batch', 'lambda', 'task', 'ci', 'reader', 'admin', 'job'];

/** Some seventeen in twenty are granted up to fifteen services, most others up to eighty, one in fifty all. */
function grantsOf(at: number): readonly Grant[] {
  const draw = share(mix(at, 1));
  if (draw < 0.02) return services.map((service) => ({ service, actions: trackedOf.get(service) ?? [] }));
  const size = draw < 0.85 ? between(mix(at, 2), 1, 15) : between(mix(at, 2), 16, 80);
  const chosen = new Set(Array.from({ length: size }, (_, nth) => pick(services, mix(at, 100 + nth))));
  return [...chosen].sort().map((service, nth) => {
    const all = trackedOf.get(service) ?? [];
    const from = between(mix(at, 1000 + nth), 0, all.length);
    return { service, actions: all.slice(from, from + between(mix(at, 2000 + nth), 1, 40)) };
  });
}

/** A second of the tracking period. */
export function timeOf(seed: number): string {
  const seconds = 1_782_000_000 - between(seed, 0, 400 * 86_400);
  return new Date(seconds * 1000).toISOString().slice(0, 23).replace('T', ' ');
}

export function accountsOf(principals: number): { id: string; name: string; ou: string }[] {
  return Array.from({ length: Math.ceil(principals / 100) }, (_, at) => ({
    id: String(between(hash('account', at), 1e11, 9.99e11)),
    name: `${pick(words, hash('name', at))}-${text(LOWER, 5, 'name', at)}`,
    ou: `Root/${pick(['Prod', 'Dev', 'Sandbox'], hash('ou', at))}/${pick(words, hash('unit', at))}`,
  }));
}

export function generatedPrincipals(principals: number): Generated[] {
  const accounts = accountsOf(principals);
  return Array.from({ length: principals }, (_, at) => {
    const account = pick(accounts, hash('account of', at));
    const isMeasured = share(hash('measured', at)) > 0.02;
    const name = `${pick(words, hash('word', at))}-${pick(kinds, hash('kind', at))}-${text(LOWER, 8, 'role', at)}`;
    return {
      at,
      isMeasured,
      id: iamId('AROA', at),
      accountId: account.id,
      accountName: account.name,
      ou: account.ou,
      arn: `arn:aws:iam::${account.id}:role/${pick(words, hash('path', at))}/${name}`,
      lastUsedAt: isMeasured && share(hash('used', at)) < 0.65 ? timeOf(mix(at, 3)) : null,
      grants: isMeasured ? grantsOf(at) : [],
      tags: JSON.stringify({ owner: `team-${text(LOWER, 3, 'team', at % 300)}`, stack: text(LOWER, 10, 'stack', at) }),
    };
  });
}

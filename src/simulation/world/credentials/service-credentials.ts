/** Credentials of users for one service each, which no credential report shows, by chance of their own. */
import { DAY_MS } from '../../../model/days.js';
import { between, hash, iamId, share } from '../../random.js';
import type { Principal } from '../entities.js';

export interface ServiceCredential {
  readonly id: string;
  readonly user: Principal;
  /** Such as `codecommit.amazonaws.com`. */
  readonly service: string;
  readonly status: 'Active' | 'Inactive' | 'Expired';
  /** ms since 1970 in UTC */
  readonly createdAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
}

/** Services that have them, and whether theirs are API keys, which expire. */
const SERVICES = [
  { name: 'codecommit.amazonaws.com', share: 0.06, days: null },
  { name: 'cassandra.amazonaws.com', share: 0.02, days: null },
  { name: 'bedrock.amazonaws.com', share: 0.04, days: 90 },
  { name: 'logs.amazonaws.com', share: 0.02, days: 365 },
] as const;

/** Those of one user as of midnight `asOf`; one that has expired stays in the list. */
export function serviceCredentialsOf(user: Principal, asOf: number): ServiceCredential[] {
  return SERVICES.flatMap(({ name, share: held, days }) => {
    const drawn = (fact: string) => hash('service-credentials', user.id, name, fact);
    const createdAt = user.createdAt + between(drawn('created'), 60, 40 * 86_400) * 1000;
    if (share(drawn('held')) >= held || createdAt >= asOf) return [];
    const id = iamId('ACCA', user.id, name);
    const expiresAt = days === null ? null : createdAt + days * DAY_MS;
    const isExpired = expiresAt !== null && expiresAt <= asOf;
    const status = isExpired ? 'Expired' : share(drawn('active')) < 0.8 ? 'Active' : 'Inactive';
    return [{ id, user, service: name, status, createdAt, expiresAt }];
  });
}

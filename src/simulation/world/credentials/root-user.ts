/** The root user of an account, by chance of its own: no other draw depends on it. */
import { DAY_MS } from '../../../model/days.js';
import { between, hash, share } from '../../random.js';
import type { KeyUse, UsedKey } from './user-credentials.js';

export interface RootUser {
  readonly hasPassword: boolean;
  readonly hasAccessKeys: boolean;
  readonly hasMfa: boolean;
}

/** Of most accounts centralized root access took the password away; keys are rare. */
export function rootUserOf(accountId: string): RootUser {
  const hasPassword = drawn(accountId, 'password') < 0.4;
  return {
    hasPassword,
    hasAccessKeys: drawn(accountId, 'keys') < 0.1,
    hasMfa: hasPassword && drawn(accountId, 'mfa') < 0.8,
  };
}

/** As of a midnight. All times are ms since 1970 in UTC, in full seconds. */
export interface RootCredentials extends RootUser {
  readonly createdAt: number;
  /** Null: never, or it has no password. */
  readonly passwordLastUsedAt: number | null;
  readonly keys: readonly UsedKey[];
}

/** `joinedAt` is when the account joined its organization: nobody here is older. */
export function rootCredentialsOf(accountId: string, joinedAt: number, asOf: number): RootCredentials {
  const root = rootUserOf(accountId);
  const createdAt = joinedAt - (joinedAt % 1000);
  const lastDay = (fact: string, everyDays: number) =>
    asOf / DAY_MS - 1 - ((asOf / DAY_MS + hash('root-user', accountId, fact)) % everyDays);
  const lastAt = (fact: string, everyDays: number): number | null => {
    const day = lastDay(fact, everyDays);
    const at = day * DAY_MS + (hash('root-user', accountId, fact, day) % 86_400) * 1000;
    return drawn(accountId, `${fact} ever`) < 0.6 && at > createdAt ? at : null;
  };
  const keyAt = createdAt + between(hash('root-user', accountId, 'key'), 1, 48) * 3_600_000;
  const usedAt = lastAt('key use', 700);
  const lastUse: KeyUse | null =
    usedAt !== null && usedAt > keyAt ? { at: usedAt, region: 'us-east-1', service: 'iam' } : null;
  const old: UsedKey = { isActive: false, createdAt: createdAt + 1000, lastUse: null };
  const keys = [{ isActive: true, createdAt: keyAt, lastUse }, ...(drawn(accountId, 'old key') < 0.3 ? [old] : [])];
  return {
    ...root,
    createdAt,
    passwordLastUsedAt: root.hasPassword ? lastAt('sign-in', 300) : null,
    keys: root.hasAccessKeys ? keys : [],
  };
}

function drawn(accountId: string, fact: string): number {
  return share(hash('root-user', accountId, fact));
}

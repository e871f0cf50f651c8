/** What a user signs in and signs requests with, by chance of its own: no other draw depends on it. */
import { DAY_MS } from '../../../model/days.js';
import { between, hash, pick, share } from '../../random.js';
import type { Principal } from '../entities.js';
import { lastUse, type ReportedService } from '../usage.js';
import { type AccessKey, accessKeysOf } from './access-keys.js';

/** All times are ms since 1970 in UTC, in full seconds. */
export interface Password {
  /** Null: never. */
  readonly lastUsedAt: number | null;
  readonly lastChangedAt: number;
  /** Null: the account asks for no rotation. */
  readonly nextRotationAt: number | null;
}

export interface KeyUse {
  readonly at: number;
  /** Null: the service has none. */
  readonly region: string | null;
  /** Its namespace. */
  readonly service: string;
}

export interface UsedKey {
  readonly isActive: boolean;
  readonly createdAt: number;
  /** Null: never. */
  readonly lastUse: KeyUse | null;
}

/** A signing certificate (X.509). */
export interface Certificate {
  readonly isActive: boolean;
  readonly createdAt: number;
}

export interface UserCredentials {
  /** Null: it cannot sign in. */
  readonly password: Password | null;
  readonly hasMfa: boolean;
  /** At most two, in the order of their slots. */
  readonly keys: readonly UsedKey[];
  /** At most two. */
  readonly certificates: readonly Certificate[];
}

/** Whose credentials are drawn, as of which midnight. */
export interface CredentialHolder {
  readonly user: Principal;
  readonly accountId: string;
  /** Whether its access key is the one that the environment carries. */
  readonly isHub: boolean;
  /** ms since 1970 */
  readonly asOf: number;
  /** Its last-accessed report as of a midnight. */
  readonly report: (asOf: number) => readonly ReportedService[];
}

export function credentialsOf(holder: CredentialHolder): UserCredentials {
  const { user, isHub, asOf } = holder;
  const password = isHub ? null : passwordOf(holder);
  const own: readonly AccessKey[] = isHub
    ? [{ id: '', isActive: true, createdAt: user.createdAt }]
    : accessKeysOf(user);
  const keys = own.filter(({ createdAt }) => createdAt < asOf).sort((a, b) => (a.id < b.id ? -1 : 1));
  const main = keys.find(({ isActive }) => isActive);
  return {
    password,
    hasMfa: drawn(user, 'mfa') < (password ? 0.7 : 0.05),
    keys: keys.map((key) => ({
      isActive: key.isActive,
      createdAt: key.createdAt,
      lastUse: key === main ? mainUse(key, holder) : otherUse(key, holder),
    })),
    certificates: certificatesOf(holder),
  };
}

const ROTATION_DAYS = 90;

/** Three in ten accounts make people change their passwords; of those who signed in once, some cannot any more. */
function passwordOf({ user, accountId, asOf }: CredentialHolder): Password | null {
  const { passwordLastUsedAt: usedAt, createdAt } = user;
  const lastUsedAt = usedAt !== null && usedAt > createdAt ? usedAt : null;
  if (drawn(user, 'password') >= (lastUsedAt === null ? 0.35 : 0.9) || createdAt >= asOf) return null;
  const rotates = share(hash('password-policy', accountId)) < 0.3;
  const firstAt = Math.min(createdAt + between(hash('password', user.id), 60, 3600) * 1000, asOf - 1000);
  const changedDay = asOf / DAY_MS - 1 - ((asOf / DAY_MS + hash('changed', user.id)) % ROTATION_DAYS);
  const changedAt = changedDay * DAY_MS + (hash('changed', user.id, changedDay) % 86_400) * 1000;
  const lastChangedAt = rotates && changedAt > firstAt ? changedAt : firstAt;
  return { lastUsedAt, lastChangedAt, nextRotationAt: rotates ? lastChangedAt + ROTATION_DAYS * DAY_MS : null };
}

/** What a report covers, and somewhat less: the use before it. */
const BEFORE_DAYS = 350;

/**
 * The last use of the key that is in use: what the user's report shows, unless the user works by other means; what no
 * report shows, such as a call that a resource policy allows; or a use from before the tracking period.
 */
function mainUse(key: AccessKey, holder: CredentialHolder): KeyUse | null {
  const { user, asOf } = holder;
  const uses = drawn(user, 'by other means') < 0.15 ? [] : toldUses(holder);
  const hidden = hiddenUse(user, asOf);
  const since = [...uses, ...(hidden ? [hidden] : [])].filter(({ at }) => at > key.createdAt);
  return since.sort((a, b) => b.at - a.at)[0] ?? null;
}

/** The last use that the report shows; where it shows none, the last that a report of long ago showed. */
function toldUses({ user, asOf, report }: CredentialHolder): KeyUse[] {
  const use = latestIn(report(asOf), user) ?? latestIn(report(asOf - BEFORE_DAYS * DAY_MS), user);
  return use ? [use] : [];
}

/** The last use that a report shows. */
function latestIn(report: readonly ReportedService[], user: Principal): KeyUse | null {
  let last: KeyUse | null = null;
  for (const { service, lastAccessedAt: at } of report) {
    if (at > (last?.at ?? 0)) last = useOf(user, at, service.namespace);
  }
  return last;
}

/** Services whose resource policies let a user in that its own policies do not. */
const OPEN_SERVICES = ['s3', 'sqs', 'kms', 'lambda'];

function hiddenUse(user: Principal, asOf: number): KeyUse | null {
  if (drawn(user, 'hidden use') >= 0.25) return null;
  const lastBefore = (midnight: number) => lastUse(hash('hidden-use', user.id), midnight, user.createdAt);
  const at = lastBefore(asOf) || lastBefore(asOf - BEFORE_DAYS * DAY_MS);
  return Number.isNaN(at) ? null : useOf(user, at, pick(OPEN_SERVICES, hash('hidden-service', user.id)));
}

/** A key beside the one in use was tried out once, with a call that needs no permission, or never. */
function otherUse(key: AccessKey, { user, asOf }: CredentialHolder): KeyUse | null {
  const at = key.createdAt + between(hash('other-use', key.id), 60, 100 * 86_400) * 1000;
  return drawn(user, 'other use') < 0.5 && at < asOf ? useOf(user, at, 'sts') : null;
}

/** IAM names no Region for S3. */
function useOf({ habit }: Principal, at: number, service: string): KeyUse {
  return { at: at - (at % 1000), region: service === 's3' ? null : habit.region, service };
}

/** Of a hundred users four have one, and one has one that is switched off beside it. */
function certificatesOf({ user, asOf }: CredentialHolder): Certificate[] {
  const draw = drawn(user, 'certificates');
  const createdAt = user.createdAt + 3_600_000;
  if (draw >= 0.05 || createdAt >= asOf) return [];
  const active = { isActive: true, createdAt };
  return draw < 0.01 ? [{ isActive: false, createdAt: createdAt - 60_000 }, active] : [active];
}

function drawn({ id }: Principal, fact: string): number {
  return share(hash('credentials', id, fact));
}

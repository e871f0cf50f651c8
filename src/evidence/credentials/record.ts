/** What a row of a credential report says of a user or of root. */
import { type ReportRow, RowError } from './row.js';

/** What the report says of one user, or of root. All times are ms since 1970 in UTC. */
export interface CredentialRecord {
  readonly arn: string;
  readonly accountId: string;
  readonly isRoot: boolean;
  readonly createdAt: number;
  readonly password: PasswordRecord;
  /** Null: not told. */
  readonly hasMfa: boolean | null;
  /** Slots with a key, active or not; an empty slot is left out. */
  readonly keys: readonly KeyRecord[];
  /** Active signing certificates, 0 to 2; null: not told. */
  readonly certificatesActive: number | null;
  /** Whether there are keys or certificates beside the two of each that a report shows; null: not told. */
  readonly hasMore: boolean | null;
}

export interface PasswordRecord {
  readonly state: 'enabled' | 'none' | 'not_supported' | 'unknown';
  /** Null: never, or before 20 October 2014. */
  readonly lastUsedAt: number | null;
  readonly lastChangedAt: number | null;
  readonly nextRotationAt: number | null;
}

export interface KeyRecord {
  readonly slot: 1 | 2;
  /** Null: not told. */
  readonly isActive: boolean | null;
  readonly lastRotatedAt: number | null;
  /** Null: never, or before 22 April 2015. */
  readonly lastUsedAt: number | null;
  readonly lastUsedRegion: string | null;
  readonly lastUsedService: string | null;
}

const ARN = /^arn:aws[\w-]*:iam::(\d{12}):(?:root|user\/.+)$/;

export function recordOf(row: ReportRow): CredentialRecord {
  const arn = row.text('arn');
  const [, accountId] = ARN.exec(arn) ?? [];
  if (accountId === undefined) throw new RowError('it has no ARN of a user or of root');
  const createdAt = row.time('user_creation_time');
  if (createdAt === null) throw new RowError('it does not say when its user was created');
  const keys = [keyOf(row, 1), keyOf(row, 2)].filter((key) => key !== undefined);
  return {
    arn,
    accountId,
    isRoot: arn.endsWith(':root'),
    createdAt,
    password: passwordOf(row),
    hasMfa: row.flag('mfa_active'),
    keys,
    certificatesActive: certificatesOf(row),
    hasMore: hasMore(row, keys.length),
  };
}

function passwordOf(row: ReportRow): PasswordRecord {
  const enabled = row.flag('password_enabled');
  const isUnsupported = row.text('password_enabled').toLowerCase() === 'not_supported';
  const told = enabled === null ? 'unknown' : enabled ? 'enabled' : 'none';
  return {
    state: isUnsupported ? 'not_supported' : told,
    lastUsedAt: row.time('password_last_used'),
    lastChangedAt: row.time('password_last_changed'),
    nextRotationAt: row.time('password_next_rotation'),
  };
}

/** A key that is inactive keeps the time of its rotation; a slot that is inactive and has none is empty. */
function keyOf(row: ReportRow, slot: 1 | 2): KeyRecord | undefined {
  const column = (name: string) => `access_key_${slot}_${name}`;
  const key: KeyRecord = {
    slot,
    isActive: row.flag(column('active')),
    lastRotatedAt: row.time(column('last_rotated')),
    lastUsedAt: row.time(column('last_used_date')),
    lastUsedRegion: row.word(column('last_used_region')),
    lastUsedService: row.word(column('last_used_service')),
  };
  return key.isActive === false && key.lastRotatedAt === null && key.lastUsedAt === null ? undefined : key;
}

function certificatesOf(row: ReportRow): number | null {
  const [first, second] = [row.flag('cert_1_active'), row.flag('cert_2_active')];
  return first === null || second === null ? null : Number(first) + Number(second);
}

const MORE = 'additional_credentials_info';

/**
 * By the guide this column begins with the number of further keys or certificates, where there are any. A report without it
 * shows the first two of each: who has fewer of both has no more.
 */
function hasMore(row: ReportRow, keys: number): boolean | null {
  if (!row.has(MORE)) return keys < 2 && (hasNoCertificate(row, 1) || hasNoCertificate(row, 2)) ? false : null;
  if (NOTHING_MORE.has(row.text(MORE).toLowerCase())) return false;
  const more = Number.parseInt(row.text(MORE), 10);
  return Number.isNaN(more) ? null : more > 0;
}

const NOTHING_MORE: ReadonlySet<string> = new Set(['', 'n/a']);

/** False also where it is not told. */
function hasNoCertificate(row: ReportRow, slot: 1 | 2): boolean {
  return row.flag(`cert_${slot}_active`) === false && row.time(`cert_${slot}_last_rotated`) === null;
}

/**
 * The credential report of IAM as CSV: root first, then users without regard to case; lines end with LF, the last with
 * nothing. The guide names a further column, additional_credentials_info, which live reports do not have.
 * Sources: IAM User Guide, "Generate credential reports for your AWS account"; recordings of radkawar/stackd of September
 * 2026 and those of test/fixtures/credential-reports.
 */
import type { AccountCredentials } from '../../world/credentials/account-credentials.js';
import type { RootCredentials } from '../../world/credentials/root-user.js';
import type { Certificate, Password, UsedKey, UserCredentials } from '../../world/credentials/user-credentials.js';
import { isoSeconds } from '../xml.js';

/** A heading and rows below it, before they are text. */
export type Table = readonly (readonly string[])[];

const KEY_COLUMNS = ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'];
const HEADING = [
  ...['user', 'arn', 'user_creation_time'],
  ...['password_enabled', 'password_last_used', 'password_last_changed', 'password_next_rotation', 'mfa_active'],
  ...KEY_COLUMNS.map((name) => `access_key_1_${name}`),
  ...KEY_COLUMNS.map((name) => `access_key_2_${name}`),
  ...['cert_1_active', 'cert_1_last_rotated', 'cert_2_active', 'cert_2_last_rotated'],
];

const NONE = 'N/A';
const NEVER = 'no_information';
const NOT_SUPPORTED = 'not_supported';

export function credentialTable({ accountId, root, users }: AccountCredentials): Table {
  const rows = users.map(({ user, credentials }) => ({
    order: user.name.toLowerCase(),
    row: [user.name, user.arn, isoSeconds(user.createdAt), ...userValues(credentials)],
  }));
  const inOrder = rows.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ row }) => row);
  const rootRow = ['<root_account>', `arn:aws:iam::${accountId}:root`, isoSeconds(root.createdAt), ...rootValues(root)];
  return [HEADING, rootRow, ...inOrder];
}

/** Values with a comma, a quote or a line break stand in quotes (RFC 4180): names of IAM may hold commas. */
export function csvOf(table: Table): string {
  return table.map((row) => row.map(quotedWhereNeeded).join(',')).join('\n');
}

function quotedWhereNeeded(value: string): string {
  return /[",\r\n]/.test(value) ? quoted(value) : value;
}

export function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

function userValues({ password, hasMfa, keys, certificates }: UserCredentials): string[] {
  return [...passwordValues(password), String(hasMfa), ...keyValues(keys), ...certificateValues(certificates)];
}

function passwordValues(password: Password | null): string[] {
  if (password === null) return ['false', NONE, NONE, NONE];
  const { lastUsedAt, lastChangedAt, nextRotationAt } = password;
  return ['true', timeOr(NEVER, lastUsedAt), timeOr(NONE, lastChangedAt), timeOr(NONE, nextRotationAt)];
}

/** Of a root with a password the report does not say so; of one without, it does. */
function rootValues({ hasPassword, passwordLastUsedAt, hasMfa, keys }: RootCredentials): string[] {
  const password = hasPassword ? [NOT_SUPPORTED, timeOr(NEVER, passwordLastUsedAt)] : ['false', NONE];
  const values = [...password, NOT_SUPPORTED, NOT_SUPPORTED, String(hasMfa)];
  return [...values, ...keyValues(keys), ...certificateValues([])];
}

function keyValues(keys: readonly UsedKey[]): string[] {
  return [keys[0], keys[1]].flatMap((key) => {
    if (key === undefined) return ['false', NONE, NONE, NONE, NONE];
    const { isActive, createdAt, lastUse } = key;
    const use = [timeOr(NONE, lastUse?.at ?? null), lastUse?.region ?? NONE, lastUse?.service ?? NONE];
    return [String(isActive), isoSeconds(createdAt), ...use];
  });
}

function certificateValues(certificates: readonly Certificate[]): string[] {
  return [certificates[0], certificates[1]].flatMap((one) =>
    one === undefined ? ['false', NONE] : [String(one.isActive), isoSeconds(one.createdAt)],
  );
}

function timeOr(word: string, at: number | null): string {
  return at === null ? word : isoSeconds(at);
}

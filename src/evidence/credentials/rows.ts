/** The rows of the lake that a credential report, and the list of credentials for one service, come to. */
import type { Account } from '../../model/account.js';
import type { AccessKeyRow, CredentialRow, PrincipalRow, ServiceCredentialRow } from '../../model/tables.js';
import type { ServiceCredential } from './calls.js';
import type { CredentialRecord } from './record.js';

const SECOND_MS = 1000;

/** Users of the account as they were listed. */
export class Holders {
  private readonly byArnAndTime: ReadonlyMap<string, PrincipalRow>;
  private readonly byName: ReadonlyMap<string, PrincipalRow>;

  constructor(listed: readonly PrincipalRow[]) {
    const users = listed
      .filter(({ principal_type }) => principal_type === 'user')
      .sort((one, other) => (one.created_at ?? 0) - (other.created_at ?? 0));
    this.byArnAndTime = new Map(users.map((user) => [keyOf(user.principal_arn, user.created_at ?? 0), user]));
    this.byName = new Map(users.map((user) => [user.principal_name, user])); // the newest where a name was given twice
  }

  /** Null for root, and where a user of that ARN was created at another time: a name may be given again. */
  idOf({ arn, createdAt }: CredentialRecord): string | null {
    return this.byArnAndTime.get(keyOf(arn, createdAt))?.principal_id ?? null;
  }

  arnOf(name: string): string | null {
    return this.byName.get(name)?.principal_arn ?? null;
  }
}

/** IAM and its report tell the creation to the second. */
function keyOf(arn: string, createdAt: number): string {
  return `${arn} ${Math.floor(createdAt / SECOND_MS)}`;
}

export function credentialRow(record: CredentialRecord, holders: Holders, generatedAt: number): CredentialRow {
  const { arn, accountId, password } = record;
  return {
    account_id: accountId,
    principal_arn: arn,
    principal_id: holders.idOf(record),
    is_root: record.isRoot,
    created_at: record.createdAt,
    password_state: password.state,
    password_last_used_at: password.lastUsedAt,
    password_last_changed_at: password.lastChangedAt,
    password_next_rotation_at: password.nextRotationAt,
    has_mfa: record.hasMfa,
    certificates_active: record.certificatesActive,
    has_more_credentials: record.hasMore,
    generated_at: generatedAt,
  };
}

export function keyRows(record: CredentialRecord, holders: Holders, generatedAt: number): AccessKeyRow[] {
  return record.keys.map((key) => ({
    account_id: record.accountId,
    principal_arn: record.arn,
    slot: key.slot,
    principal_id: holders.idOf(record),
    is_active: key.isActive,
    last_rotated_at: key.lastRotatedAt,
    last_used_at: key.lastUsedAt,
    last_used_region: key.lastUsedRegion,
    last_used_service: key.lastUsedService,
    generated_at: generatedAt,
  }));
}

export function serviceCredentialRow(
  { id, userName, service, status, createdAt, expiresAt }: ServiceCredential,
  account: Account,
  holders: Holders,
): ServiceCredentialRow {
  return {
    account_id: account.id,
    credential_id: id,
    principal_arn: holders.arnOf(userName),
    service,
    status,
    created_at: createdAt,
    expires_at: expiresAt,
  };
}

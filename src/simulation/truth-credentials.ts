/** What a lake must show of credentials, from the model of the organization alone. */
import { accountCredentialsOf } from './world/credentials/account-credentials.js';
import type { RootCredentials } from './world/credentials/root-user.js';
import { serviceCredentialsOf } from './world/credentials/service-credentials.js';
import type { UsedKey, UserCredentials } from './world/credentials/user-credentials.js';
import type { AccountState } from './world/entities.js';
import type { World } from './world/world.js';

/** What the report says of a user or of root. All times are ms since 1970 in UTC. */
export interface TruthCredential {
  readonly account_id: string;
  readonly principal_arn: string;
  /** Null: root. */
  readonly principal_id: string | null;
  readonly is_root: boolean;
  readonly created_at: number;
  readonly password_state: 'enabled' | 'none' | 'not_supported';
  readonly password_last_used_at: number | null;
  readonly password_last_changed_at: number | null;
  readonly password_next_rotation_at: number | null;
  readonly has_mfa: boolean;
  readonly certificates_active: number;
  /** Null: two slots of a kind are taken, and a report of 22 columns does not say whether there are more. */
  readonly has_more_credentials: boolean | null;
}

export interface TruthAccessKey {
  readonly account_id: string;
  readonly principal_arn: string;
  readonly slot: number;
  readonly principal_id: string | null;
  readonly is_active: boolean;
  readonly last_rotated_at: number;
  readonly last_used_at: number | null;
  readonly last_used_region: string | null;
  readonly last_used_service: string | null;
}

export interface TruthServiceCredential {
  readonly account_id: string;
  readonly credential_id: string;
  readonly principal_arn: string;
  readonly service: string;
  readonly status: 'Active' | 'Inactive' | 'Expired';
  readonly created_at: number;
  readonly expires_at: number | null;
}

export interface TruthCredentials {
  /** Root, then users by name. */
  readonly credentials: readonly TruthCredential[];
  /** In the order of their holders, by slot. */
  readonly accessKeys: readonly TruthAccessKey[];
  /** By user and ID. */
  readonly serviceCredentials: readonly TruthServiceCredential[];
}

/** Whose row it is. */
type Whose = Pick<TruthCredential, 'account_id' | 'principal_arn' | 'principal_id'>;

export function credentialTruth(world: World, state: AccountState): TruthCredentials {
  const { root, users } = accountCredentialsOf(world, state);
  const account_id = state.accountId;
  const ofRoot: Whose = { account_id, principal_arn: `arn:aws:iam::${account_id}:root`, principal_id: null };
  const ofUsers = users.map(({ user, credentials }) => {
    const whose: Whose = { account_id, principal_arn: user.arn, principal_id: user.id };
    return { row: userRow(whose, user.createdAt, credentials), keys: keyRows(whose, credentials.keys) };
  });
  return {
    credentials: [rootRow(ofRoot, root), ...ofUsers.map(({ row }) => row)],
    accessKeys: [...keyRows(ofRoot, root.keys), ...ofUsers.flatMap(({ keys }) => keys)],
    serviceCredentials: state.users.flatMap((user) =>
      serviceCredentialsOf(user, state.asOf).map(({ id, service, status, createdAt, expiresAt }) => ({
        account_id,
        credential_id: id,
        principal_arn: user.arn,
        service,
        status,
        created_at: createdAt,
        expires_at: expiresAt,
      })),
    ),
  };
}

function userRow(whose: Whose, created_at: number, credentials: UserCredentials): TruthCredential {
  const { password, hasMfa, keys, certificates } = credentials;
  return {
    ...whose,
    is_root: false,
    created_at,
    password_state: password ? 'enabled' : 'none',
    password_last_used_at: password?.lastUsedAt ?? null,
    password_last_changed_at: password?.lastChangedAt ?? null,
    password_next_rotation_at: password?.nextRotationAt ?? null,
    has_mfa: hasMfa,
    certificates_active: certificates.filter(({ isActive }) => isActive).length,
    has_more_credentials: keys.length < 2 && certificates.length < 2 ? false : null,
  };
}

function rootRow(whose: Whose, root: RootCredentials): TruthCredential {
  return {
    ...whose,
    is_root: true,
    created_at: root.createdAt,
    password_state: root.hasPassword ? 'not_supported' : 'none',
    password_last_used_at: root.passwordLastUsedAt,
    password_last_changed_at: null,
    password_next_rotation_at: null,
    has_mfa: root.hasMfa,
    certificates_active: 0,
    has_more_credentials: root.keys.length < 2 ? false : null,
  };
}

function keyRows(whose: Whose, keys: readonly UsedKey[]): TruthAccessKey[] {
  return keys.map(({ isActive, createdAt, lastUse }, at) => ({
    ...whose,
    slot: at + 1,
    is_active: isActive,
    last_rotated_at: createdAt,
    last_used_at: lastUse?.at ?? null,
    last_used_region: lastUse?.region ?? null,
    last_used_service: lastUse?.service ?? null,
  }));
}

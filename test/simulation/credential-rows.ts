/** Credential reports of a simulated account: asked for, and as rows to compare with the truth. */
import { setTimeout as delay } from 'node:timers/promises';
import { GenerateCredentialReportCommand, GetCredentialReportCommand, type IAMClient } from '@aws-sdk/client-iam';
import type { CredentialRecord, KeyRecord } from '../../src/evidence/credentials/record.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import type { TruthAccessKey, TruthCredential } from '../../src/simulation/truth-credentials.js';

/** Asks until the report is there: its CSV. */
export async function textOf(iam: IAMClient): Promise<string> {
  while ((await iam.send(new GenerateCredentialReportCommand({}))).State !== 'COMPLETE') await delay(10);
  const { Content } = await iam.send(new GetCredentialReportCommand({}));
  return Buffer.from(Content ?? []).toString();
}

/** A user or root, with its keys. */
export type Held = Omit<TruthCredential, 'account_id' | 'principal_id'> & { readonly keys: readonly Key[] };
type Key = Omit<TruthAccessKey, 'account_id' | 'principal_arn' | 'principal_id'>;

/** What a report says, by ARN. */
export function rowsOf(records: readonly CredentialRecord[]): Held[] {
  return byArn(
    records.map(({ arn, isRoot, createdAt, password, hasMfa, certificatesActive, hasMore, keys }) => ({
      principal_arn: arn,
      is_root: isRoot,
      created_at: createdAt,
      password_state: password.state as TruthCredential['password_state'],
      password_last_used_at: password.lastUsedAt,
      password_last_changed_at: password.lastChangedAt,
      password_next_rotation_at: password.nextRotationAt,
      has_mfa: hasMfa as boolean,
      certificates_active: certificatesActive as number,
      has_more_credentials: hasMore,
      keys: keys.map(keyOf),
    })),
  );
}

function keyOf({ slot, isActive, lastRotatedAt, lastUsedAt, lastUsedRegion, lastUsedService }: KeyRecord): Key {
  return {
    slot,
    is_active: isActive as boolean,
    last_rotated_at: lastRotatedAt as number,
    last_used_at: lastUsedAt,
    last_used_region: lastUsedRegion,
    last_used_service: lastUsedService,
  };
}

/** What a report must say, by ARN. */
export function truthRows({ credentials: { credentials, accessKeys } }: TruthAccount): Held[] {
  const keysOf = (arn: string) => accessKeys.filter(({ principal_arn }) => principal_arn === arn);
  return byArn(
    credentials.map(({ account_id, principal_id, ...row }) => ({
      ...row,
      keys: keysOf(row.principal_arn).map(({ account_id, principal_arn, principal_id, ...key }) => key),
    })),
  );
}

function byArn(rows: readonly Held[]): Held[] {
  return rows.toSorted((a, b) => (a.principal_arn < b.principal_arn ? -1 : 1));
}

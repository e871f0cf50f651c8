/** Managed policies: those of AWS, and those of an account, which its teams revise from quarter to quarter. */

import { DAY_MS } from '../../../model/days.js';
import { between, hash, iamId, share } from '../../random.js';
import type { ManagedPolicy, PolicyVersion } from '../entities.js';
import { teamDocument } from './documents.js';

const AWS_CREATED_AT = Date.UTC(2015, 1, 6, 18, 39, 46);
const KEPT_VERSIONS = 5;

/** A policy that AWS manages, by its path and name such as `job-function/Billing`. */
export function awsPolicy(key: string, document: string): ManagedPolicy {
  const slash = key.lastIndexOf('/') + 1;
  const version = { versionId: 'v1', document, createdAt: AWS_CREATED_AT };
  return {
    arn: `arn:aws:iam::aws:policy/${key}`,
    id: iamId('ANPA', 'aws', key),
    name: key.slice(slash),
    path: `/${key.slice(0, slash)}`,
    isAwsManaged: true,
    createdAt: AWS_CREATED_AT,
    versions: [version],
  };
}

/** A customer managed policy with the versions that IAM keeps, the one in force on the day `asOf` first. */
export function localPolicy(
  accountId: string,
  { path, name, createdAt, document }: { path: string; name: string; createdAt: number; document?: string },
  asOf: number,
): ManagedPolicy {
  const revision = document === undefined ? revisionAt(accountId, name, createdAt, asOf) : 0;
  const oldest = Math.max(0, revision - KEPT_VERSIONS + 1);
  const versions = Array.from({ length: revision - oldest + 1 }, (_, n): PolicyVersion => {
    const number = revision - n;
    const services = between(hash(accountId, name, 'services'), 2, 6);
    return {
      versionId: `v${number + 1}`,
      document: document ?? teamDocument(services, number, accountId, name),
      createdAt: number === 0 ? createdAt : revisedAt(accountId, name, createdAt, number),
    };
  });
  return {
    arn: `arn:aws:iam::${accountId}:policy${path}${name}`,
    id: iamId('ANPA', accountId, name),
    name,
    path,
    isAwsManaged: false,
    createdAt,
    versions: versions as [PolicyVersion, ...PolicyVersion[]],
  };
}

/** When revision n (1, 2, …) was made: one every 60 to 120 days. */
function revisedAt(accountId: string, name: string, createdAt: number, n: number): number {
  const days = 90 * n + Math.floor((share(hash(accountId, name, n)) - 0.5) * 30);
  return createdAt + days * DAY_MS;
}

function revisionAt(accountId: string, name: string, createdAt: number, asOf: number): number {
  let revision = 0;
  while (revisedAt(accountId, name, createdAt, revision + 1) < asOf) revision++;
  return revision;
}

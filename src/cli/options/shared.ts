/** Options that several commands share, and the checks of those that bear on each other. */
import { DAY_MS } from '../../model/days.js';
import { usageError } from '../../model/errors.js';
import type { Scope } from '../../model/scope.js';
import { AUTO_SOURCES, SOURCES } from '../../model/sources.js';
import type { Access } from '../../organization/access.js';
import { flag, flagOf, option, repeated, type Values } from './option.js';
import {
  account,
  accountId,
  destination,
  duration,
  durationOrNone,
  externalId,
  isAccountId,
  isOuId,
  kmsKeyId,
  memory,
  oneOf,
  ou,
  percent,
  roleName,
  roleSessionName,
  snapshotDate,
  sources,
  wholeNumber,
} from './parsers.js';

/** Of a command that only reads a lake. */
export const lakeOptions = {
  destination: option('<place>', 'the lake: a folder or s3://bucket/prefix', destination),
  expectedBucketOwner: option('<id>', 'account that must own the bucket', accountId),
};

/** Of a command that makes files: see `makes` of a command. */
export const makingOptions = {
  shared: flag('let the umask decide who may read the files (default: only their owner, unless others already may)'),
};

/** Of a command that opens DuckDB, itself or behind its commit. */
export const memoryOptions = {
  memory: option('<size>', 'memory that DuckDB may take, such as 512MB or 8GB', memory, {
    shown: '4GB, or half of the machine or container if that is less',
  }),
};

/** Of a command that writes one. */
export const storeOptions = {
  ...lakeOptions,
  sseKmsKeyId: option('<key>', 'KMS key that encrypts what is written to S3', kmsKeyId),
};

export const accessOptions = {
  roleName: option('<name>', 'role to assume in every account, such as AccessLakeReader', roleName),
  externalId: option(
    '<id>',
    'external ID of the role, never written to the lake (give it with --this-account too); prefer the environment, because process lists show options',
    externalId,
    { secret: true },
  ),
  roleSessionName: option('<name>', 'name of the sessions in CloudTrail', roleSessionName, { fallback: 'access-lake' }),
  thisAccount: flag("only the caller's own account, with its own credentials: no organization, no role"),
};

export const scopeOptions = {
  account: repeated('<id or name>', 'only these accounts', account, isAccountId),
  excludeAccount: repeated('<id or name>', 'all but these accounts', account, isAccountId),
  ou: repeated('<id or name>', 'only accounts below these OUs or roots', ou, isOuId),
  excludeOu: repeated('<id or name>', 'no accounts below these OUs or roots', ou, isOuId),
};

export const planOptions = {
  snapshotDate: option('<yyyy-MM-dd>', 'date of the snapshot', snapshotDate, { shown: 'today in UTC' }),
  encoder: option('<name>', 'writer of the Parquet: arrow or parquetjs', oneOf('arrow', 'parquetjs'), {
    fallback: 'arrow',
  }),
  collect: option(
    '<sources>',
    `what to read in addition to the reports: auto, none, or some of ${SOURCES.map(({ name }) => name).join(', ')}, which then must be collected in each account (else exit 3)`,
    sources,
    { fallback: AUTO_SOURCES, shown: 'auto, all of them' },
  ),
  restart: flag('abandon an unfinished export of the same accounts and start over'),
};

export const collectOptions = {
  accountConcurrency: option('<number>', 'accounts at a time, 1 to 1000', wholeNumber(1, 1000), { fallback: 50 }),
  jobTimeout: option('<time>', 'longest wait for one report, 1s to 30m', duration(1000, 1_800_000, '1s to 30m'), {
    fallback: 300_000,
    shown: '5m',
  }),
  retryFor: option(
    '<time>',
    'how long temporary failures are retried, 1s to 24h, or 0',
    durationOrNone(1000, DAY_MS, '1s to 24h, or 0'),
    { fallback: 900_000, shown: '15m' },
  ),
  keepGoing: flag('continue even if each of the first 20 accounts denies access'),
};

export const publishOptions = {
  minCoverage: option(
    '<percent>',
    'publish nothing unless this share of the principals in scope was measured',
    percent,
    { fallback: 0 },
  ),
};

export const outputOptions = {
  progress: option(
    '<how>',
    'progress on stderr: auto, bar, plain, json or none',
    oneOf('auto', 'bar', 'plain', 'json', 'none'),
    { fallback: 'auto' },
  ),
  json: flag('print the summary as one line of JSON'),
};

/** The destination, which has no default. */
export function destinationOf({ destination }: { destination: string | undefined }, command: string): string {
  if (destination !== undefined) return destination;
  throw usageError(`Cannot ${command}: no destination given.`, 'Give --destination <folder or s3://bucket/prefix>.');
}

/** Either a role or --this-account, and for the latter nothing that it would ignore. */
export function checkAccess(values: Values<typeof accessOptions>, scope?: Values<typeof scopeOptions>): void {
  if (!values.thisAccount && values.roleName === undefined) {
    throw usageError(
      'Cannot read the accounts: neither --role-name nor --this-account given.',
      'Give --role-name AccessLakeReader (the role of deploy/member-role.yaml), or try --this-account first.',
    );
  }
  if (!values.thisAccount) return;
  const filters = Object.keys(scopeOptions).filter(
    (key) => scope && scope[key as keyof typeof scopeOptions].length > 0,
  );
  const ignored = [...(values.roleName === undefined ? [] : ['--role-name']), ...filters.map(flagOf)];
  if (ignored.length > 0) {
    throw usageError(
      `Cannot use ${ignored.join(' and ')} with --this-account: it reads one account, with the caller's credentials.`,
      'Leave out one or the other; they may also come from ACCESS_LAKE_… in the environment.',
    );
  }
}

export function accessOf(values: Values<typeof accessOptions>): Access {
  return {
    roleName: values.thisAccount ? null : (values.roleName ?? null),
    externalId: values.externalId,
    roleSessionName: values.roleSessionName,
  };
}

/** As the person named accounts and OUs, by ID or name. */
export function scopeOf({ thisAccount }: { thisAccount: boolean }, scope: Values<typeof scopeOptions>): Scope {
  return {
    thisAccount,
    accounts: scope.account,
    excludeAccounts: scope.excludeAccount,
    ous: scope.ou,
    excludeOus: scope.excludeOu,
  };
}

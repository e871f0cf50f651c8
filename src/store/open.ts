/** A destination as a person writes it becomes a store. */
import { usageError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { folderStore } from './folder.js';
import { checkKey } from './key.js';
import type { Store } from './store.js';

export interface StoreOptions {
  /** Key of KMS that every object is written with: id, alias or ARN. Buckets only. */
  readonly sseKmsKeyId?: string;
  /** Account id that the bucket must belong to; S3 refuses every call otherwise. Buckets only. */
  readonly expectedBucketOwner?: string;
}

const EXAMPLES = 'Give a folder, such as ./lake, or a bucket, such as s3://my-bucket/access-lake.';
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Opens `destination`, a folder's path or `s3://bucket/prefix`; calls nothing yet. A malformed destination
 * or option is a usage error. The AWS SDK is loaded for a bucket alone.
 */
export async function openStore(destination: string, options: StoreOptions): Promise<Store> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(destination)?.[1]?.toLowerCase();
  if (scheme === 's3') return await openBucket(destination, options);
  if (scheme !== undefined && destination.startsWith('//', scheme.length + 1))
    throw malformed(destination, `"${scheme}" is not a kind of destination`);
  return openFolder(destination, options);
}

function openFolder(path: string, options: StoreOptions): Store {
  if (path === '') throw malformed(path, 'it is empty');
  if (path.includes('\0')) throw malformed(path, 'it holds a NUL');
  for (const [option, value] of [
    ['--sse-kms-key-id', options.sseKmsKeyId],
    ['--expected-bucket-owner', options.expectedBucketOwner],
  ] as const) {
    if (value !== undefined)
      throw usageError(`Cannot use ${option} with ${jsonForTerminal(path)}: it is not a bucket.`);
  }
  return folderStore(path);
}

async function openBucket(destination: string, options: StoreOptions): Promise<Store> {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(destination) ?? [];
  if (bucket === '') throw malformed(destination, 'it names no bucket');
  if (!BUCKET_NAME.test(bucket))
    throw malformed(destination, `${jsonForTerminal(bucket)} cannot be the name of a bucket`);
  const prefix = rest.replace(/\/+$/, '');
  if (prefix !== '') checkKey(prefix);
  checkOptions(options);
  const { s3Store } = await import('./s3.js');
  return s3Store({ bucket, prefix }, options);
}

function checkOptions({ sseKmsKeyId, expectedBucketOwner }: StoreOptions): void {
  if (sseKmsKeyId === '') throw usageError('Cannot use --sse-kms-key-id "": it is empty.');
  if (expectedBucketOwner === undefined || /^\d{12}$/.test(expectedBucketOwner)) return;
  const value = jsonForTerminal(expectedBucketOwner);
  throw usageError(`Cannot use --expected-bucket-owner ${value}: it is not an account id.`, 'Give its 12 digits.');
}

function malformed(destination: string, state: string): Error {
  return usageError(`Cannot use the destination ${jsonForTerminal(destination)}: ${state}.`, EXAMPLES);
}

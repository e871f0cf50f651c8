/** What the operations of one bucket share: the client, made once, and what goes with every call. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { Effects } from '../../model/effects.js';
import { connect, type Limits } from './client.js';
import { s3Failure } from './failure.js';

export interface S3Options {
  readonly sseKmsKeyId?: string;
  readonly expectedBucketOwner?: string;
}

/** A folder of a bucket. */
export interface S3Place {
  readonly bucket: string;
  /** Empty: the whole bucket. */
  readonly prefix: string;
}

export interface S3Session {
  readonly bucket: string;
  /** `s3://bucket/prefix` */
  readonly location: string;
  readonly limits: Limits;
  readonly effects: Effects;
  /** For every call: the bucket, and whom it must belong to. */
  readonly target: { readonly Bucket: string; readonly ExpectedBucketOwner?: string };
  /** For every call that begins an object. */
  readonly encryption: { readonly ServerSideEncryption?: 'aws:kms'; readonly SSEKMSKeyId?: string };
  /** Uploads of this store that are not finished: alive, not left behind. */
  readonly openUploads: Set<string>;
  /** Uploads that were asked for: S3 may list one before its ID is among {@link openUploads}. */
  readonly beginning: Set<Promise<unknown>>;
  client(): Promise<S3Client>;
  /** Key within the bucket. */
  fullKey(key: string): string;
}

export function newSession(
  { bucket, prefix }: S3Place,
  { sseKmsKeyId, expectedBucketOwner }: S3Options,
  limits: Limits,
  effects: Effects,
): S3Session {
  let client: Promise<S3Client> | undefined;
  const location = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
  return {
    bucket,
    location,
    limits,
    effects,
    target: {
      Bucket: bucket,
      ...(expectedBucketOwner === undefined ? {} : { ExpectedBucketOwner: expectedBucketOwner }),
    },
    encryption: sseKmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sseKmsKeyId },
    openUploads: new Set(),
    beginning: new Set(),
    client() {
      client ??= connect(bucket, expectedBucketOwner, limits).catch((error: unknown) => {
        client = undefined; // the next call tries again
        throw s3Failure('use', location, error);
      });
      return client;
    },
    fullKey: (key) => (prefix === '' ? key : `${prefix}/${key}`),
  };
}

/** Where an object lies, for a sentence. */
export function placeOf(session: S3Session, key: string): string {
  return `s3://${session.bucket}/${session.fullKey(key)}`;
}

/** Waits before attempt `attempt` (from 1 on): up to 0.1 s, doubled each time, at most 5 s, jittered. */
export async function backOff({ sleep, random }: Effects, attempt: number): Promise<void> {
  await sleep(random() * Math.min(5_000, 100 * 2 ** (attempt - 1)));
}

/** A bucket of versitygw as the subject of the store's tests. */
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Effects } from '../../../src/model/effects.js';
import { systemEffects } from '../../../src/model/effects.js';
import type { Limits } from '../../../src/store/s3/client.js';
import type { S3Options } from '../../../src/store/s3/session.js';
import { s3Store } from '../../../src/store/s3.js';
import type { Store } from '../../../src/store/store.js';
import type { Versitygw } from '../programs/versitygw.js';

/** Short enough for a test, long enough for a loaded machine. */
export const testLimits: Limits = { connectMs: 2_000, answerMs: 20_000, silenceMs: 10_000, attempts: 5 };

let buckets = 0;

/** A new bucket; `endpoint` leads there, through a proxy or straight. */
export async function newBucket(server: Versitygw): Promise<string> {
  const bucket = `bucket-${process.pid}-${buckets++}`;
  await server.createBucket(bucket);
  return bucket;
}

/** Points the environment of this process, where the SDK looks, to the server. */
export function useEnvironment(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, env, { AWS_EC2_METADATA_DISABLED: 'true' });
}

export function openTestStore(
  bucket: string,
  prefix = 'lake',
  options: S3Options = {},
  limits: Limits = testLimits,
  effects: Effects = systemEffects,
): Store {
  return s3Store({ bucket, prefix }, options, limits, effects);
}

/** Upload ids that are open in a bucket, asked of the server itself. */
export async function openUploads(server: Versitygw, bucket: string): Promise<number> {
  const { url, region, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint: url, region, forcePathStyle: true, credentials });
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  client.destroy();
  return Uploads.length;
}

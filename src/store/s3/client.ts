/** The client of S3 for one bucket: its Region, time-outs that throw, retries that end. */
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { configuredRegion } from '../../aws/region.js';
import { hasResponse, isNotFound, noSuchBucket } from './failure.js';

/** How long S3 may take, and how often it is asked. */
export interface Limits {
  readonly connectMs: number;
  /** From the first byte sent to the head of the answer: a part of 8 MiB has to pass in that time. */
  readonly answerMs: number;
  /** Without a byte in either direction. */
  readonly silenceMs: number;
  readonly attempts: number;
}

export const DEFAULT_LIMITS: Limits = { connectMs: 10_000, answerMs: 120_000, silenceMs: 60_000, attempts: 8 };

/**
 * A client in the bucket's own Region, so that no body is sent twice. Credentials, Region and endpoint
 * (AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL) come from the environment and the shared configuration.
 * Fails where there is no such bucket, no answer or no credentials; a refusal says nothing here.
 */
export async function connect(bucket: string, owner: string | undefined, limits: Limits): Promise<S3Client> {
  const client = newClient(limits, await configuredRegion(new S3Client({}).config.region));
  const region = await regionOf(client, bucket, owner);
  if (region === undefined || region === (await client.config.region())) return client;
  client.destroy();
  return newClient(limits, region);
}

function newClient({ connectMs, answerMs, silenceMs, attempts }: Limits, region: string): S3Client {
  const client = new S3Client({
    region,
    retryMode: 'standard',
    maxAttempts: attempts,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true, // else it only logs a warning
      socketTimeout: silenceMs,
    }),
  });
  usePathsAtCustomEndpoints(client);
  return client;
}

/** HEAD on a bucket tells its Region also where it refuses; the answer has no body and so no name of the error. */
async function regionOf(client: S3Client, bucket: string, owner: string | undefined): Promise<string | undefined> {
  try {
    const found = await client.send(
      new HeadBucketCommand({ Bucket: bucket, ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }) }),
    );
    return found.BucketRegion;
  } catch (error) {
    if (isNotFound(error)) throw noSuchBucket(bucket, error);
    if (!hasResponse(error)) throw error;
    return error.$response?.headers['x-amz-bucket-region'];
  }
}

/** Buckets as host names need a DNS that a custom endpoint seldom has. The SDK itself reads the endpoint, only late. */
function usePathsAtCustomEndpoints(client: S3Client): void {
  const resolve = client.config.endpointProvider;
  client.config.endpointProvider = (parameters, context) =>
    resolve({ ...parameters, ForcePathStyle: parameters.Endpoint !== undefined }, context);
}

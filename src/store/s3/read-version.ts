/** One object of any bucket, read once: what it holds is of one version, whoever replaces it meanwhile. */
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { type Effects, systemEffects } from '../../model/effects.js';
import { UserError, usageError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { DEFAULT_LIMITS, type Limits } from './client.js';
import { isNamed, StrangeAnswer, s3Failure } from './failure.js';
import { newSession } from './session.js';

export interface ObjectVersion {
  readonly bytes: Uint8Array;
  /** Undefined: the bucket keeps no versions. */
  readonly version: string | undefined;
}

export interface Asked {
  /** `s3://bucket/key` */
  readonly url: string;
  /** The account that the bucket must belong to. */
  readonly owner: string;
  readonly mostBytes: number;
}

/** Needs s3:GetObject alone. Fails with a UserError where there is none, it is larger, or S3 refuses. */
export async function readVersion(
  { url, owner, mostBytes }: Asked,
  limits: Limits = DEFAULT_LIMITS,
  effects: Effects = systemEffects,
): Promise<ObjectVersion> {
  const { bucket, key } = placeIn(url);
  const session = newSession({ bucket, prefix: '' }, { expectedBucketOwner: owner }, limits, effects);
  const client = await session.client();
  try {
    const answer = await client.send(new GetObjectCommand({ ...session.target, Key: key }));
    return { bytes: await bytesOf(answer, url, mostBytes), version: answer.VersionId };
  } catch (error) {
    if (isNamed(error, 'NoSuchKey'))
      throw new UserError(`Cannot read ${jsonForTerminal(url)}: there is no such object.`, {
        hint: 'Upload it, or do without the option: a file that is missing never counts as an empty one.',
        cause: error,
      });
    throw s3Failure('read', url, error);
  } finally {
    client.destroy();
  }
}

function placeIn(url: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(\P{Cc}+)$/u.exec(url) ?? [];
  if (bucket === undefined || key === undefined)
    throw usageError(`Cannot read ${jsonForTerminal(url)}: it names no object.`, 'Write s3://bucket/key.');
  return { bucket, key };
}

async function bytesOf(
  { Body, ContentLength }: GetObjectCommandOutput,
  url: string,
  most: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most)
      throw new UserError(`Cannot read ${jsonForTerminal(url)}: it is larger than ${most / 1e6} MB.`, {
        hint: 'People write some kilobytes. Check what the object is.',
      });
    chunks.push(chunk);
  }
  if (ContentLength !== undefined && ContentLength !== bytes)
    throw new StrangeAnswer(`${bytes} of ${ContentLength} bytes arrived`);
  return Buffer.concat(chunks);
}

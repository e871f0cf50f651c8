/** Reads an object whole, also where a connection breaks in the middle of it. */
import type { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { checkSize, LARGEST_BYTES, TooLargeError } from '../size.js';
import { isNamed, StrangeAnswer, s3Failure } from './failure.js';
import { backOff, placeOf, type S3Session } from './session.js';

/** The object at `key`, undefined where S3 says that there is none (which it says only to who may list the bucket). */
export async function getObject(
  session: S3Session,
  key: string,
  maxBytes = LARGEST_BYTES,
): Promise<Uint8Array | undefined> {
  const client = await session.client();
  for (let attempt = 1; ; attempt++) {
    try {
      return await getOnce(client, session, key, maxBytes);
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      if (error instanceof TooLargeError) throw error;
      // The SDK has tried again for an answer, not for a body.
      if (!(error instanceof StrangeAnswer) || attempt >= session.limits.attempts)
        throw s3Failure('read', placeOf(session, key), error);
      await backOff(session.effects, attempt);
    }
  }
}

async function getOnce(client: S3Client, session: S3Session, key: string, maxBytes: number): Promise<Uint8Array> {
  const answer = await client.send(new GetObjectCommand({ ...session.target, Key: session.fullKey(key) }));
  if (answer.Body === undefined || answer.ETag === undefined) throw new StrangeAnswer('the answer has no ETag');
  const bytes = answer.ContentLength ?? 0;
  if (bytes > maxBytes) (answer.Body as Readable).destroy();
  checkSize(placeOf(session, key), bytes, maxBytes);
  const body = await answer.Body.transformToByteArray().catch((error: unknown) => {
    throw new StrangeAnswer(`its body broke off, ${(error as Error).message}`, { cause: error });
  });
  if (answer.ContentLength !== undefined && answer.ContentLength !== body.length)
    throw new StrangeAnswer(`${body.length} of ${answer.ContentLength} bytes arrived`);
  return body;
}

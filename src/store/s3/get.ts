/** Reads an object whole, also where a connection breaks in the middle of it. */
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { UserError, unwritable } from '../../model/errors.js';
import { checkSize, LARGEST_BYTES } from '../size.js';
import { isNamed, StrangeAnswer, s3Failure } from './failure.js';
import { backOff, placeOf, type S3Session } from './session.js';

const ROOM = 'Make room there; the environment variable TMPDIR names another folder for what is kept meanwhile.';

/** The object at `key`, undefined where S3 says that there is none (which it says only to who may list the bucket). */
export async function getObject(
  session: S3Session,
  key: string,
  maxBytes = LARGEST_BYTES,
): Promise<Uint8Array | undefined> {
  return await untilWhole(session, key, async ({ body, bytes }) => {
    if (bytes > maxBytes) body.destroy();
    checkSize(placeOf(session, key), bytes, maxBytes);
    const read = await body.transformToByteArray().catch(brokenOff);
    return { result: read, bytes: read.length };
  });
}

/** Writes the object at `key` to the file `path`, a piece at a time; false where S3 says that there is none. */
export async function saveObject(session: S3Session, key: string, path: string): Promise<boolean> {
  const saved = await untilWhole(session, key, async ({ body }) => {
    const file = createWriteStream(path);
    await pipeline(body, file).catch((error: NodeJS.ErrnoException) => {
      if (error.syscall === 'write' || error.syscall === 'open') throw unwritable(error, path, ROOM);
      brokenOff(error);
    });
    return { result: true, bytes: file.bytesWritten };
  });
  return saved ?? false;
}

interface Answer {
  readonly body: NonNullable<GetObjectCommandOutput['Body']> & Readable;
  /** 0: not told. */
  readonly bytes: number;
}

/** What `take` makes of the object; one of which fewer bytes arrive is asked for again. */
async function untilWhole<T>(
  session: S3Session,
  key: string,
  take: (answer: Answer) => Promise<{ readonly result: T; readonly bytes: number }>,
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await takeOnce(session, key, take);
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      if (error instanceof UserError) throw error;
      // The SDK has tried again for an answer, not for a body.
      if (!(error instanceof StrangeAnswer) || attempt >= session.limits.attempts)
        throw s3Failure('read', placeOf(session, key), error);
      await backOff(session.effects, attempt);
    }
  }
}

async function takeOnce<T>(
  session: S3Session,
  key: string,
  take: (answer: Answer) => Promise<{ readonly result: T; readonly bytes: number }>,
): Promise<T> {
  const client = await session.client();
  const { Body, ETag, ContentLength } = await client.send(
    new GetObjectCommand({ ...session.target, Key: session.fullKey(key) }),
  );
  if (Body === undefined || ETag === undefined) throw new StrangeAnswer('the answer has no ETag');
  const { result, bytes } = await take({ body: Body as Answer['body'], bytes: ContentLength ?? 0 });
  if (ContentLength !== undefined && ContentLength !== bytes)
    throw new StrangeAnswer(`${bytes} of ${ContentLength} bytes arrived`);
  return result;
}

function brokenOff(error: Error): never {
  throw new StrangeAnswer(`its body broke off, ${error.message}`, { cause: error });
}

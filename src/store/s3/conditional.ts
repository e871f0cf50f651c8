/** The one call that makes an object: sent until it is known who has the key, we or somebody else. */
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { isNamed, isNotFound, StrangeAnswer } from './failure.js';
import { backOff, type S3Session } from './session.js';

/** Metadata of each object: a random word by which its writer knows it again. */
export const WRITER_KEY = 'access-lake-writer';

/** One object that is to be. */
export interface Making {
  readonly session: S3Session;
  readonly key: string;
  readonly ifAbsent: boolean;
  /** The random word of this object. */
  readonly writer: string;
}

/** Somebody else's object has the key that was to be free. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** Another writer or a delete came between: this upload cannot be completed any more, and a new one may be. */
export class UploadConflict extends Error {
  override readonly name = 'UploadConflict';
}

/**
 * PutObject and CompleteMultipartUpload may be carried out and their answer lost; the SDK then sends them
 * again and is told that the key is taken (412) or the upload gone (NoSuchUpload), by our own first attempt.
 * So it is looked at before it is believed. 409 is a race with another writer or a delete: a PutObject is sent
 * once more, and a completion fails with UploadConflict.
 */
export async function make<T extends { readonly ETag?: string | undefined }>(
  making: Making,
  send: () => Promise<T>,
  { isCompletion }: { readonly isCompletion: boolean },
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send();
      if (answer.ETag === undefined) throw new StrangeAnswer('the answer has no ETag');
      return answer;
    } catch (error) {
      if (!isNamed(error, 'PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchUpload')) throw error;
      const owner = await ownerOf(making);
      if (owner === 'we') return undefined;
      if (owner === 'another' && making.ifAbsent) throw new KeyTaken();
      if (isCompletion && isNamed(error, 'ConditionalRequestConflict'))
        throw new UploadConflict('the upload cannot be completed', { cause: error });
      if (isNamed(error, 'NoSuchUpload') || attempt >= making.session.limits.attempts) throw error;
      await backOff(making.session.effects, attempt);
    }
  }
}

async function ownerOf({ session, key, writer }: Making): Promise<'we' | 'another' | 'nobody'> {
  try {
    const client = await session.client();
    const found = await client.send(new HeadObjectCommand({ ...session.target, Key: session.fullKey(key) }));
    if (found.ETag === undefined) throw new StrangeAnswer('the answer has no ETag');
    return found.Metadata?.[WRITER_KEY] === writer ? 'we' : 'another';
  } catch (error) {
    if (isNotFound(error)) return 'nobody';
    throw error;
  }
}

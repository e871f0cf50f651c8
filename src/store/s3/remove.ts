/** Deletes objects and unfinished uploads. */
import { AbortMultipartUploadCommand, DeleteObjectsCommand, type MultipartUpload } from '@aws-sdk/client-s3';
import { isNamed, StrangeAnswer, s3Failure } from './failure.js';
import { listUploads } from './list.js';
import { backOff, placeOf, type S3Session } from './session.js';

const BATCH = 1000; // keys of one DeleteObjects
const ROUNDS = 5;
const TRANSIENT = ['InternalError', 'SlowDown', 'ServiceUnavailable', 'OperationAborted'];

/** Deletes `keys`; one that is not there is no error. The answer is 200 also where single keys failed. */
export async function deleteObjects(session: S3Session, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += BATCH) await deleteBatch(session, keys.slice(at, at + BATCH));
}

async function deleteBatch(session: S3Session, keys: readonly string[]): Promise<void> {
  let left = keys;
  for (let attempt = 1; ; attempt++) {
    const failed = await deleteOnce(session, left);
    const [first] = failed;
    if (first === undefined) return;
    if (attempt >= session.limits.attempts || !failed.every(({ code }) => TRANSIENT.includes(code)))
      throw s3Failure('delete', placeOf(session, first.key), asError(first));
    left = failed.map(({ key }) => key);
    await backOff(session.effects, attempt);
  }
}

interface Failed {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

/** Those of `keys` that are still there, as S3 says. */
async function deleteOnce(session: S3Session, keys: readonly string[]): Promise<Failed[]> {
  const byFullKey = new Map(keys.map((key) => [session.fullKey(key), key]));
  try {
    const client = await session.client();
    const Objects = [...byFullKey.keys()].map((Key) => ({ Key }));
    const { Deleted = [], Errors = [] } = await client.send(
      new DeleteObjectsCommand({ ...session.target, Delete: { Objects, Quiet: false } }),
    );
    if (Deleted.length + Errors.length !== byFullKey.size)
      throw new StrangeAnswer(`the answer names ${Deleted.length + Errors.length} of ${byFullKey.size} keys`);
    return Errors.filter(({ Code }) => Code !== 'NoSuchKey').map(({ Key = '', Code = '', Message = '' }) => {
      return { key: byFullKey.get(Key) ?? Key, code: Code, message: Message };
    });
  } catch (error) {
    throw s3Failure('delete', placeOf(session, keys[0] ?? ''), error);
  }
}

function asError({ code, message }: Failed): Error {
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: 200 } });
}

/**
 * Aborts the unfinished uploads of keys that begin with `prefix`, but those of this very store; their
 * number. A part still under way may outlive an abort, hence the rounds.
 */
export async function abortUploads(session: S3Session, prefix: string): Promise<number> {
  const aborted = new Set<string>();
  for (let round = 1; round <= ROUNDS; round++) {
    let found = 0;
    for await (const upload of listUploads(session, prefix)) {
      if (await isOwn(session, upload)) continue;
      await abortUpload(session, upload);
      aborted.add(upload.UploadId ?? '');
      found++;
    }
    if (found === 0) break;
  }
  return aborted.size;
}

async function isOwn({ openUploads, beginning }: S3Session, { UploadId = '' }: MultipartUpload): Promise<boolean> {
  if (!openUploads.has(UploadId)) await Promise.allSettled(beginning);
  return openUploads.has(UploadId);
}

async function abortUpload(session: S3Session, { Key, UploadId }: MultipartUpload): Promise<void> {
  try {
    const client = await session.client();
    await client.send(new AbortMultipartUploadCommand({ ...session.target, Key, UploadId }));
  } catch (error) {
    if (isNamed(error, 'NoSuchUpload')) return; // finished or aborted by somebody, or by an answer of ours that was lost
    throw s3Failure('abort an upload to', `s3://${session.bucket}/${Key}`, error);
  }
}

/** Writes an object whole or not at all, in parts where it is large. */
import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import { KeyTaken, type Making, UploadConflict, WRITER_KEY } from './conditional.js';
import { s3Failure } from './failure.js';
import { Sender } from './sender.js';
import { backOff, placeOf, type S3Session } from './session.js';

const PART_BYTES = 8 * 2 ** 20; // S3 takes 10,000 parts: objects of up to 84 GB
const PARTS_AT_ONCE = 4;

/**
 * Puts `body` at `key`: one PutObject up to one part, else a multipart upload, which any failure aborts.
 * Where the body throws, this throws the same.
 */
export async function putObject(
  session: S3Session,
  key: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  { ifAbsent }: { readonly ifAbsent: boolean },
): Promise<'stored' | 'exists'> {
  const ofBody: unknown[] = [];
  const source = body instanceof Uint8Array ? body : Readable.from(watched(body, ofBody));
  try {
    await uploadWhole({ session, key, ifAbsent, writer: session.effects.randomId(16) }, source);
    return 'stored';
  } catch (error) {
    if (ofBody.length > 0) throw ofBody[0];
    if (error instanceof KeyTaken) return 'exists';
    throw s3Failure('write', placeOf(session, key), error);
  } finally {
    if (source instanceof Readable) source.destroy();
  }
}

/** After a conflict the upload starts again: of a body in memory, for a stream is used up. */
async function uploadWhole(making: Making, body: Uint8Array | Readable): Promise<void> {
  const { effects, limits } = making.session;
  for (let attempt = 1; ; attempt++) {
    try {
      return await upload(making, body);
    } catch (error) {
      if (!(error instanceof UploadConflict)) throw error;
      if (body instanceof Readable || attempt >= limits.attempts) throw error.cause;
      await backOff(effects, attempt);
    }
  }
}

async function upload(making: Making, body: Uint8Array | Readable): Promise<void> {
  const { session, key, ifAbsent, writer } = making;
  const sender = new Sender(await session.client(), making);
  const params = {
    ...session.target,
    ...session.encryption,
    ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
    Key: session.fullKey(key),
    Metadata: { [WRITER_KEY]: writer },
    Body: body,
  };
  try {
    await new Upload({ client: sender.asClient(), params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }).done();
  } catch (error) {
    throw sender.firstFailure ?? error; // rather than what its clearing away met with
  } finally {
    sender.close();
  }
}

async function* watched(body: AsyncIterable<Uint8Array>, errors: unknown[]): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    errors.push(error);
    throw error;
  }
}

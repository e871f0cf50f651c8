/** Lists objects and unfinished uploads, page by page. */
import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { isKey } from '../key.js';
import type { Entry } from '../store.js';
import { StrangeAnswer, s3Failure } from './failure.js';
import { placeOf, type S3Session } from './session.js';

/** Entries below the store whose key begins with `prefix`, in the order of S3: by UTF-8 bytes. What is no key is left out. */
export async function* listObjects(session: S3Session, prefix: string): AsyncGenerator<Entry> {
  let token: string | undefined;
  do {
    const page = await objectsPage(session, prefix, token);
    yield* (page.Contents ?? []).map((object) => entryOf(session, object)).filter(({ key }) => isKey(key));
    token = nextOf(page.IsTruncated, page.NextContinuationToken);
  } while (token !== undefined);
}

/** One page, `max` objects at most. */
export async function objectsPage(
  session: S3Session,
  prefix: string,
  token?: string,
  max?: number,
): Promise<ListObjectsV2CommandOutput> {
  return await listed(session, prefix, async () => {
    const page = await (await session.client()).send(
      new ListObjectsV2Command({
        ...session.target,
        Prefix: session.fullKey(prefix),
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(max === undefined ? {} : { MaxKeys: max }),
      }),
    );
    if (page.Name === undefined) throw new StrangeAnswer('the answer is not a list of objects');
    return page;
  });
}

/** Unfinished uploads of keys that begin with `prefix`. */
export async function* listUploads(session: S3Session, prefix: string): AsyncGenerator<MultipartUpload> {
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    page = await uploadsPage(session, prefix, page);
    yield* page.Uploads ?? [];
  } while (page.IsTruncated === true && nextOf(true, page.NextKeyMarker) !== undefined);
}

/** The page after `last`. */
export async function uploadsPage(
  session: S3Session,
  prefix: string,
  last?: ListMultipartUploadsCommandOutput,
): Promise<ListMultipartUploadsCommandOutput> {
  return await listed(session, prefix, async () => {
    const page = await (await session.client()).send(
      new ListMultipartUploadsCommand({
        ...session.target,
        Prefix: session.fullKey(prefix),
        ...(last?.NextKeyMarker === undefined ? {} : { KeyMarker: last.NextKeyMarker }),
        ...(last?.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: last.NextUploadIdMarker }),
      }),
    );
    if (page.Bucket === undefined) throw new StrangeAnswer('the answer is not a list of uploads');
    return page;
  });
}

async function listed<T>(session: S3Session, prefix: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw s3Failure('list', placeOf(session, prefix), error);
  }
}

/** Never the end of a list where S3 says that there is more. */
function nextOf(isTruncated: boolean | undefined, marker: string | undefined): string | undefined {
  if (isTruncated !== true) return undefined;
  if (!marker) throw new StrangeAnswer('the list goes on, but where is not said');
  return marker;
}

interface Listed {
  readonly Key?: string | undefined;
  readonly Size?: number | undefined;
  readonly LastModified?: Date | undefined;
}

function entryOf(session: S3Session, { Key, Size, LastModified }: Listed): Entry {
  if (Key === undefined || Size === undefined || LastModified === undefined)
    throw new StrangeAnswer('an object of the list has no key, size or time');
  return { key: Key.slice(session.fullKey('').length), bytes: Size, modifiedAt: LastModified.getTime() };
}

/** Lists objects and unfinished uploads, page by page. */
import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isKey } from '../key.js';
import type { Entry } from '../store.js';
import { StrangeAnswer, s3Failure } from './failure.js';
import { placeOf, type S3Session } from './session.js';

/** Entries below the store whose key begins with `prefix`, in the order of S3: by UTF-8 bytes. What is no key is left out. */
export async function* listObjects(session: S3Session, prefix: string): AsyncGenerator<Entry> {
  let next: string | undefined;
  do {
    const page = await objectsPage(session, prefix, { ContinuationToken: next });
    yield* page.entries.filter(({ key }) => isKey(key));
    next = page.next;
  } while (next !== undefined);
}

interface ObjectsPage {
  readonly entries: readonly Entry[];
  readonly next: string | undefined;
}

/** One page: the first, or that of the token. */
export async function objectsPage(
  session: S3Session,
  prefix: string,
  page: { readonly ContinuationToken?: string | undefined; readonly MaxKeys?: number },
): Promise<ObjectsPage> {
  return await listed(session, prefix, async (client) => {
    const command = new ListObjectsV2Command({ ...session.target, ...page, Prefix: session.fullKey(prefix) });
    const { Name, Contents = [], IsTruncated, NextContinuationToken } = await client.send(command);
    if (Name === undefined) throw new StrangeAnswer('the answer is not a list of objects');
    const entries = Contents.map((object) => entryOf(session, object));
    return { entries, next: nextOf(IsTruncated, NextContinuationToken) };
  });
}

/** Unfinished uploads of keys that begin with `prefix`. */
export async function* listUploads(session: S3Session, prefix: string): AsyncGenerator<MultipartUpload> {
  let next: UploadsPage['next'] | undefined;
  do {
    const page = await uploadsPage(session, prefix, next);
    yield* page.uploads;
    next = page.next;
  } while (next !== undefined);
}

interface UploadsPage {
  readonly uploads: readonly MultipartUpload[];
  readonly next: { readonly KeyMarker: string; readonly UploadIdMarker?: string | undefined } | undefined;
}

/** One page: the first, or that after the markers. */
export async function uploadsPage(
  session: S3Session,
  prefix: string,
  markers?: UploadsPage['next'],
): Promise<UploadsPage> {
  return await listed(session, prefix, async (client) => {
    const command = new ListMultipartUploadsCommand({
      ...session.target,
      ...markers,
      Prefix: session.fullKey(prefix),
    });
    const { Bucket, Uploads = [], IsTruncated, NextKeyMarker, NextUploadIdMarker } = await client.send(command);
    if (Bucket === undefined) throw new StrangeAnswer('the answer is not a list of uploads');
    const key = nextOf(IsTruncated, NextKeyMarker);
    return {
      uploads: Uploads,
      next: key === undefined ? undefined : { KeyMarker: key, UploadIdMarker: NextUploadIdMarker },
    };
  });
}

async function listed<T>(session: S3Session, prefix: string, call: (client: S3Client) => Promise<T>): Promise<T> {
  const client = await session.client();
  try {
    return await call(client);
  } catch (error) {
    throw s3Failure('list', placeOf(session, prefix), error);
  }
}

/** Never the end of a list where S3 says that there is more. */
function nextOf(isTruncated: boolean | undefined, marker: string | undefined): string | undefined {
  if (isTruncated !== true) return undefined;
  if (!marker) throw new StrangeAnswer('the list continues, but the answer does not say where');
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

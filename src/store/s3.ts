/** A bucket's prefix as a store. */
import { type Effects, systemEffects } from '../model/effects.js';
import { checkKey, checkPrefix } from './key.js';
import { checkBucket } from './s3/check.js';
import { DEFAULT_LIMITS, type Limits } from './s3/client.js';
import { getObject } from './s3/get.js';
import { listObjects } from './s3/list.js';
import { putObject } from './s3/put.js';
import { abortUploads, deleteObjects } from './s3/remove.js';
import { newSession, type S3Options, type S3Place } from './s3/session.js';
import { LARGEST_BYTES } from './size.js';
import type { Store } from './store.js';

/**
 * The objects of a bucket below a prefix. Calls nothing before its first operation. What a
 * person can fix (bucket, Region, credentials, permissions, network) is a UserError that names the place.
 * `abortUploads` aborts also what another process is uploading under that prefix: S3 does not tell who lives.
 */
export function s3Store(
  place: S3Place,
  options: S3Options,
  limits: Limits = DEFAULT_LIMITS,
  effects: Effects = systemEffects,
): Store {
  const session = newSession(place, options, limits, effects);
  return {
    location: session.location,
    async get(key, { maxBytes = LARGEST_BYTES } = {}) {
      checkKey(key);
      return await getObject(session, key, maxBytes);
    },
    async put(key, body, { ifAbsent = false } = {}) {
      checkKey(key);
      return await putObject(session, key, body, { ifAbsent });
    },
    async *list(under) {
      checkPrefix(under);
      yield* listObjects(session, under);
    },
    async *listForeign() {},
    async delete(keys) {
      keys.forEach(checkKey);
      await deleteObjects(session, keys);
    },
    async abortUploads(under) {
      checkPrefix(under);
      return await abortUploads(session, under);
    },
    check: () => checkBucket(session),
  };
}

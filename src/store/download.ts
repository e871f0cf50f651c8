/** Copies an object that is named by its whole location, such as Athena names files, to a file. */
import { systemEffects } from '../model/effects.js';
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import { checkKey } from './key.js';
import { DEFAULT_LIMITS } from './s3/client.js';
import { saveObject } from './s3/get.js';
import { newSession } from './s3/session.js';

const LOCATION = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/;

/**
 * Copies the object at `s3://bucket/key` to `path`, a piece at a time. Fails with a UserError where there is none, and
 * where the location names none.
 */
export async function downloadObject(location: string, path: string): Promise<void> {
  const [, bucket, key] = LOCATION.exec(location) ?? [];
  if (bucket === undefined || key === undefined) throw unread(location, 'it is no object of a bucket');
  checkKey(key);
  const session = newSession({ bucket, prefix: '' }, {}, DEFAULT_LIMITS, systemEffects);
  if (!(await saveObject(session, key, path))) throw unread(location, 'it is not there');
}

function unread(location: string, state: string): UserError {
  return new UserError(`Cannot read ${jsonForTerminal(location)}, which Athena wrote: ${state}.`, {
    hint: 'Something else removed it, such as a lifecycle rule of the results bucket: run the command again.',
  });
}

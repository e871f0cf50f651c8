/** Whether a bucket can be a store, found out by doing with a probe all that a store does. */
import { UserError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';
import { HIDDEN_FOLDER } from '../key.js';
import { isDenied } from './failure.js';
import { getObject } from './get.js';
import { objectsPage, uploadsPage } from './list.js';
import { putObject } from './put.js';
import { deleteObjects } from './remove.js';
import type { S3Session } from './session.js';

/** What is tried, by the name of its permission. */
type Trial = readonly [permission: string, call: () => Promise<unknown>];

/**
 * Fails with a UserError unless the bucket can be listed, read, written to and deleted from, and refuses a
 * key that is taken. Deleting is tried on a key that is not there before anything is written, so that
 * a bucket that forbids it keeps no probe.
 */
export async function checkBucket(session: S3Session): Promise<void> {
  const probe = `${HIDDEN_FOLDER}/check-${session.effects.randomId(8)}`;
  const denied = await refusedOf([
    ['s3:ListBucket', () => objectsPage(session, '', { MaxKeys: 1 })],
    ['s3:ListBucketMultipartUploads', () => uploadsPage(session, HIDDEN_FOLDER)],
    ['s3:DeleteObject', () => deleteObjects(session, [probe])],
  ]);
  if (denied.length === 3) throw allRefused(session);
  // Who may not list is told "denied" for a key that is not there: no news about reading.
  if (denied.length === 0) denied.push(...(await refusedOf([['s3:GetObject', () => getObject(session, probe)]])));
  if (denied.length === 0) denied.push(...(await refusedOf([['s3:PutObject', () => tryWriting(session, probe)]])));
  if (denied.length > 0) throw refused(session, denied);
}

/** The permissions that S3 refused; any other failure is thrown. */
async function refusedOf(trials: readonly Trial[]): Promise<string[]> {
  const denied: string[] = [];
  for (const [permission, call] of trials) {
    try {
      await call();
    } catch (error) {
      if (!isDenied(error)) throw error;
      denied.push(permission);
    }
  }
  return denied;
}

/** The second taker of a key must be told so: runs tell each other apart by nothing else. Servers like S3 may not know how. */
async function tryWriting(session: S3Session, probe: string): Promise<void> {
  const body = Buffer.from('access-lake');
  await putObject(session, probe, body, { ifAbsent: true });
  try {
    const second = await putObject(session, probe, body, { ifAbsent: true });
    const found = await getObject(session, probe);
    if (second === 'exists' && found !== undefined && body.equals(found)) return;
    throw new UserError(`Cannot use ${jsonForTerminal(session.location)}: ${stateOf(second)}.`, {
      hint: 'Two runs at once could overwrite each other. Choose a bucket of Amazon S3, or a server that can do it.',
    });
  } finally {
    await deleteObjects(session, [probe]);
  }
}

function stateOf(second: 'stored' | 'exists'): string {
  return second === 'stored' ? 'its server ignores If-None-Match' : 'it returns a different object than was written';
}

function refused({ location, encryption }: S3Session, denied: readonly string[]): UserError {
  const kms =
    encryption.SSEKMSKeyId === undefined ? '' : ', and kms:GenerateDataKey and kms:Decrypt in that of the key';
  return new UserError(`Cannot use ${jsonForTerminal(location)}: S3 denies ${denied.join(' and ')} (AccessDenied).`, {
    hint: `Allow it to these credentials, in their policies and in that of the bucket${kms}.`,
  });
}

function allRefused({ location, target }: S3Session): UserError {
  const owner = target.ExpectedBucketOwner;
  const state = owner === undefined ? 'it is of another account' : `it is not of account ${owner}`;
  const sentence = `Cannot use ${jsonForTerminal(location)}: S3 denies every call; ${state}, or these credentials have no access to it (AccessDenied).`;
  return new UserError(sentence, {
    hint: 'Check the name of the bucket and --expected-bucket-owner; then the policies of these credentials and of the bucket.',
  });
}

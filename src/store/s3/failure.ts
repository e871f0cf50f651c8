/** What S3 refused or failed to do, as a UserError. */
import type { S3ServiceException } from '@aws-sdk/client-s3';
import { isWithoutCredentials } from '../../aws/failure.js';
import { withoutTokens } from '../../aws/secrets.js';
import { UserError } from '../../model/errors.js';
import { escapeForTerminal, jsonForTerminal } from '../../model/escape.js';

interface Explanation {
  readonly state: string;
  readonly hint: string;
}

const KEYS = 'Check the credentials that access-lake runs with: `aws sts get-caller-identity` shows whose they are.';
const AGAIN = 'Run the same command again: what was stored before is kept.';
const REGION = 'Set AWS_REGION to the Region of the bucket.';

/** By the code of the error, as S3 documents it ("Error responses", Amazon S3 API Reference). */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  NoSuchBucket: { state: 'there is no such bucket', hint: 'Check its name, or create it.' },
  AccessDenied: {
    state: 'S3 denies access',
    hint: 'The policies of these credentials, of the bucket and of its KMS key must allow it.',
  },
  AllAccessDisabled: { state: 'AWS has disabled all access to the bucket', hint: 'Ask AWS Support.' },
  PermanentRedirect: { state: 'the bucket is in another Region', hint: REGION },
  AuthorizationHeaderMalformed: { state: 'the call was signed for another Region than the bucket has', hint: REGION },
  IllegalLocationConstraintException: { state: 'the bucket is in another Region', hint: REGION },
  InvalidAccessKeyId: { state: 'S3 does not know this access key', hint: KEYS },
  SignatureDoesNotMatch: { state: 'the secret access key does not match the access key', hint: KEYS },
  InvalidToken: { state: 'the session token is not valid', hint: KEYS },
  ExpiredToken: { state: 'the credentials have expired', hint: 'Renew them, then run the same command again.' },
  RequestTimeTooSkewed: { state: 'the clock of this machine is off', hint: 'Set the clock.' },
  ConditionalRequestConflict: { state: 'another writer or a delete intervened', hint: AGAIN },
  SlowDown: { state: 'S3 asks to slow down', hint: AGAIN },
  QuotaExceeded: {
    state: 'the quota of the bucket is used up',
    hint: 'Free some space there, or choose another bucket.',
  },
};

/** Ours, for an answer that S3 cannot have given: an empty page of a proxy, a body cut short. */
export class StrangeAnswer extends Error {
  override readonly name = 'StrangeAnswer';
}

/** Whether S3, or something in its place, answered with an error. */
export function hasResponse(error: unknown): error is S3ServiceException {
  return statusOf(error) !== undefined;
}

function statusOf(error: unknown): number | undefined {
  return (error as Partial<S3ServiceException> | null)?.$metadata?.httpStatusCode;
}

export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** 404 for an answer without a body (HEAD): the object or the bucket is missing. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** Whether `error`, of this module, says that S3 refused the call for want of permission. */
export function isDenied(error: unknown): boolean {
  return error instanceof UserError && error.cause instanceof Error && codeOf(error.cause) === 'AccessDenied';
}

export function noSuchBucket(bucket: string, cause: unknown): UserError {
  const what = undone('use', `s3://${bucket}`);
  return userError(what, 'NoSuchBucket', EXPLANATIONS.NoSuchBucket as Explanation, cause);
}

/** A UserError that names `place` for whatever S3, the network or the credentials did; a bug stays as it is. */
export function s3Failure(action: string, place: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const what = undone(action, place);
  const code = codeOf(error);
  const known = Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
  if (known !== undefined) return userError(what, code, known, error);
  if (code.startsWith('KMS.')) return userError(what, code, kmsExplanation(error), error);
  if (isWithoutCredentials(error)) return noCredentials(what, error);
  if (error instanceof StrangeAnswer) return userError(what, error.name, strangeExplanation(error), error);
  if (hasResponse(error)) return userError(what, code, answerExplanation(error), error);
  const network = networkCode(error);
  return network === undefined ? error : userError(what, network, networkExplanation(error), error);
}

/** What could not be done, with the place that it names. */
function undone(action: string, place: string): string {
  return `${action} ${jsonForTerminal(place)}`;
}

function userError(what: string, code: string, { state, hint }: Explanation, cause: unknown): UserError {
  const exit = cause instanceof Error && isOfPassage(cause) ? 'unreachable' : 'nothing';
  return new UserError(`Cannot ${what}: ${state} (${escapeForTerminal(code)}).`, { hint, exit, cause });
}

/** Trouble of the network or of S3 itself, which passes. */
function isOfPassage(error: Error): boolean {
  const status = statusOf(error);
  return status === undefined ? networkCode(error) !== undefined : status >= 500 || status === 429;
}

/** HEAD has no body to name the error. */
function codeOf(error: Error): string {
  return statusOf(error) === 403 && !/^[A-Z][a-z]+[A-Z]/.test(error.name) ? 'AccessDenied' : error.name;
}

function noCredentials(what: string, cause: Error): UserError {
  return userError(what, cause.name, { state: 'there are no AWS credentials', hint: CREDENTIALS_HINT }, cause);
}

const CREDENTIALS_HINT = 'Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role.';

function kmsExplanation(error: Error): Explanation {
  return {
    state: `the KMS key cannot be used, ${escapeForTerminal(withoutTokens(error.message))}`,
    hint: 'Check --sse-kms-key-id.',
  };
}

function strangeExplanation(error: Error): Explanation {
  return {
    state: escapeForTerminal(error.message),
    hint: `Something between here and S3, such as a proxy, corrupts answers. ${AGAIN}`,
  };
}

function answerExplanation(error: S3ServiceException): Explanation {
  const { httpStatusCode, attempts = 1 } = error.$metadata;
  const tries = attempts > 1 ? ` in ${attempts} attempts` : '';
  return {
    state: `S3 answered ${httpStatusCode}${tries}, ${escapeForTerminal(withoutTokens(error.message))}`,
    hint: AGAIN,
  };
}

function networkExplanation(error: Error): Explanation {
  return { state: escapeForTerminal(error.message), hint: `Check the network and the endpoint. ${AGAIN}` };
}

/** TimeoutError of the SDK's HTTP handler, a code of the system such as ECONNRESET, or of TLS. */
function networkCode(error: Error): string | undefined {
  if (error.name === 'TimeoutError') return error.name;
  const { code, syscall } = error as NodeJS.ErrnoException;
  const ofNetwork =
    /^(E(CONN|HOST|NET|PIPE|TIMEDOUT|AI_|PROTO)|ENOTFOUND|ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_|UNABLE_|HPE_)/;
  return code !== undefined && (syscall === 'connect' || ofNetwork.test(code)) ? code : undefined;
}

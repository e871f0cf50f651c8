/** What an error of the SDK means: the one place that knows the codes of IAM, STS and Organizations. */
import { Interrupted, UserError } from '../model/errors.js';
import { withoutTokens } from './secrets.js';

export type FailureKind =
  /** Too fast: ask again later. */
  | 'throttled'
  /** The network, the service or something between was in trouble: ask again. */
  | 'transient'
  /** The credentials are no longer, or were never, valid. */
  | 'expired'
  | 'denied'
  | 'noSuchEntity'
  /** The service understood and refused. */
  | 'refused';

/** An answer that does not come from the service, or only in part: a proxy's page, a body cut short. */
export class AnswerError extends Error {
  override readonly name = 'InvalidAnswer';
}

/** A call that had no whole answer in time. */
export class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut';
}

const THROTTLED = new Set([
  'Throttling',
  'Throttled',
  'TooManyRequests',
  'RequestThrottled',
  'RequestLimitExceeded',
  'LimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
]);
const EXPIRED = new Set(['ExpiredToken', 'InvalidClientTokenId', 'UnrecognizedClient', 'InvalidToken']);
/** The SDK corrects its clock by the Date header of such an answer: the next attempt is signed rightly. */
const CLOCK_OFF = new Set(['SignatureDoesNotMatch', 'RequestExpired', 'InvalidSignature', 'RequestTimeTooSkewed']);

interface ServiceError {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly name: string;
  readonly Code?: string;
}

function isServiceError(error: unknown): error is Error & ServiceError {
  return error instanceof Error && '$fault' in error && '$metadata' in error;
}

/** What is kept of a code and of a message: an answer may hold megabytes of either, a row for each principal. */
const LONGEST_CODE = 128;
const LONGEST_MESSAGE = 2000;

/** The code of the service without `Exception` at its end, or the name of what went wrong before it; cut at 128 characters. */
export function codeOf(error: unknown): string {
  return cut(nameOf(error), LONGEST_CODE);
}

/** A text of at most so many characters, the last of them an ellipsis where more were lost. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** A code and a message that an answer holds beside an error, as long as they may be. */
export function told(code: string, message: string): { readonly code: string; readonly message: string } {
  return { code: cut(code, LONGEST_CODE), message: cut(withoutTokens(message), LONGEST_MESSAGE) };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  if (isRedirect(error)) return 'Redirected';
  if (isServiceError(error)) return serviceCode(error);
  if (error instanceof AnswerError || error instanceof CallTimedOut) return error.name;
  if (isParseError(error)) return 'InvalidAnswer';
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : error.name;
}

/** AWS leads no call of these elsewhere: something between does. */
function isRedirect(error: Error): boolean {
  const { $metadata, $response } = error as Partial<ServiceError> & { $response?: { statusCode?: number } };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
  return status >= 300 && status < 400;
}

/** A mangled answer may hold no code, or an element in its place. */
function serviceCode({ Code, name }: ServiceError): string {
  const codes = [Code, name].map((code: unknown) => (typeof code === 'string' ? code.replace(/Exception$/, '') : ''));
  return codes.find((code) => code !== '') ?? 'Unknown';
}

/** What the service or the network said, without a period at its end; never a stack or a token. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (CLOCK_OFF.has(code)) return `${code}. The clock of this machine may be off`;
  if (error instanceof Error && isRedirect(error)) return `${code}: the answer leads elsewhere, as of a proxy`;
  if (error instanceof Error && isParseError(error)) return `${code}: the answer is not one of the service`;
  const message = messageOf(error).replace(/\.$/, '');
  return message === '' || message === code ? code : `${code}: ${message}`;
}

/** A mangled answer may hold an element in the place of the text. */
function messageOf(error: unknown): string {
  const message: unknown = error instanceof Error ? error.message : error;
  return typeof message === 'string' ? cut(withoutTokens(message), LONGEST_MESSAGE) : 'the answer holds no message';
}

export function kindOf(error: unknown): FailureKind {
  if (error instanceof UserError || error instanceof Interrupted || isWithoutCredentials(error)) return 'refused';
  if (!isServiceError(error)) return 'transient';
  const code = codeOf(error);
  const status = error.$metadata.httpStatusCode ?? 0;
  if (THROTTLED.has(code) || status === 429) return 'throttled';
  if (isRedirect(error)) return 'transient';
  if (status >= 500 || CLOCK_OFF.has(code) || code === 'Unknown' || code === 'UnknownError') return 'transient';
  if (EXPIRED.has(code)) return 'expired';
  if (/^AccessDenied|^UnauthorizedOperation$|^NotAuthorized/.test(code)) return 'denied';
  if (code === 'NoSuchEntity') return 'noSuchEntity';
  return 'refused';
}

/** No answer of the service that asking again later could not change: the network or the service was in trouble, or too busy. */
export function isUnreachable(error: unknown): boolean {
  return ['transient', 'throttled'].includes(kindOf(error));
}

/** The SDK found no credentials to sign with. */
export function isWithoutCredentials(error: unknown): boolean {
  return error instanceof Error && /^(CredentialsProviderError|ProviderError|TokenProviderError)$/.test(error.name);
}

/** The caller's credentials are missing, or not valid, or no longer. */
export function isOfCredentials(error: unknown): boolean {
  return kindOf(error) === 'expired' || isWithoutCredentials(error);
}

/** Whether a denial says that a service control policy made it. */
export function isServiceControlDeny(error: unknown): boolean {
  return error instanceof Error && /explicit deny in a service control policy/i.test(error.message);
}

/** The SDK marks what it could not parse with the response that it had. */
function isParseError(error: Error): boolean {
  return '$response' in error && !('$fault' in error);
}

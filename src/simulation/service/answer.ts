/** Answers: what goes back over the wire, as each protocol writes it. */
import type { AwsError } from './aws-error.js';
import type { Body } from './call.js';
import { element } from './xml.js';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly requestId: string;
  /** Code of an error in the REST protocol, which has it in a header. */
  readonly errorType?: string;
  readonly body: Buffer;
}

export const SERVICES = ['iam', 'sts', 'organizations', 'account'] as const;

export type ServiceName = (typeof SERVICES)[number];

const NAMESPACES = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;

export function queryAnswer(service: 'iam' | 'sts', operation: string, result: Body, requestId: string): Answer {
  const head = `<${operation}Response xmlns="${NAMESPACES[service]}"><${operation}Result>`;
  const tail = `</${operation}Result><ResponseMetadata>${element('RequestId', requestId)}</ResponseMetadata></${operation}Response>`;
  const parts = [head, ...result, tail].map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return { status: 200, contentType: 'text/xml', requestId, body: Buffer.concat(parts) };
}

export function jsonAnswer(result: unknown, requestId: string, status = 200): Answer {
  return { status, contentType: 'application/x-amz-json-1.1', requestId, body: Buffer.from(JSON.stringify(result)) };
}

/** An answer in the REST protocol with JSON. */
export function restAnswer(result: unknown, requestId: string): Answer {
  return { status: 200, contentType: 'application/json', requestId, body: Buffer.from(JSON.stringify(result)) };
}

/** What services of the REST protocol call an error that the query protocol calls otherwise, and its status. */
const REST_CODES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDenied: ['AccessDeniedException', 403],
  ExpiredToken: ['ExpiredTokenException', 403],
  InvalidClientTokenId: ['UnrecognizedClientException', 403],
  MissingAuthenticationToken: ['MissingAuthenticationTokenException', 403],
  ServiceFailure: ['InternalServerException', 500],
  SignatureDoesNotMatch: ['InvalidSignatureException', 403],
  Throttling: ['TooManyRequestsException', 429],
};

function restError({ status, code, message }: AwsError, requestId: string): Answer {
  const [errorType, restStatus] = REST_CODES[code] ?? [code, status];
  return { ...restAnswer({ message }, requestId), status: restStatus, errorType };
}

export function errorAnswer(service: ServiceName, error: AwsError, requestId: string): Answer {
  const { status, code, message } = error;
  if (service === 'account') return restError(error, requestId);
  if (service === 'organizations') return jsonAnswer({ __type: code, Message: message }, requestId, status);
  const type = element('Type', status >= 500 ? 'Receiver' : 'Sender');
  // Some errors of IAM have no message: a client then makes one up.
  const text = message === '' ? '' : element('Message', message);
  const inner = `<Error>${type}${element('Code', code)}${text}</Error>`;
  const whole = `<ErrorResponse xmlns="${NAMESPACES[service]}">${inner}${element('RequestId', requestId)}</ErrorResponse>`;
  return { status, contentType: 'text/xml', requestId, body: Buffer.from(whole) };
}

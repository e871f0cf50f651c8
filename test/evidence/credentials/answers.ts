/** Answers of IAM as bytes, from recordings that have them as JSON. */
import { recording } from './recordings.js';

export const GENERATE = 'GenerateCredentialReport';
export const GET = 'GetCredentialReport';
export const LIST = 'ListServiceSpecificCredentials';

export interface Recorded {
  readonly status: number;
  readonly body: Uint8Array;
}

const encoded = (text: string) => new TextEncoder().encode(text);

function response(action: string, result: string): Recorded {
  const opening = `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">`;
  const body = `${opening}<${action}Result>${result}</${action}Result></${action}Response>`;
  return { status: 200, body: encoded(body) };
}

export function errorXml(status: number, code: string, message: string): Recorded {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: encoded(`<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`) };
}

/** `generatedTime` undefined: the answer does not tell it. */
export function reportXml(csv: string, generatedTime: string | undefined): Recorded {
  const content = `<Content>${Buffer.from(csv).toString('base64')}</Content><ReportFormat>text/csv</ReportFormat>`;
  return response(GET, generatedTime === undefined ? content : `${content}${element('GeneratedTime', generatedTime)}`);
}

export function listedXml(credentials: readonly object[], marker?: string): Recorded {
  const members = credentials.map((one) => `<member>${elements(one)}</member>`).join('');
  const more = `<IsTruncated>${marker !== undefined}</IsTruncated>${marker === undefined ? '' : element('Marker', marker)}`;
  return response(LIST, `<ServiceSpecificCredentials>${members}</ServiceSpecificCredentials>${more}`);
}

/** A recorded answer that is no report. */
export function recordedXml(action: string, name: string): Recorded {
  const { status, answer } = recording(name);
  if (answer.Error !== undefined) return errorXml(status, answer.Error.Code, '');
  const { ServiceSpecificCredentials, Marker } = answer;
  if (ServiceSpecificCredentials !== undefined) return listedXml(ServiceSpecificCredentials, Marker);
  return response(action, elements(answer));
}

function elements(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => element(name, String(value)))
    .join('');
}

const element = (name: string, text: string) => `<${name}>${text}</${name}>`;

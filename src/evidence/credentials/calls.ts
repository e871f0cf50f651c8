/** The three calls of IAM that tell credentials. What is no failure is an answer, which the limiter of the calls does not see. */
import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  ListServiceSpecificCredentialsCommand,
  type ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import { AnswerError, codeOf } from '../../aws/failure.js';
import { allPages, type Page } from '../../aws/pages.js';
import type { ProbeContext, SendInSession } from '../source.js';

const GENERATE = 'iam:GenerateCredentialReport';
const GET = 'iam:GetCredentialReport';
const LIST = 'iam:ListServiceSpecificCredentials';
/** By the API reference the default; a page may hold fewer. */
const PAGE_SIZE = 100;

/** `LimitExceeded`: the service has no capacity now, which is no throttling of the account. */
export type Begun = 'BEGUN' | 'LimitExceeded';

export interface ServedReport {
  readonly text: string;
  /** When AWS made it, ms since 1970 in UTC; NaN: not told. */
  readonly generatedAt: number;
  /** When the answer came, ms since 1970 by the clock of AWS. */
  readonly askedAt: number;
}

/** Begins a report where there is none of the last four hours. */
export function beginReport({ call }: ProbeContext): Promise<Begun> {
  return call(
    GENERATE,
    insteadOf<Begun>({ LimitExceeded: 'LimitExceeded' }, async ({ iam }, abortSignal) => {
      await iam.send(new GenerateCredentialReportCommand({}), { abortSignal });
      return 'BEGUN';
    }),
  );
}

/** `none`: there is no report, or none that is still served. */
export function getReport({ call }: ProbeContext): Promise<ServedReport | 'none' | 'in progress'> {
  return call(
    GET,
    insteadOf<ServedReport | 'none' | 'in progress'>(NOT_SERVED, async ({ iam }, abortSignal) => {
      const { Content, GeneratedTime } = await iam.send(new GetCredentialReportCommand({}), { abortSignal });
      if (Content === undefined) throw new AnswerError('the answer holds no report');
      const text = Buffer.from(Content).toString('utf8');
      return { text, generatedAt: GeneratedTime?.getTime() ?? Number.NaN, askedAt: iam.serviceTime() };
    }),
  );
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html: 410, 410 and 404. */
const NOT_SERVED = { ReportNotPresent: 'none', ReportExpired: 'none', ReportInProgress: 'in progress' } as const;

/** A credential of a user for one service. All times are ms since 1970 in UTC. */
export interface ServiceCredential {
  readonly id: string;
  readonly userName: string;
  readonly service: string;
  readonly status: string;
  readonly createdAt: number;
  /** Null: it does not expire. */
  readonly expiresAt: number | null;
}

/** Those of all users. */
export function listServiceCredentials({ call }: ProbeContext): Promise<ServiceCredential[]> {
  return allPages((marker) => call(LIST, page(marker, PAGE_SIZE)));
}

/** Asks for one of them. */
export async function probeServiceCredentials({ call }: ProbeContext): Promise<void> {
  await call(LIST, page(undefined, 1));
}

function page(marker: string | undefined, size: number): SendInSession<Page<ServiceCredential>> {
  return async ({ iam }, abortSignal) => {
    const input = { AllUsers: true, MaxItems: size, ...(marker === undefined ? {} : { Marker: marker }) };
    const answer = await iam.send(new ListServiceSpecificCredentialsCommand(input), { abortSignal });
    const { ServiceSpecificCredentials: items = [], IsTruncated, Marker } = answer;
    if (IsTruncated && Marker === undefined) throw new AnswerError('a page says that there are more, and not where');
    return { items: items.map(serviceCredential), next: IsTruncated ? Marker : undefined };
  };
}

function serviceCredential(credential: ServiceSpecificCredentialMetadata): ServiceCredential {
  const { ServiceSpecificCredentialId: id, UserName: userName, ServiceName: service, Status: status } = credential;
  const createdAt = credential.CreateDate?.getTime() ?? Number.NaN;
  const expiresAt = credential.ExpirationDate?.getTime() ?? null;
  const isTimed = !Number.isNaN(createdAt) && !Number.isNaN(expiresAt ?? 0);
  if (id && userName && service && status && isTimed) return { id, userName, service, status, createdAt, expiresAt };
  throw new AnswerError('a service-specific credential lacks its ID, user, service, status or time');
}

/** An error with one of these codes of the service is what stands there. */
function insteadOf<T>(answers: Readonly<Record<string, T>>, send: SendInSession<T>): SendInSession<T> {
  return async (session, abortSignal) => {
    try {
      return await send(session, abortSignal);
    } catch (error) {
      const answer = answers[codeOf(error)];
      if (answer === undefined) throw error;
      return answer;
    }
  };
}

import { GetServiceLastAccessedDetailsCommand, type ServiceLastAccessed } from '@aws-sdk/client-iam';
import { AnswerError } from '../organization/failure.js';
import type { Send } from './iam.js';
import { countNamesHeld, type NamesHeld } from './names-held.js';

/** One answer to GetServiceLastAccessedDetails. */
export type ReportPage =
  | { readonly status: 'IN_PROGRESS' }
  | { readonly status: 'FAILED'; readonly code: string; readonly message: string }
  | {
      readonly status: 'COMPLETED';
      /** ms since 1970: what the report shows was frozen then. */
      readonly createdAt: number;
      readonly completedAt: number;
      readonly services: readonly ServiceLastAccessed[];
      readonly next: string | undefined;
    };

/** The most that IAM accepts; its own default is 200 services. */
const pageSize = 1000;

/**
 * Reads one page of a job. Fails with AnswerError where the answer cannot come from IAM: without
 * JobStatus, completed without a list or with a part of it, truncated without a marker.
 */
export function readPage(jobId: string, marker: string | undefined): Send<ReportPage> {
  const input = { JobId: jobId, MaxItems: pageSize, ...(marker === undefined ? {} : { Marker: marker }) };
  return async (iam, abortSignal) => {
    const command = new GetServiceLastAccessedDetailsCommand(input);
    const namesHeld = countNamesHeld(command);
    const answer = await iam.send(command, { abortSignal });
    // An answer that is still in progress has no lists and no date of completion, whatever the types say.
    if (answer.JobStatus === 'IN_PROGRESS') return { status: 'IN_PROGRESS' };
    if (answer.JobStatus === 'FAILED') {
      const { Code = 'JobFailed', Message = 'IAM gave no reason' } = answer.Error ?? {};
      return { status: 'FAILED', code: Code, message: Message };
    }
    return completed(answer, namesHeld());
  };
}

interface Completed {
  readonly JobStatus: string | undefined;
  readonly JobCreationDate: Date | undefined;
  readonly JobCompletionDate: Date | undefined;
  readonly ServicesLastAccessed: ServiceLastAccessed[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

function completed(answer: Completed, held: NamesHeld | undefined): ReportPage {
  const { JobCreationDate, JobCompletionDate, ServicesLastAccessed, IsTruncated, Marker } = answer;
  if (answer.JobStatus !== 'COMPLETED') throw new AnswerError('the answer has no status of the job');
  if (!JobCreationDate || !JobCompletionDate || !ServicesLastAccessed) throw new AnswerError('the report is not whole');
  if (held !== undefined && isPart(ServicesLastAccessed, held)) throw new AnswerError('a part of the report is lost');
  if (IsTruncated === undefined) throw new AnswerError('the page does not say whether there are more');
  if (IsTruncated && !Marker) throw new AnswerError('the page says there are more, and not where');
  return {
    status: 'COMPLETED',
    createdAt: JobCreationDate.getTime(),
    completedAt: JobCompletionDate.getTime(),
    services: ServicesLastAccessed,
    next: IsTruncated ? Marker : undefined,
  };
}

function isPart(services: readonly ServiceLastAccessed[], held: NamesHeld): boolean {
  const actions = services.reduce((sum, service) => sum + (service.TrackedActionsLastAccessed?.length ?? 0), 0);
  return services.length !== held.services || actions !== held.actions;
}

import type { ServiceLastAccessed } from '@aws-sdk/client-iam';
import { AnswerError, told } from '../../aws/failure.js';
import type { Send } from '../iam.js';
import { type ReportColumns, reportColumns } from './columns.js';
import type { ElementCounts } from './counts.js';
import type { ExtractServices } from './scan/extract.js';
import { getScanned, type ScannedAnswer } from './scan/send.js';

/** One answer to GetServiceLastAccessedDetails. */
export type ReportPage =
  | { readonly status: 'IN_PROGRESS' }
  | { readonly status: 'FAILED'; readonly code: string; readonly message: string }
  | {
      readonly status: 'COMPLETED';
      /** ms since 1970: what the report shows was frozen then. */
      readonly createdAt: number;
      readonly completedAt: number;
      readonly columns: ReportColumns;
      readonly next: string | undefined;
    };

/** The most that IAM accepts; its own default is 200 services. */
const PAGE_SIZE = 1000;

/**
 * Reads one page of a job. Fails with AnswerError where the answer cannot come from IAM: without
 * JobStatus, of services without actions, completed without a list or with a part of it, truncated without a
 * marker. `extract` takes the list of services out of the body; where it does not, the SDK's parser reads it.
 */
export function readPage(jobId: string, marker: string | undefined, extract: ExtractServices): Send<ReportPage> {
  const input = { JobId: jobId, MaxItems: PAGE_SIZE, ...(marker === undefined ? {} : { Marker: marker }) };
  return async (iam, abortSignal) => {
    const scanned = await getScanned(iam, input, abortSignal, extract);
    const { JobStatus, Error: reason } = scanned.answer;
    // An answer that is still in progress has no lists and no date of completion, whatever the types say.
    if (JobStatus === 'IN_PROGRESS') return { status: 'IN_PROGRESS' };
    if (JobStatus === 'FAILED') {
      const { Code = 'JobFailed', Message = 'IAM gave no reason' } = reason ?? {};
      return { status: 'FAILED', ...told(Code, Message) };
    }
    return completed(scanned);
  };
}

function completed({ answer, columns, counts }: ScannedAnswer): ReportPage {
  const { JobStatus, JobType, JobCreationDate, JobCompletionDate, ServicesLastAccessed, IsTruncated, Marker } = answer;
  if (JobStatus !== 'COMPLETED') throw new AnswerError('the answer has no status of the job');
  // Without actions every service would look as if none of its actions were granted.
  if (JobType !== 'ACTION_LEVEL') throw new AnswerError('the report is not one of actions');
  if (!JobCreationDate || !JobCompletionDate || !ServicesLastAccessed) throw new AnswerError('the report is not whole');
  if (IsTruncated === undefined) throw new AnswerError('the page does not say whether there are more');
  if (IsTruncated && !Marker) throw new AnswerError('the page says there are more, and not where');
  return {
    status: 'COMPLETED',
    createdAt: JobCreationDate.getTime(),
    completedAt: JobCompletionDate.getTime(),
    columns: columns ?? parsedColumns(ServicesLastAccessed, counts),
    next: IsTruncated ? Marker : undefined,
  };
}

function parsedColumns(services: readonly ServiceLastAccessed[], counts: ElementCounts): ReportColumns {
  const actions = services.reduce((sum, service) => sum + (service.TrackedActionsLastAccessed?.length ?? 0), 0);
  const numbers = services.filter(({ TotalAuthenticatedEntities: number }) => number !== undefined).length;
  if (services.length !== counts.services || actions !== counts.actions || numbers !== counts.numbers) {
    throw new AnswerError('a part of the report is lost');
  }
  return reportColumns(services);
}

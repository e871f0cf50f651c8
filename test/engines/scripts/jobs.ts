/** Last-accessed jobs as IAM has them: two polls, then a report in pages. */
import { type Front, failure, xml } from './front.js';

/** What the report of a holder tells besides a use of s3 that is older than the proposal. */
export interface Report {
  /** `service:action`, or a service alone. */
  readonly used?: readonly string[];
  readonly status?: 'COMPLETED' | 'FAILED' | 'IN_PROGRESS';
  readonly isGone?: boolean;
  /** What happens before the first poll is answered. */
  readonly meanwhile?: () => Promise<unknown>;
}

/** By the ARN of the holder; they may be changed at any time. */
export const reports = new Map<string, Report>();

const USED_AT = '2026-11-20T08:00:00Z';

export function answerJobs(front: Front): void {
  const jobs = new Map<string, { arn: string; polls: number }>();
  front.handlers.set('iam:GenerateServiceLastAccessedDetails', (request) => {
    const arn = String(request.params.Arn);
    if (reports.get(arn)?.isGone) return failure(request, 'NoSuchEntity', `ARN ${arn} does not exist.`, 404);
    const id = `00000000-0000-0000-0000-${String(jobs.size).padStart(12, '0')}`;
    jobs.set(id, { arn, polls: 0 });
    return xml('GenerateServiceLastAccessedDetails', `<JobId>${id}</JobId>`);
  });
  front.handlers.set('iam:GetServiceLastAccessedDetails', async (request) => {
    const job = jobs.get(String(request.params.JobId));
    if (job === undefined) return failure(request, 'NoSuchEntity', 'Job does not exist.', 404);
    const report = reports.get(job.arn) ?? {};
    const { status = 'COMPLETED' } = report;
    if (job.polls === 0) await report.meanwhile?.();
    if (job.polls++ === 0 || status !== 'COMPLETED') {
      const now = job.polls === 1 ? 'IN_PROGRESS' : status;
      return xml('GetServiceLastAccessedDetails', `<JobStatus>${now}</JobStatus><IsTruncated>false</IsTruncated>`);
    }
    return page(report.used ?? [], String(request.params.Marker ?? ''));
  });
}

/** Two pages: what matters stands on the second. */
function page(used: readonly string[], marker: string) {
  const first = marker === '';
  const services = first ? member('s3', ['GetBucketPolicy'], USED_AT) : used.map((one) => usedMember(one)).join('');
  const more = first ? '<IsTruncated>true</IsTruncated><Marker>second</Marker>' : '<IsTruncated>false</IsTruncated>';
  return xml(
    'GetServiceLastAccessedDetails',
    `<JobStatus>COMPLETED</JobStatus><JobType>ACTION_LEVEL</JobType>${more}<ServicesLastAccessed>${services}</ServicesLastAccessed>`,
  );
}

function usedMember(use: string): string {
  const [service = '', action] = use.split(':');
  return member(service, action === undefined ? [] : [action], USED_AT);
}

function member(service: string, actions: readonly string[], at: string): string {
  const tracked = actions.map(
    (name) => `<member><ActionName>${name}</ActionName><LastAccessedTime>${at}</LastAccessedTime></member>`,
  );
  return `<member><ServiceName>${service}</ServiceName><ServiceNamespace>${service}</ServiceNamespace><LastAuthenticated>${at}</LastAuthenticated><TrackedActionsLastAccessed>${tracked.join('')}</TrackedActionsLastAccessed></member>`;
}

/** GenerateServiceLastAccessedDetails and GetServiceLastAccessedDetails. */

import type { FaultName } from '../faults.js';
import type { ReportedService } from '../world/usage.js';
import { AwsError, validationError } from './aws-error.js';
import { type Body, type Call, maxItemsOf, requiredParam } from './call.js';
import { type Fate, isDone, type Job } from './jobs.js';
import { type Page, type Position, pageOf, positionOf } from './pages.js';
import { type ReportXml, serviceMember } from './report-xml.js';
import { element } from './xml.js';

const GRANULARITIES = ['SERVICE_LEVEL', 'ACTION_LEVEL'] as const;
/** In reality 200, where the documentation says 100. */
const DEFAULT_SERVICES = 200;

/** Starts a job on a user or a role; groups and policies are not simulated. @throws AwsError */
export function generateReport(call: Call): Body {
  const { world, jobs, calls, session, params, clockOffMs } = call;
  const arn = requiredParam(params, 'Arn');
  const granularity = granularityOf(params);
  checkArn(arn, call);
  if (call.subject.principal) strikePrincipal(call);
  const principal = world.find(session.caller.accountId, arn);
  if (!principal) throw new AwsError(404, 'NoSuchEntity', `ARN ${arn} does not exist.`);
  const slow = call.faults.strike(['job-slow'], call.subject);
  const createdAt = world.settings.clock() + clockOffMs;
  const what = { principal, granularity, asOf: world.asOf, createdAt, fate: fateOf(call) };
  const job = jobs.start(session.caller, what, slow ? (slow.ms ?? 5000) : 0);
  calls.countJob(principal.arn);
  return [element('JobId', job.id)];
}

function granularityOf(params: URLSearchParams): Job['granularity'] {
  const given = params.get('Granularity') ?? 'SERVICE_LEVEL';
  const known = GRANULARITIES.find((name) => name === given);
  if (known) return known;
  throw validationError(
    "1 validation error detected: Value at 'granularity' failed to satisfy constraint: Member must satisfy enum value set: [SERVICE_LEVEL, ACTION_LEVEL]",
  );
}

function checkArn(arn: string, { session: { caller } }: Call): void {
  const [, partition, service, , account, ...resource] = arn.split(':');
  if (partition !== 'aws') throw validationError('Invalid ARN partition');
  if (service !== 'iam') throw validationError('Invalid service in ARN');
  if (account !== caller.accountId) {
    const message = `User: ${caller.arn} is not authorized to perform the operation on ${arn}`;
    throw new AwsError(403, 'AccessDenied', message);
  }
  if (!/^(user|role)\//.test(resource.join(':'))) {
    throw new AwsError(400, 'InvalidInput', `Invalid Entity Arn: ${arn} is not supported.`);
  }
}

/** What faults do to the principal between its listing and this call. */
function strikePrincipal({ world, faults, subject, session }: Call): void {
  const fault = faults.strike(['principal-deleted', 'principal-renamed', 'principal-recreated'], subject);
  if (!fault || !subject.principal) return;
  const { id, name } = subject.principal;
  const changes: Partial<Record<FaultName, Parameters<typeof world.change>[2]>> = {
    'principal-deleted': { kind: 'deleted' },
    'principal-renamed': { kind: 'renamed', name: `${name.slice(0, 56)}.renamed` },
    'principal-recreated': { kind: 'recreated', createdAt: world.asOf + 1000 },
  };
  const change = changes[fault.name];
  if (change) world.change(session.caller.accountId, id, change);
}

const FATES: Partial<Record<FaultName, Fate>> = {
  'job-never-ends': 'never ends',
  'job-failed': 'fails',
  'job-lost': 'is lost',
};

function fateOf({ faults, subject }: Call): Fate {
  const fault = faults.strike(Object.keys(FATES) as FaultName[], subject);
  return (fault && FATES[fault.name]) ?? 'completes';
}

/** A page of a job's report, or how far the job is. @throws AwsError */
export function getReport(call: Call, xml: ReportXml): Body {
  const { params, jobs, session, world } = call;
  const id = requiredParam(params, 'JobId');
  if (id.length !== 36)
    throw validationError(
      "1 validation error detected: Value at 'jobId' failed to satisfy constraint: Member must have length equal to 36",
    );
  const maxItems = maxItemsOf(params, DEFAULT_SERVICES);
  const job = jobs.find(id, session.caller);
  const position = positionIn(params.get('Marker'), job);
  if (!isDone(job)) return [notYet(job)];
  if (job.fate === 'fails') return [failed(job)];
  const services = world
    .report(job.principal, job.asOf)
    .map((reported) => ({ key: reported.service.namespace, reported }));
  return completed(job, pageOf(services, maxItems, position, call.faults, call.subject), xml);
}

function positionIn(marker: string | null, { id }: Job): Position {
  const boundTo = `report ${id}`;
  if (marker === null) return { boundTo, after: '', note: 0 };
  if (marker === '') {
    throw validationError(
      'The specified value for marker is invalid. It must contain only printable ASCII characters.',
    );
  }
  const position = positionOf(marker);
  if (!position) throw validationError('Invalid Marker.');
  if (position.boundTo !== boundTo)
    throw new AwsError(400, 'InvalidInput', 'The marker passed in the request was invalid.');
  return position;
}

function notYet(job: Job): string {
  return `<IsTruncated>false</IsTruncated><JobStatus>IN_PROGRESS</JobStatus>${created(job)}`;
}

/** The shape is modelled by AWS; code and text are invented. */
function failed(job: Job): string {
  const error = '<Error><Message>Internal service failure (simulated)</Message><Code>ServiceFailure</Code></Error>';
  return `<IsTruncated>false</IsTruncated><JobStatus>FAILED</JobStatus>${created(job)}${ended(job)}${error}`;
}

function completed(job: Job, page: Page<{ readonly reported: ReportedService }>, xml: ReportXml): Body {
  const marker = page.marker === null ? '' : element('Marker', page.marker);
  const head = `${element('IsTruncated', page.marker !== null)}${marker}${ended(job)}${created(job)}<JobStatus>COMPLETED</JobStatus>${element('JobType', job.granularity)}`;
  if (page.entries.length === 0) return [head, '<ServicesLastAccessed/>'];
  const members = page.entries.map(({ reported }) => serviceMember(xml, job, reported));
  return [`${head}<ServicesLastAccessed>`, ...members, '</ServicesLastAccessed>'];
}

function created({ createdAt }: Job): string {
  return element('JobCreationDate', new Date(createdAt).toISOString());
}

function ended({ completedAt }: Job): string {
  return element('JobCompletionDate', new Date(completedAt).toISOString());
}

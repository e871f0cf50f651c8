/** GenerateServiceLastAccessedDetails, GetServiceLastAccessedDetails and …WithEntities. */

import type { FaultName } from '../../faults.js';
import type { ReportedUse, User } from '../../world/shared-use.js';
import { AwsError, validationError } from '../aws-error.js';
import { type Body, type Call, maxItemsOf, requiredParam } from '../call.js';
import { type Page, type Position, pageOf, positionOf } from '../pages.js';
import { element, isoSeconds, list } from '../xml.js';
import { type Fate, isDone, type Job } from './jobs.js';
import { type ReportXml, serviceMember } from './report-xml.js';

const GRANULARITIES = ['SERVICE_LEVEL', 'ACTION_LEVEL'] as const;
/** In reality 200, where the documentation says 100. */
const DEFAULT_SERVICES = 200;
const DEFAULT_ENTITIES = 100;

/** Starts a job on a user, role, group or policy. @throws AwsError */
export function generateReport(call: Call): Body {
  const { world, jobs, calls, session, params, clockOffMs } = call;
  const arn = requiredParam(params, 'Arn');
  const granularity = granularityOf(params);
  checkArn(arn, call);
  if (call.subject.principal) strikePrincipal(call);
  const { accountId } = session.caller;
  const subject = world.subject(accountId, arn);
  if (!subject) throw new AwsError(404, 'NoSuchEntity', `ARN ${arn} does not exist.`);
  const slow = call.faults.strike(['job-slow'], call.subject);
  const { asOf } = world;
  const services = () => world.use(accountId, subject, asOf);
  const createdAt = world.settings.clock() + clockOffMs;
  const what = { subject, services, granularity, createdAt, fate: fateOf(call) };
  const job = jobs.start(session.caller, what, slow ? (slow.ms ?? 5000) : 0);
  calls.countJob(subject.arn);
  const isWrong = call.faults.strike(['job-of-another'], call.subject) !== undefined;
  return [element('JobId', (isWrong ? jobs.ofAnother(job) : job).id)];
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
  if (account !== caller.accountId && !(account === 'aws' && resource[0]?.startsWith('policy/'))) {
    const message = `User: ${caller.arn} is not authorized to perform the operation on ${arn}`;
    throw new AwsError(403, 'AccessDenied', message);
  }
  if (!/^(user|role|group|policy)\//.test(resource.join(':'))) {
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

/** @throws AwsError */
function jobOf({ params, jobs, session }: Call): Job {
  const id = requiredParam(params, 'JobId');
  if (id.length === 36) return jobs.find(id, session.caller);
  throw validationError(
    "1 validation error detected: Value at 'jobId' failed to satisfy constraint: Member must have length equal to 36",
  );
}

/** A page of a job's report, or how far the job is. @throws AwsError */
export function getReport(call: Call, xml: ReportXml): Body {
  const { params } = call;
  const maxItems = maxItemsOf(params, DEFAULT_SERVICES);
  const job = jobOf(call);
  const position = positionIn(params.get('Marker'), job);
  if (!isDone(job)) return [notYet(job)];
  if (job.fate === 'fails') return [failed(job)];
  const services = job.services().map((reported) => ({ key: reported.service.namespace, reported }));
  return completed(job, pageOf(services, maxItems, position, call), xml);
}

/** Who used a service of a job's report, the last first. @throws AwsError */
export function getEntities(call: Call): Body {
  const { params, world } = call;
  const namespace = requiredParam(params, 'ServiceNamespace');
  const maxItems = maxItemsOf(params, DEFAULT_ENTITIES);
  const job = jobOf(call);
  const position = positionIn(params.get('Marker'), job);
  if (!world.catalog.byNamespace.has(namespace)) {
    throw new AwsError(400, 'InvalidInput', `Service namepace ${namespace} is either invalid or unsupported.`);
  }
  if (!isDone(job)) return [notYet(job)];
  if (job.fate === 'fails') return [failed(job)];
  const users = job.services().find(({ service }) => service.namespace === namespace)?.users ?? [];
  const entries = users.map((user, place) => ({ key: String(place).padStart(6, '0'), user }));
  const page = pageOf(entries, maxItems, position, call);
  const members = page.entries.map(({ user }) => entityXml(user));
  return [head(job, page), list('EntityDetailsList', members)];
}

function entityXml({ principal, at }: User): string {
  const { arn, name, type, id, path } = principal;
  const names = element('Arn', arn) + element('Name', name) + element('Type', type.toUpperCase());
  const used = Number.isNaN(at) ? '' : element('LastAuthenticated', isoSeconds(at));
  return `<EntityInfo>${names}${element('Id', id)}${element('Path', path)}</EntityInfo>${used}`;
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

function completed(job: Job, page: Page<{ readonly reported: ReportedUse }>, xml: ReportXml): Body {
  const start = `${head(job, page)}${element('JobType', job.granularity)}`;
  if (page.entries.length === 0) return [start, '<ServicesLastAccessed/>'];
  const members = page.entries.map(({ reported }) => serviceMember(xml, job, reported));
  return [`${start}<ServicesLastAccessed>`, ...members, '</ServicesLastAccessed>'];
}

function head(job: Job, { marker }: Page<unknown>): string {
  const next = marker === null ? '' : element('Marker', marker);
  return `${element('IsTruncated', marker !== null)}${next}${ended(job)}${created(job)}<JobStatus>COMPLETED</JobStatus>`;
}

function created({ createdAt }: Job): string {
  return element('JobCreationDate', new Date(createdAt).toISOString());
}

function ended({ completedAt }: Job): string {
  return element('JobCompletionDate', new Date(completedAt).toISOString());
}

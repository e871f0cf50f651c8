/** One principal's report: a job generated, waited for and read to its last page, or the reason why not. */
import { GenerateServiceLastAccessedDetailsCommand } from '@aws-sdk/client-iam';
import { AnswerError, kindOf } from '../../aws/failure.js';
import type { Effects } from '../../model/effects.js';
import { Interrupted } from '../../model/errors.js';
import type { PrincipalRow } from '../../model/tables.js';
import type { IamSession } from '../../organization/session.js';
import { callInSession, type Iam } from '../iam.js';
import type { ReportColumns } from '../page/columns.js';
import { joinPages } from '../page/join.js';
import { type ReportPage, readPage } from '../page/page.js';
import { MOST_SESSIONS } from '../sessions.js';
import { checkCreated, checkTimes, holdsPolicies, type Ties } from './ties.js';
import type { JobTimes } from './times.js';
import type { DownloadSlot } from './window.js';

export interface JobContext {
  readonly iam: Iam;
  readonly times: JobTimes;
  readonly ties: Ties;
  readonly jobTimeoutMs: number;
  /** Reports that nobody took yet hold memory: one is fetched in here. */
  readonly slot: DownloadSlot;
  readonly effects: Effects;
}

export interface Report extends ReportColumns {
  readonly jobId: string;
  readonly generatedAt: number;
}

/** IAM said why there is no report. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The ARN is not there any more. */
export class PrincipalGone extends Error {
  override readonly name = 'PrincipalGone';
}

/** The job cannot be read any more: its session ended, or IAM lost it. */
class JobLost extends Error {
  override readonly name = 'JobLost';
}

/** Jobs that one principal may have: FAILED is generated again once, a lost job a few times. */
const MOST_FAILED = 2;
const MOST_READINGS = 3;
const STEP_MS = 500;

interface Job {
  readonly id: string;
  readonly principal: PrincipalRow;
  readonly session: IamSession;
  /** ms of the monotonic clock */
  readonly startedAt: number;
  /** ms since 1970 by the clock of AWS */
  readonly askedAt: number;
}

type CompletedPage = Extract<ReportPage, { status: 'COMPLETED' }>;

/**
 * Measures the principal; an empty report of one with policies is asked for once more. Rejects with JobFailed
 * (`JobTimedOut` past its deadline), PrincipalGone, AccessError where no session can be had, Interrupted, or the error of
 * the last call.
 */
export async function measure(principal: PrincipalRow, context: JobContext): Promise<Report> {
  const report = await reportOn(principal, context);
  return report.services.rows > 0 || !holdsPolicies(principal) ? report : await reportOn(principal, context);
}

async function reportOn(principal: PrincipalRow, context: JobContext): Promise<Report> {
  for (let failed = 0, lost = 0; ; ) {
    try {
      const job = await generate(principal, context);
      return await read(job, await completion(job, context), context);
    } catch (error) {
      if (error instanceof JobLost) lost += 1;
      else if (error instanceof JobFailed && error.code !== 'JobTimedOut') failed += 1;
      else throw error;
      if (failed >= MOST_FAILED || lost >= MOST_SESSIONS) throw error.cause ?? error;
    }
  }
}

async function generate(principal: PrincipalRow, { iam, ties, jobTimeoutMs, effects }: JobContext): Promise<Job> {
  const { principal_arn: arn } = principal;
  let session = await iam.sessions.lasting(jobTimeoutMs);
  for (let used = 1; ; used += 1) {
    try {
      const id = await callInSession(iam, session, async (client, abortSignal) => {
        const command = new GenerateServiceLastAccessedDetailsCommand({ Arn: arn, Granularity: 'ACTION_LEVEL' });
        const { JobId } = await client.send(command, { abortSignal });
        if (!JobId) throw new AnswerError('the answer has no JobId');
        ties.takeJob(JobId, principal);
        return JobId;
      });
      return { id, principal, session, startedAt: effects.monotonic(), askedAt: session.iam.serviceTime() };
    } catch (error) {
      if (kindOf(error) === 'noSuchEntity') throw new PrincipalGone(arn, { cause: error });
      const next = used < MOST_SESSIONS ? await iam.sessions.successor(session, error) : undefined;
      if (next === undefined) throw error;
      session = next;
    }
  }
}

/** The first page, asked for when the job is likely done. */
async function completion(job: Job, context: JobContext): Promise<CompletedPage> {
  const { times, jobTimeoutMs, slot, effects, iam } = context;
  const isScout = times.takeScout();
  for (let asked = 0; ; ) {
    await untilDue(job, asked, isScout, context);
    await slot.acquire();
    asked = effects.monotonic() - job.startedAt;
    const page = await get(job, undefined, iam);
    if (page.status === 'COMPLETED') {
      times.learn(page.completedAt - page.createdAt);
      return page;
    }
    slot.release();
    if (page.status === 'FAILED') {
      times.learn(asked);
      throw new JobFailed(page.code, `IAM could not make the report: ${page.message}`);
    }
    times.learnOpen(asked);
    if (asked >= jobTimeoutMs) throw new JobFailed('JobTimedOut', `no report within ${jobTimeoutMs / 1000} s`);
  }
}

/** Waits in steps: what is learned of other jobs moves the time. */
async function untilDue(job: Job, asked: number, isScout: boolean, context: JobContext): Promise<void> {
  const { times, jobTimeoutMs, effects } = context;
  for (;;) {
    const elapsed = effects.monotonic() - job.startedAt;
    const left = Math.min(times.due(asked, isScout), jobTimeoutMs) - elapsed;
    if (left < 1) return;
    await pause(Math.min(left, STEP_MS), context);
  }
}

/** All pages; where they do not make a report of this job they are read again from the first. */
async function read(job: Job, first: CompletedPage, { iam, ties }: JobContext): Promise<Report> {
  for (let readings = 1; ; readings += 1) {
    try {
      const page = readings === 1 ? first : await completed(job, undefined, iam);
      checkCreated(page.createdAt, job.askedAt);
      const columns = await readPages(job, page, iam);
      checkTimes(columns, page.createdAt);
      ties.checkEntities(columns, job.principal);
      return { jobId: job.id, generatedAt: page.createdAt, ...columns };
    } catch (error) {
      if (!(error instanceof AnswerError) || readings >= MOST_READINGS) throw error;
    }
  }
}

async function readPages(job: Job, first: CompletedPage, iam: Iam): Promise<ReportColumns> {
  const pages: ReportColumns[] = [];
  const seen = new Set<string>();
  for (let page = first; ; ) {
    pages.push(page.columns);
    if (page.next === undefined) return joinPages(pages);
    if (seen.has(page.next) || seen.size > MOST_PAGES) throw new AnswerError('the pages of the report do not end');
    seen.add(page.next);
    page = await completed(job, page.next, iam);
    if (page.createdAt !== first.createdAt) throw new AnswerError('the pages are of different reports');
  }
}

/** A page holds 1,000 services; AWS has some 450. */
const MOST_PAGES = 1000;

async function completed(job: Job, marker: string | undefined, iam: Iam): Promise<CompletedPage> {
  const page = await get(job, marker, iam);
  if (page.status !== 'COMPLETED') throw new AnswerError(`a page of a completed report is ${page.status}`);
  return page;
}

/** Reading goes before generating: what is open is finished first. */
async function get(job: Job, marker: string | undefined, iam: Iam): Promise<ReportPage> {
  try {
    return await callInSession(iam, job.session, readPage(job.id, marker, iam.extract), { first: true });
  } catch (error) {
    const isLost = kindOf(error) === 'noSuchEntity' || (await iam.sessions.successor(job.session, error)) !== undefined;
    throw isLost ? new JobLost('the job can no longer be read', { cause: error }) : error;
  }
}

async function pause(ms: number, { effects, iam }: JobContext): Promise<void> {
  try {
    await effects.sleep(Math.max(0, ms), iam.signal);
  } catch (error) {
    throw new Interrupted('interrupted', { cause: error });
  }
}

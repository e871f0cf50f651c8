/** Last-accessed jobs: frozen when they begin, readable by the credentials that made them alone. */

import { between, hash, mix } from '../../random.js';
import type { ReportedUse } from '../../world/shared-use.js';
import { AwsError } from '../aws-error.js';
import type { Caller } from '../credentials.js';

export type Fate = 'completes' | 'fails' | 'never ends' | 'is lost';

export interface Job {
  readonly id: string;
  readonly owner: string;
  readonly accountId: string;
  /** The user, role, group or policy that it is about, as it was when the job began. */
  readonly subject: { readonly arn: string; readonly id: string; readonly name: string };
  /** The services of its report, by namespace. Made when asked for. */
  readonly services: () => readonly ReportedUse[];
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL';
  readonly fate: Fate;
  /** ms since 1970 by the organization's clock */
  readonly createdAt: number;
  readonly completedAt: number;
  /** ms of the process's monotonic clock from which on it is done */
  readonly doneAt: number;
}

export class Jobs {
  private readonly jobs = new Map<string, Job>();
  private readonly seed: number;
  private readonly jobMs: readonly [number, number];

  constructor(seed: number, jobMs: readonly [number, number]) {
    this.seed = seed;
    this.jobMs = jobMs;
  }

  start(
    { accountId, jobOwner }: Caller,
    what: Pick<Job, 'subject' | 'services' | 'granularity' | 'fate' | 'createdAt'>,
    slowerMs: number,
  ): Job {
    const number = this.jobs.size;
    const durationMs = between(hash(this.seed, 'job', number), ...this.jobMs) + slowerMs;
    const job: Job = {
      ...what,
      id: uuid(hash(this.seed, 'job id'), number),
      owner: jobOwner,
      accountId,
      completedAt: what.createdAt + durationMs,
      doneAt: performance.now() + durationMs,
    };
    this.jobs.set(job.id, job);
    return job;
  }

  /** The last job of the account that is of another principal; where there is none, this one. */
  ofAnother(job: Job): Job {
    const others = [...this.jobs.values()].filter(
      ({ accountId, subject }) => accountId === job.accountId && subject.arn !== job.subject.arn,
    );
    return others.at(-1) ?? job;
  }

  /** A job by its id, whoever asks. */
  peek(id: string): Job | undefined {
    return this.jobs.get(id);
  }

  /** @throws AwsError NoSuchEntity 404, also for the job of another session */
  find(id: string, { jobOwner }: Caller): Job {
    const job = this.jobs.get(id);
    if (job?.owner === jobOwner && job.fate !== 'is lost') return job;
    throw new AwsError(404, 'NoSuchEntity', `Job ${id} does not exist.`);
  }
}

export function isDone({ fate, doneAt }: Job): boolean {
  return fate !== 'never ends' && performance.now() >= doneAt;
}

function uuid(seed: number, number: number): string {
  const hex = [0, 1, 2, 3].map((n) => mix(mix(seed, n), number).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** IAM of one account on a virtual clock: a token bucket before it, jobs that take their time. */
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMServiceException,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import type { AccountSession, IamSession } from '../../src/organization/session.js';
import type { VirtualClock } from '../aws/virtual-clock.js';

export interface VirtualAccount {
  readonly principals: number;
  /** Tokens a second, and how many the bucket holds. */
  readonly rate: number;
  readonly burst: number;
  /** The refill from the 500th call on; default: as before. */
  readonly rateLater?: number;
  /** Range of job times. */
  readonly jobMs: readonly [least: number, most: number];
  /** There and back. */
  readonly latencyMs: number;
}

export class VirtualIam {
  calls = 0;
  throttled = 0;
  /** When the last job was done, ms of the clock. */
  lastJobMs = 0;
  private tokens: number;
  private filledAt = 0;
  private readonly jobs = new Map<string, { readonly createdAt: number; readonly doneAt: number }>();
  private readonly clock: VirtualClock;
  private readonly account: VirtualAccount;

  constructor(clock: VirtualClock, account: VirtualAccount) {
    this.clock = clock;
    this.account = account;
    this.tokens = account.burst;
  }

  session(): AccountSession {
    const session = {
      iam: { send: this.send, serviceTime: () => this.clock.now() },
      actor: 'role',
      expiresAt: null,
    } as unknown as IamSession;
    return { current: async () => session, renew: async () => session };
  }

  private readonly send = async (command: object): Promise<unknown> => {
    await this.clock.sleep(this.account.latencyMs / 2);
    this.calls += 1;
    const answer = this.take() ? this.answer(command) : this.throttle();
    await this.clock.sleep(this.account.latencyMs / 2);
    if (answer instanceof Error) throw answer;
    return answer;
  };

  private take(): boolean {
    const { burst, rateLater = this.account.rate } = this.account;
    const rate = this.calls < 500 ? this.account.rate : rateLater;
    const now = this.clock.monotonic();
    this.tokens = Math.min(burst, this.tokens + ((now - this.filledAt) * rate) / 1000);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  private throttle(): Error {
    this.throttled += 1;
    const $metadata = { httpStatusCode: 400 };
    return new IAMServiceException({ name: 'Throttling', $fault: 'client', message: 'Rate exceeded', $metadata });
  }

  private answer(command: object): object {
    if (command instanceof GetAccountSummaryCommand) {
      return { SummaryMap: { Users: 0, Roles: this.account.principals, Groups: 0, Policies: 0 } };
    }
    if (command instanceof ListUsersCommand) return { IsTruncated: false, Users: [] };
    if (command instanceof GetAccountAuthorizationDetailsCommand) return this.page(Number(command.input.Marker ?? 0));
    if (command instanceof GenerateServiceLastAccessedDetailsCommand) return this.generate();
    if (command instanceof GetServiceLastAccessedDetailsCommand) return this.report(command.input.JobId ?? '');
    throw new Error(`Nobody expected ${command.constructor.name}`);
  }

  private page(from: number): object {
    const to = Math.min(from + 1000, this.account.principals);
    const RoleDetailList = Array.from({ length: to - from }, (_, at) => role(from + at));
    return { IsTruncated: to < this.account.principals, Marker: String(to), RoleDetailList };
  }

  private generate(): object {
    const [least, most] = this.account.jobMs;
    const createdAt = this.clock.monotonic();
    const doneAt = createdAt + least + this.clock.random() * (most - least);
    this.lastJobMs = doneAt - createdAt;
    const id = this.clock.randomId(18);
    this.jobs.set(id, { createdAt, doneAt });
    return { JobId: id };
  }

  private report(id: string): object {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Error(`There is no job ${id}`);
    const epoch = this.clock.now() - this.clock.monotonic();
    const JobCreationDate = new Date(epoch + job.createdAt);
    if (this.clock.monotonic() < job.doneAt) return { JobStatus: 'IN_PROGRESS', IsTruncated: false, JobCreationDate };
    const JobCompletionDate = new Date(epoch + job.doneAt);
    const head = { JobStatus: 'COMPLETED', JobType: 'ACTION_LEVEL', IsTruncated: false };
    return { ...head, JobCreationDate, JobCompletionDate, ServicesLastAccessed: [] };
  }
}

function role(n: number): object {
  const name = `role-${n}`;
  return { RoleId: `AROA${n}`, RoleName: name, Arn: `arn:aws:iam::111122223333:role/${name}`, CreateDate: new Date(0) };
}

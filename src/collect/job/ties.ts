/** What ties a report to the principal that it was asked for. */
import { AnswerError } from '../../aws/failure.js';
import type { Codes, Columns } from '../../model/columns.js';
import type { PrincipalRow } from '../../model/tables.js';
import type { ReportColumns } from '../page/columns.js';

/** How far a creation date may lie from its Generate by the clock of AWS, and a use after the creation, ms. */
const TOLERANCE_MS = 5 * 60_000;

/** What the listing says of one principal, as far as a report can name it. */
type Listed = Pick<PrincipalRow, 'account_id' | 'principal_arn' | 'principal_id' | 'principal_type' | 'principal_name'>;

/** Of one account: who is who, and whose each job is. */
export class Ties {
  private readonly accountId: string;
  private readonly byArn = new Map<string, string>();
  private readonly byRole = new Map<string, string>();
  private readonly byJob = new Map<string, string>();

  /** `known` were measured by earlier attempts: their jobs are taken. */
  constructor(accountId: string, listed: readonly Listed[], known: Iterable<PrincipalRow>) {
    this.accountId = accountId;
    for (const row of listed) {
      this.byArn.set(row.principal_arn, row.principal_id);
      if (row.principal_type === 'role') this.byRole.set(row.principal_name, row.principal_id);
    }
    for (const { job_id, principal_id } of known) if (job_id !== null) this.byJob.set(job_id, principal_id);
  }

  /** Fails with AnswerError where the job was given for another principal before. */
  takeJob(jobId: string, { principal_id }: Listed): void {
    const owner = this.byJob.get(jobId) ?? principal_id;
    if (owner !== principal_id) throw new AnswerError('the job was given for another principal');
    this.byJob.set(jobId, principal_id);
  }

  /**
   * Fails with AnswerError where the report names a user that is another listed principal, or of another account. An
   * ARN that nobody has, such as an earlier name, may be the principal's own.
   */
  checkEntities({ services, actions }: ReportColumns, principal: Listed): void {
    for (const entity of new Set([...entitiesIn(services), ...entitiesIn(actions)])) {
      if (!this.mayBe(entity, principal)) throw new AnswerError('the report names the use of another principal');
    }
  }

  private mayBe(entity: string, { principal_id }: Listed): boolean {
    const [, , service, , account = ''] = entity.split(':');
    if (/^\d{12}$/.test(account) && account !== this.accountId) return false;
    const role = service === 'sts' ? /:assumed-role\/([^/]+)\//.exec(entity)?.[1] : undefined;
    const owner = role === undefined ? this.byArn.get(entity) : this.byRole.get(role);
    return owner === undefined || owner === principal_id;
  }
}

function entitiesIn({ columns }: Columns): Set<string> {
  const { codes, dictionary } = columns.last_accessed_entity_arn as Codes;
  const seen = new Set<number>();
  let before = -1;
  for (const code of codes) {
    if (code !== before && code >= 0) seen.add(code);
    before = code;
  }
  return new Set([...seen].map((code) => dictionary[code] as string));
}

/** Fails with AnswerError where a job was created at another time than it was asked for, ms since 1970 by the clock of AWS. */
export function checkCreated(createdAt: number, askedAt: number): void {
  if (Math.abs(createdAt - askedAt) <= TOLERANCE_MS) return;
  throw new AnswerError(`the report is of ${new Date(createdAt).toISOString()}, not of its job`);
}

/** Fails with AnswerError where the report knows of a use after it was made. */
export function checkTimes({ services, actions }: ReportColumns, createdAt: number): void {
  for (const { columns } of [services, actions]) {
    const times = columns.last_accessed_at;
    const isLater = times?.kind === 'numbers' && times.numbers.some((at) => at > createdAt + TOLERANCE_MS);
    if (isLater) throw new AnswerError('the report names a use later than itself');
  }
}

/** Whether a report without a service would surprise: groups may hold policies too. */
export function holdsPolicies(principal: PrincipalRow): boolean {
  const { attached_policy_arns, inline_policy_names, group_names } = principal;
  return [attached_policy_arns, inline_policy_names, group_names].some((list) => (list?.length ?? 0) > 0);
}

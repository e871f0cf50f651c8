/** The source `credentials`: the report is asked for first of all, and read last, once the users of the account are listed. */
import { Interrupted } from '../../model/errors.js';
import { credentialReports } from '../../model/sources.js';
import { accessKeys, credentials, serviceCredentials } from '../../model/tables/credentials.js';
import { type Failure, failureOf } from '../failure.js';
import { type AskContext, type AskedSource, CallFailed, type ProbeContext, SourceFailed } from '../source.js';
import {
  beginReport,
  getReport,
  listServiceCredentials,
  probeServiceCredentials,
  type ServedReport,
  type ServiceCredential,
} from './calls.js';
import { checkOrigin, readReport, type UnreadRow } from './report.js';
import { credentialRow, Holders, keyRows, serviceCredentialRow } from './rows.js';

const FIRST_WAIT_MS = 2000;

export const credentialsSource: AskedSource = {
  name: credentialReports.name,
  reads: credentialReports.reads,
  ask,
  probe,
};

async function* ask(context: AskContext): ReturnType<AskedSource['ask']> {
  const waits = new Waits(context);
  await begin(context, waits);
  const others = await otherCredentials(context);
  const holders = new Holders(await context.listed);
  const { text, generatedAt, askedAt } = await fetchReport(context, waits);
  const report = readReport(text);
  checkOrigin(report, generatedAt, { accountId: context.account.id, askedAt });
  const { records, unread } = report;
  yield { table: credentials, rows: records.map((record) => credentialRow(record, holders, generatedAt)) };
  yield { table: accessKeys, rows: records.flatMap((record) => keyRows(record, holders, generatedAt)) };
  const rows = others.listed.map((one) => serviceCredentialRow(one, context.account, holders));
  yield { table: serviceCredentials, rows };
  return { generatedAt, ...(others.failure ?? missing(context, unread) ?? COMPLETE) };
}

const COMPLETE = { status: 'collected', errorCode: null, errorMessage: null } as const;

async function probe(context: ProbeContext): Promise<void> {
  await getReport(context);
  await probeServiceCredentials(context);
}

async function begin(context: AskContext, waits: Waits): Promise<void> {
  while ((await beginReport(context)) === 'LimitExceeded') {
    await waits.next(new SourceFailed('LimitExceeded', 'IAM had no capacity to make it', true));
  }
}

/** Every wait is longer than the one before; a report that is gone is begun again. */
async function fetchReport(context: AskContext, waits: Waits): Promise<ServedReport> {
  for (;;) {
    const report = await getReport(context);
    if (typeof report !== 'string') return report;
    if (report === 'none') await begin(context, waits);
    await waits.next(
      new SourceFailed('ReportTimedOut', `it was not ready within ${context.timeoutMs / 1000} s`, false),
    );
  }
}

/** Twice as long each time, all together no longer than the source may wait. */
class Waits {
  private readonly context: AskContext;
  private waitMs = FIRST_WAIT_MS;
  private leftMs: number;

  constructor(context: AskContext) {
    this.context = context;
    this.leftMs = context.timeoutMs;
  }

  /** @throws `timeIsUp`, or Interrupted */
  async next(timeIsUp: SourceFailed): Promise<void> {
    if (this.leftMs <= 0) throw timeIsUp;
    const ms = Math.min(this.waitMs, this.leftMs);
    this.leftMs -= ms;
    this.waitMs *= 2;
    const { effects, signal } = this.context;
    try {
      await effects.sleep(ms, signal);
    } catch (error) {
      throw new Interrupted('interrupted', { cause: error });
    }
  }
}

type Partly = Pick<Failure, 'errorCode' | 'errorMessage' | 'mayPass'> & { readonly status: 'partial' };

interface Others {
  readonly listed: readonly ServiceCredential[];
  /** Why they are not known: what the report says is none the less. */
  readonly failure?: Partly;
}

async function otherCredentials(context: AskContext): Promise<Others> {
  try {
    return { listed: await listServiceCredentials(context) };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    const reads = 'the service-specific credentials';
    const failure = failureOf({ name: credentialReports.name, reads, account: context.account }, error);
    return { listed: [], failure: { ...failure, status: 'partial' } };
  }
}

function missing({ account }: AskContext, [first, ...more]: readonly UnreadRow[]): Partly | undefined {
  if (first === undefined) return undefined;
  const rows = more.length === 0 ? '1 row' : `${more.length + 1} rows`;
  const what = `Cannot read ${rows} of the credential report of account ${account.id}`;
  const errorMessage = `${what}: line ${first.line}: ${first.reason}.`;
  return { status: 'partial', errorCode: 'RowsUnreadable', errorMessage, mayPass: false };
}

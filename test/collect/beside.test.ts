/** Sources beside the reports of an account: what becomes of the account, of its calls and of a stop. */
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { expect, test, vi } from 'vitest';
import { type BesideOptions, withSources } from '../../src/collect/beside.js';
import { type Ask, type AskedSource, SourceFailed } from '../../src/evidence/source.js';
import type { Account } from '../../src/model/account.js';
import { Interrupted } from '../../src/model/errors.js';
import { silent } from '../../src/model/progress.js';
import type { AccountOutcome, AccountReports, PrincipalReport } from '../../src/model/report.js';
import type { SourceRows } from '../../src/model/sources.js';
import { groups, type PrincipalRow } from '../../src/model/tables.js';
import { AccessError } from '../../src/organization/access-error.js';
import type { AccountSession, IamSession } from '../../src/organization/session.js';
import { fastEffects } from '../law/fast-effects.js';

const account = { id: '111122223333' } as Account;
const rowOf = (principal_id: string) => ({ principal_id }) as PrincipalRow;
const OUTCOME = {
  status: 'exported',
  unmeasured: [rowOf('gone')],
  calls: { total: 10, throttled: 2 },
  mayPass: false,
} as unknown as AccountOutcome;
const COLLECTED = { status: 'collected', errorCode: null, errorMessage: null, generatedAt: null } as const;
const ROWS = [{ table: groups, rows: [{ account_id: account.id, group_name: 'g' }] }] as unknown as SourceRows[];

/** Reports of two principals, as an account gives them. */
async function* twoReports(outcome = OUTCOME): AccountReports {
  yield { principal: rowOf('one') } as PrincipalReport;
  yield { principal: rowOf('two') } as PrincipalReport;
  return outcome;
}

/** A session whose IAM answers with these in turn; errors are thrown. */
function sessionOf(...answers: readonly unknown[]): AccountSession {
  let at = 0;
  const send = async () => {
    const answer = answers[Math.min(at, answers.length - 1)];
    at += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const session = { iam: { send }, actor: 'role', expiresAt: null } as unknown as IamSession;
  return { current: async () => session, renew: async (stale) => stale };
}

const source = (ask: Ask): AskedSource => ({ name: 'keys', reads: 'the keys', ask, probe: async () => {} });
const calling = source(async function* ({ call }) {
  await call('iam:GetAccountSummary', ({ iam }, abortSignal) =>
    iam.send(new GetAccountSummaryCommand({}), { abortSignal }),
  );
  yield* [];
  return COLLECTED;
});

interface Case extends Partial<BesideOptions> {
  readonly reports?: AccountReports;
  readonly session?: AccountSession;
}

/** The rows that came, and the outcome. */
async function ran(ask: AskedSource, { reports = twoReports(), session = sessionOf({}), ...more }: Case = {}) {
  const options = {
    sources: [ask],
    partition: 'aws',
    known: new Map(),
    jobTimeoutMs: 60_000,
    progress: silent,
    ...more,
  };
  const running = withSources(reports, { account, session }, options, fastEffects(1000));
  const ids: string[] = [];
  for (;;) {
    const next = await running.next();
    if (next.done) return { ids, outcome: next.value };
    ids.push(next.value.principal.principal_id);
  }
}

const sdkError = (name: string, status: number) =>
  Object.assign(new Error(name), { name, $fault: 'client', $metadata: { httpStatusCode: status } });

test('rows of a source and its state ride in the outcome, and calls of both are counted', async () => {
  const told: string[] = [];
  const progress: BesideOptions['progress'] = (event) => told.push(event.type);
  const { ids, outcome } = await ran(calling, { progress });
  expect(ids).toEqual(['one', 'two']);
  expect(outcome).toMatchObject({ ...OUTCOME, calls: { total: 11, throttled: 2 } });
  expect(outcome.sources).toMatchObject([{ ...COLLECTED, source: 'keys', rows: [] }]);
  expect(told).toEqual(['call']);
});

test.each([
  ['a refusal', sessionOf(sdkError('AccessDenied', 403)), 'refused', 'AccessDenied', false],
  ['throttling that does not end', sessionOf(sdkError('Throttling', 400)), 'failed', 'Throttling', true],
  ['an answer that is refused', sessionOf(sdkError('ValidationError', 400)), 'failed', 'ValidationError', false],
] as const)(
  '%s is the state of the source; the account is as it was',
  async (_what, session, status, code, mayPass) => {
    const { ids, outcome } = await ran(calling, { session });
    expect(ids).toEqual(['one', 'two']);
    expect(outcome).toMatchObject({ status: 'exported', mayPass });
    expect(outcome.sources).toMatchObject([{ source: 'keys', status, errorCode: code, mayPass, rows: [] }]);
  },
);

test('throttled calls of a source are counted as such', async () => {
  const session = sessionOf(sdkError('Throttling', 400), sdkError('Throttling', 400), {});
  const { outcome } = await ran(calling, { session });
  expect(outcome.calls).toEqual({ total: 13, throttled: 4 });
  expect(outcome.sources).toMatchObject([COLLECTED]);
});

test('an account that cannot be entered says so of itself and of its sources', async () => {
  const closed = () => Promise.reject(new AccessError('RoleMissing', 'Cannot assume.', undefined));
  const { outcome } = await ran(calling, { session: { current: closed, renew: closed } });
  expect(outcome.sources).toMatchObject([
    { status: 'failed', errorCode: 'RoleMissing', errorMessage: 'Cannot assume.' },
  ]);
});

test('a source sees who is in the account: known before, measured, and not measured', async () => {
  let listed: readonly PrincipalRow[] = [];
  const waiting = source(async function* (context) {
    listed = await context.listed;
    yield* ROWS;
    return COLLECTED;
  });
  const { outcome } = await ran(waiting, { known: new Map([['kept', rowOf('kept')]]) });
  expect(listed.map(({ principal_id }) => principal_id)).toEqual(['kept', 'one', 'two', 'gone']);
  expect(outcome.sources?.[0]?.rows).toEqual(ROWS);
});

test('a further attempt keeps what an earlier one collected, and asks again for the rest', async () => {
  const before = { ...COLLECTED, source: 'keys', finishedAt: 1, mayPass: false, rows: ROWS };
  const never = source(() => {
    throw new Error('asked again');
  });
  const kept = await ran(never, { earlier: { ...OUTCOME, sources: [before] } });
  expect(kept.outcome.sources).toEqual([before]);
  const failed = { ...before, status: 'failed', mayPass: true } as const;
  const again = await ran(calling, { earlier: { ...OUTCOME, sources: [failed] } });
  expect(again.outcome.sources).toMatchObject([{ ...COLLECTED, rows: [] }]);
});

/** A source that waits until its signal ends it. */
function waitingFor(ended: (reason: unknown) => void): AskedSource {
  return source(async function* ({ signal, effects }) {
    yield* [];
    try {
      await effects.sleep(1_000_000_000, signal);
    } catch (error) {
      ended(signal.reason);
      throw new Interrupted('interrupted', { cause: error });
    }
    throw new SourceFailed('TimeIsUp', 'it never ended', false);
  });
}

test('reports that fail end the sources, and the error is theirs', async () => {
  const ended = vi.fn();
  const failing = async function* (): AccountReports {
    yield { principal: rowOf('one') } as PrincipalReport;
    throw new TypeError('a bug');
  };
  await expect(ran(waitingFor(ended), { reports: failing() })).rejects.toThrow(TypeError);
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
});

test('an abort ends the sources, though the reports are through', async () => {
  const [ended, stop] = [vi.fn(), new AbortController()];
  const running = ran(waitingFor(ended), { signal: stop.signal });
  setTimeout(() => stop.abort(new Interrupted('stopped')), 5);
  await expect(running).rejects.toThrow(Interrupted);
  expect(ended).toHaveBeenCalledOnce();
});

test('whoever takes no further report ends both', async () => {
  const [ended, left] = [vi.fn(), vi.fn()];
  const reports = async function* (): AccountReports {
    try {
      return yield* twoReports();
    } finally {
      left();
    }
  };
  const options = {
    sources: [waitingFor(ended)],
    partition: 'aws',
    known: new Map(),
    jobTimeoutMs: 1,
    progress: silent,
  };
  const running = withSources(reports(), { account, session: sessionOf({}) }, options, fastEffects(1000));
  await running.next();
  await running.return(undefined as never);
  expect(left).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
});

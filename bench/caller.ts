/** Calls the IAM of one account in rounds, by ours and by the bare SDK in turn; prints what each cost as JSON. */
import { GetAccountSummaryCommand, type IAMClient } from '@aws-sdk/client-iam';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Semaphore } from '../src/async/semaphore.js';
import { Caller } from '../src/aws/caller.js';
import type { Account } from '../src/model/account.js';
import type { OpenOrganization } from '../src/organization/open.js';
import type { IamSession } from '../src/organization/session.js';
import { collect, opened } from '../test/organization/simulated.js';
import type { Cost, Rounds } from './calls.js';
import { CpuClock } from './harness.js';
import { plainClient, readPlainly } from './plain-client.js';

type Way = () => Promise<Omit<Cost, 'cpuUs'>>;

const [rounds, summaries] = process.argv.slice(2).map(Number) as [number, number];
const sideBySide = 32;
const requestHandler = new NodeHttpHandler();

const results = await opened(async (organization) => {
  const account = memberOf(organization);
  const session = await organization.sessionOf(account).current();
  const plain = await plainClient(account.id, { requestHandler, maxAttempts: 1 });
  return {
    reports: await inTurn(
      () => reports(organization, account),
      () => plainReports(plain),
    ),
    summaries: await inTurn(
      () => summariesOf(session),
      () => plainSummaries(plain),
    ),
  };
});
requestHandler.destroy();
console.log(JSON.stringify(results));

function memberOf({ organization: { accounts, managementAccountId } }: OpenOrganization): Account {
  return accounts.find(({ id }) => id !== managementAccountId) as Account;
}

/** One round before those that count: the compiler of JavaScript has seen it all then. */
async function inTurn(ours: Way, bare: Way): Promise<Rounds> {
  const done = { ours: [] as Cost[], bare: [] as Cost[] };
  for (let round = 0; round <= rounds; round++) {
    done.bare.push(await costOf(bare));
    done.ours.push(await costOf(ours));
  }
  return { ours: done.ours.slice(1), bare: done.bare.slice(1) };
}

async function costOf(way: Way): Promise<Cost> {
  const clock = new CpuClock();
  const { calls, rows } = await way();
  return { calls, rows, cpuUs: clock.elapsedUs() };
}

async function reports(organization: OpenOrganization, { id }: Account) {
  const { reports: read, outcome } = await collect(organization, id);
  return { calls: outcome.calls.total, rows: read.reduce((sum, { actions }) => sum + actions.rows, 0) };
}

async function plainReports(client: IAMClient) {
  const { calls, rows, errors } = await readPlainly(client, { jobs: sideBySide, waitMs: 5 });
  if (errors.length > 0) throw errors[0];
  return { calls, rows };
}

async function summariesOf({ iam }: IamSession) {
  const caller = new Caller();
  await times(summaries, () =>
    caller.call((abortSignal) => iam.send(new GetAccountSummaryCommand({}), { abortSignal })),
  );
  return { calls: caller.calls.total, rows: 0 };
}

async function plainSummaries(client: IAMClient) {
  await times(summaries, () => client.send(new GetAccountSummaryCommand({})));
  return { calls: summaries, rows: 0 };
}

async function times(count: number, call: () => Promise<unknown>): Promise<void> {
  const semaphore = new Semaphore(sideBySide);
  await Promise.all(Array.from({ length: count }, () => semaphore.run(call)));
}

/** The pace against the least time, and beside what the SDK does by itself. */
import { paced } from '../test/collect/paced.js';
import { collect, memberOf, opened, simulated } from '../test/organization/simulated.js';
import { fixed, type Report } from './harness.js';
import { plainClient, readPlainly } from './plain-client.js';

const principals = 150;
const virtualRates = [2, 5, 10, 20, 50, 100];
const socketRates = [10, 20];
const virtualJobMs = [400, 5000] as const;
const socketJobMs = [300, 2000] as const;
/** What a plain program does: so many jobs side by side, each asked for after so long, and again. */
const [plainJobs, plainWaitMs] = [64, 2000];
const plainAttempts = 10;

export async function run(): Promise<Report[]> {
  return [await virtual(), await overSockets()];
}

async function virtual(): Promise<Report> {
  const rows: (string | number)[][] = [];
  for (const rate of virtualRates) {
    const account = { principals, rate, burst: 2 * rate, latencyMs: 60, jobMs: virtualJobMs };
    const { calls, throttled, seconds, leastSeconds } = await paced(account);
    rows.push([rate, calls, ...figures({ calls, throttled, seconds, leastSeconds })]);
  }
  return {
    title: 'Pace against the least time',
    text: `One account of ${principals} principals on a virtual clock: a bucket of twice its rate, 60 ms there and back, jobs of 0.4 to 5 s. The least time is that of all calls at the bucket’s rate and of the last job.`,
    headers: ['calls/s of the bucket', 'calls', 'calls a principal', 'throttled %', 's', 'least s', 'times the least'],
    rows,
  };
}

interface Used {
  readonly calls: number;
  readonly throttled: number;
  readonly seconds: number;
  readonly leastSeconds: number;
}

function figures({ calls, throttled, seconds, leastSeconds }: Used): string[] {
  return [
    fixed(calls / principals, 2),
    fixed((100 * throttled) / calls, 1),
    fixed(seconds, 1),
    fixed(leastSeconds, 1),
    fixed(seconds / leastSeconds, 2),
  ];
}

/** Reads the account; how many principals were measured. */
type Way = (accountId: string) => Promise<number>;

const ways: Readonly<Record<string, Way>> = {
  'Access Lake': ours,
  'SDK, adaptive': (accountId) => plain(accountId, 'adaptive'),
  'SDK, standard': (accountId) => plain(accountId, 'standard'),
};

async function overSockets(): Promise<Report> {
  const rows: (string | number)[][] = [];
  for (const rate of socketRates) {
    for (const [name, way] of Object.entries(ways)) {
      const { measured, ...used } = await overSocket(rate, way);
      rows.push([rate, name, measured, ...figures(used)]);
    }
  }
  return {
    title: 'Pace beside the SDK’s retry modes',
    text: `One account of ${principals} principals and the member role, of the simulated organization, over sockets: a bucket of twice its rate, jobs of 0.3 to 2 s. The SDK is used as a plain program uses it: ${plainJobs} jobs side by side, each asked for ${plainWaitMs / 1000} s later and again, ${plainAttempts} attempts a call; a principal whose call fails all the same is not measured. The least time is that of two calls a principal, four for the listing, and the last job.`,
    headers: [
      'calls/s of the bucket',
      'who calls',
      'principals measured',
      'calls a principal',
      'throttled %',
      's',
      'least s',
      'times the least',
    ],
    rows,
  };
}

async function overSocket(rate: number, way: Way): Promise<Used & { measured: number }> {
  const organization = { accounts: 2, principalsPerAccount: principals, administratorShare: 0, specialCases: false };
  const simulation = { ...organization, jobMs: socketJobMs, limits: { rate, burst: 2 * rate } };
  return simulated(simulation, async (running) => {
    const accountId = memberOf(running);
    const startedAt = performance.now();
    const measured = await way(accountId);
    const seconds = (performance.now() - startedAt) / 1000;
    const seen = running.calls.rows().filter((row) => row.accountId === accountId && row.action.startsWith('iam:'));
    const calls = seen.reduce((sum, { total }) => sum + total, 0);
    const throttled = seen.reduce((sum, row) => sum + row.throttled, 0);
    const leastSeconds = (2 * (principals + 1) + 4) / rate + socketJobMs[1] / 1000;
    return { measured, calls, throttled, seconds, leastSeconds };
  });
}

function ours(accountId: string): Promise<number> {
  return opened(async (organization) => (await collect(organization, accountId)).reports.length);
}

async function plain(accountId: string, retryMode: 'adaptive' | 'standard'): Promise<number> {
  const client = await plainClient(accountId, { retryMode, maxAttempts: plainAttempts });
  return (await readPlainly(client, { jobs: plainJobs, waitMs: plainWaitMs })).measured;
}

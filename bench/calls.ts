/** Calls a second of CPU: ours with everything on beside the bare client of the SDK, in one process, round by round. */
import { fixed, type Report } from './harness.js';
import { resultOf, withSimulator } from './programs.js';

/** What one round cost. */
export interface Cost {
  readonly calls: number;
  /** Action rows read. */
  readonly rows: number;
  readonly cpuUs: number;
}

export interface Rounds {
  readonly ours: readonly Cost[];
  readonly bare: readonly Cost[];
}

const principals = 500;
const summaries = 2000;
const rounds = 5;

export async function run(): Promise<Report[]> {
  const organization = { accounts: 2, principalsPerAccount: principals, administratorShare: 0 };
  const read = await withSimulator({ ...organization, jobMs: [0, 1] }, (environment) =>
    resultOf<{ reports: Rounds; summaries: Rounds }>(
      'bench/caller.ts',
      [String(rounds), String(summaries)],
      environment,
    ),
  );
  const rows = (read.reports.ours[0] as Cost).rows / principals;
  return [
    {
      title: 'Calls a second of CPU',
      text: `The IAM of one account of the simulated organization in another process, over sockets, without a limit of calls: by the bare client of the SDK with a shared HTTP handler, and by Access Lake with session, limiter, time-outs and retries. Reports: ${principals} principals listed and measured, ${fixed(rows, 0)} action rows a report, to objects and to columns. Small answers: ${summaries} times GetAccountSummary. Median of ${rounds} rounds in turn; JavaScript runs on one core.`,
      headers: ['answers', 'who calls', 'calls', 'calls/s of CPU', 'ms of CPU a call', 'times the bare SDK'],
      rows: [...lines('reports', read.reports), ...lines('small answers', read.summaries)],
    },
  ];
}

function lines(answers: string, { ours, bare }: Rounds): (string | number)[][] {
  const least = callsASecond(bare);
  return Object.entries({ 'SDK alone': bare, 'Access Lake': ours }).map(([who, costs]) => {
    const speed = callsASecond(costs);
    return [answers, who, (costs[0] as Cost).calls, fixed(speed, 0), fixed(1000 / speed, 2), fixed(speed / least, 2)];
  });
}

function callsASecond(costs: readonly Cost[]): number {
  const speeds = costs.map(({ calls, cpuUs }) => calls / (cpuUs / 1e6)).sort((a, b) => a - b);
  return speeds[Math.floor(speeds.length / 2)] as number;
}

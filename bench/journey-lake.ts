/** The lake of the journey: snapshots of the simulated example organization, each exported as users export them. */
import { accountId } from '../src/simulation/world/accounts.js';
import { cached } from './cache.js';
import type { Figures } from './export.js';
import { fixed } from './harness.js';
import { resultOf, withSimulator } from './programs.js';

export const PRINCIPALS_PER_ACCOUNT = 30;

/** Days back of the whole snapshots; between them principals, documents and holders change as the simulation has it. */
export const WHOLE = [150, 91, 30, 7, 0];
/** Until then IAM does not track so many actions. */
export const NEWLY_TRACKED = { actions: 20, untilDaysBack: 30 };
/** One account alone. */
const PARTIAL = { daysBack: 3, account: accountId(1, 5) };

/** Days back of so many snapshots, one a week. */
export function weekly(weeks: number): number[] {
  return Array.from({ length: weeks }, (_, at) => 7 * (weeks - 1 - at));
}

/** A folder with it, made once. */
export function journeyLake(accounts: number, whole: readonly number[] = WHOLE): Promise<string> {
  const name = whole === WHOLE ? `journey-${accounts}` : `journey-${accounts}-${whole.length}-dates`;
  return cached(name, (folder) => exportAll(folder, accounts, whole));
}

async function exportAll(folder: string, accounts: number, whole: readonly number[]): Promise<void> {
  const organization = {
    organization: 'example',
    accounts,
    principalsPerAccount: PRINCIPALS_PER_ACCOUNT,
    jobMs: [1, 2],
  } as const;
  const exported = async (daysBack: number, only: readonly string[] = []): Promise<void> => {
    const notYetTracked = daysBack > NEWLY_TRACKED.untilDaysBack ? NEWLY_TRACKED.actions : 0;
    const options = { ...organization, notYetTracked, daysBack };
    const figures = await withSimulator(options, (environment) =>
      resultOf<Figures>('bench/exporter.ts', [folder, '8', ...only], environment),
    );
    console.error(`${daysBack} days back: ${figures.rows} action rows in ${fixed(figures.seconds, 0)} s`);
  };
  for (const daysBack of whole) {
    if (daysBack < PARTIAL.daysBack) await exported(PARTIAL.daysBack, [PARTIAL.account]);
    await exported(daysBack);
  }
}

/** An export in whose midst AWS goes away for a while, and what the lake says afterwards. */
import { setTimeout as delay } from 'node:timers/promises';
import { exitOf, exportSnapshot } from '../../src/export.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import type { Fault } from '../../src/simulation/faults.js';
import type { Simulation } from '../../src/simulation/simulation.js';
import type { TruthAccount } from '../../src/simulation/truth.js';
import { inFolder, optionsFor } from '../export/lake.js';
import { fastEffects } from './fast-effects.js';
import { judge, listedNow, readAccounts } from './judge.js';

export const OUTAGES = {
  IAM: [{ name: 'unavailable', action: 'iam:*' }],
  STS: [{ name: 'unavailable', action: 'sts:*' }],
  network: [{ name: 'reset' }],
} as const satisfies Record<string, readonly Fault[]>;

export interface OutageOptions {
  /** How much faster than the clock waits are. */
  readonly times: number;
  /** How long it lasts, by the clock that runs `times` as fast, ms. */
  readonly ms: number;
  readonly accountConcurrency: number;
}

export interface OutageFigures {
  readonly exit: string;
  readonly silent: readonly string[];
  readonly told: number;
  /** Calls that met the outage. */
  readonly struck: number;
  readonly waits: readonly ProgressEvent['type'][];
}

/** Goes away once a principal has been measured, and comes back. */
export async function throughOutage(
  simulation: Simulation,
  faults: readonly Fault[],
  { times, ms, accountConcurrency }: OutageOptions,
): Promise<OutageFigures> {
  const waits: ProgressEvent['type'][] = [];
  const lasting = faults.map((fault): Fault => ({ ...fault, count: Number.POSITIVE_INFINITY }));
  let struck: Promise<number> | undefined;
  const progress = ({ type }: ProgressEvent): void => {
    if (type === 'principalDone') struck ??= goAway(simulation, lasting, ms / times);
    if (['paused', 'resumed', 'waiting'].includes(type)) waits.push(type);
  };
  return await inFolder(async (folder, store) => {
    const options = optionsFor(store, { progress, accountConcurrency, retryForMs: 900_000, jobTimeoutMs: 600_000 });
    const summary = await exportSnapshot(options, fastEffects(times));
    const lake = await readAccounts(folder);
    const verdicts = simulation
      .truth()
      .accounts.filter(({ row }) => row.account_state === 'ACTIVE')
      .map((account) => judge(lake(account.row.account_id), account as TruthAccount, listedNow(account)));
    return {
      exit: exitOf(summary),
      silent: verdicts.flatMap(({ silent }) => silent),
      told: verdicts.reduce((sum, { told }) => sum + told, 0),
      struck: (await struck) ?? 0,
      waits,
    };
  });
}

async function goAway(simulation: Simulation, faults: readonly Fault[], ms: number): Promise<number> {
  for (const fault of faults) simulation.faults.add(fault);
  await delay(ms);
  const struck = faults.reduce((sum, fault) => sum + simulation.faults.struck(fault), 0);
  for (const fault of faults) simulation.faults.remove(fault);
  return struck;
}

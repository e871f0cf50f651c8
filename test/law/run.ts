/** One export of a simulated organization in which every account meets a fault of its own, and what the lake says of each. */
import { expect } from 'vitest';
import { openSource } from '../../src/collect/source.js';
import type { ExportOptions } from '../../src/export/options.js';
import { exportSnapshot } from '../../src/export.js';
import type { Fault } from '../../src/simulation/faults.js';
import type { SimulationOptions } from '../../src/simulation/options.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import type { TruthAccount, TruthPrincipal } from '../../src/simulation/truth.js';
import { verify } from '../../src/verify/verify.js';
import { enter } from '../environment.js';
import { inFolder, optionsFor } from '../export/lake.js';
import type { Cells } from '../export/truth-rows.js';
import { fastEffects } from './fast-effects.js';
import { judge, listedNow, readAccounts, type Verdict } from './judge.js';

/** What must come of a fault: the rows of the truth, or a recorded failure with its code, of one principal or the account. */
export type Ending =
  | { readonly kind: 'right' }
  | { readonly kind: 'principal'; readonly status: 'failed' | 'deleted'; readonly code: RegExp; readonly rows?: number }
  | { readonly kind: 'account'; readonly code: RegExp };

export interface Case {
  readonly name: string;
  /** The faults of the account; `principal` is the ARN of one of its users or roles. */
  readonly faults: (accountId: string, principal: string) => readonly Fault[];
  readonly ending: Ending;
  /** The principal that the faults mean, and that the account must have; by default one with services. */
  readonly wants?: ((row: TruthPrincipal['row']) => boolean) | undefined;
}

export interface Result {
  readonly case: Case;
  readonly verdict: Verdict;
  /** How often the faults struck. */
  readonly struck: number;
  /** Why it is not as it must be; empty: it is. */
  readonly wrong: readonly string[];
}

export interface RunOptions {
  readonly simulation: SimulationOptions;
  /** Faults of no account of its own. */
  readonly everywhere?: readonly Fault[];
  readonly encoder?: ExportOptions['encoder'];
  /** How much faster than the clock waits are. */
  readonly times: number;
  readonly callMs: number;
  readonly jobTimeoutMs: number;
}

/** Accounts without a fault, which must be right. */
const spareAccounts = 4;

/** Each case meets an account of its own; those that are left have no fault and must be right. */
export async function runCases(cases: readonly Case[], options: RunOptions): Promise<Result[]> {
  const simulation = await startSimulation({ ...options.simulation, accounts: cases.length + spareAccounts });
  const leave = enter(simulation.env);
  try {
    return await exportCases(simulation, cases, options);
  } finally {
    leave();
    await simulation.stop();
  }
}

async function exportCases(simulation: Simulation, cases: readonly Case[], options: RunOptions): Promise<Result[]> {
  const { accounts } = simulation.truth();
  const listed = new Map(accounts.map((account) => [account.row.account_id, listedNow(account)] as const));
  const placed = place(cases, simulation);
  for (const fault of [...(options.everywhere ?? []), ...placed.flatMap(({ faults }) => faults)]) {
    simulation.faults.add(fault);
  }
  return await inFolder(async (folder, store) => {
    const { encoder = 'arrow', jobTimeoutMs, callMs, times } = options;
    const open: typeof openSource = (access, effects) => openSource(access, effects, { callMs });
    const more = { encoder, jobTimeoutMs, accountConcurrency: 24 };
    await exportSnapshot(optionsFor(store, more), fastEffects(times), open);
    const { damages } = await verify(store, { signal: new AbortController().signal, onRun: () => {} });
    expect(damages, 'facts and counts are those of the rows').toEqual([]);
    const lake = await readAccounts(folder);
    const now = new Map(simulation.truth().accounts.map((account) => [account.row.account_id, account] as const));
    const verdictOf = (id: string) => judge(lake(id), now.get(id) as TruthAccount, listed.get(id) as never);
    expectRight(simulation, placed, verdictOf);
    return placed.map(({ case: one, accountId, principal, faults }) => {
      const verdict = verdictOf(accountId);
      const struck = faults.reduce((sum, fault) => sum + simulation.faults.struck(fault), 0);
      const unused = struck === 0 ? ['the fault never struck'] : [];
      return { case: one, verdict, struck, wrong: [...unused, ...wrongIn(verdict, one.ending, principal)] };
    });
  });
}

interface Placed {
  readonly case: Case;
  readonly accountId: string;
  readonly principal: string;
  readonly faults: readonly Fault[];
}

function place(cases: readonly Case[], simulation: Simulation): Placed[] {
  const { accounts, callerAccountId } = simulation.truth();
  const free = accounts.filter(({ row }) => row.account_id !== callerAccountId);
  const order = [...cases].sort((a, b) => Number(b.wants !== undefined) - Number(a.wants !== undefined));
  return order.map((one) => {
    const { wants = ({ services_granted }) => (services_granted ?? 0) > 0 } = one;
    const found = (account: TruthAccount) => account.principals.find(({ row }) => wants(row))?.row.principal_arn;
    const [account] = free.splice(free.findIndex(found), 1);
    if (account === undefined) throw new Error(`No account for ${one.name}`);
    const [accountId, principal] = [account.row.account_id, found(account) ?? ''];
    return { case: one, accountId, principal, faults: one.faults(accountId, principal) };
  });
}

function expectRight(simulation: Simulation, placed: readonly Placed[], verdictOf: (id: string) => Verdict): void {
  const faulty = new Set(placed.map(({ accountId }) => accountId));
  const others = simulation.truth().accounts.filter(({ row }) => !faulty.has(row.account_id));
  expect(others.flatMap(({ row }) => wrongIn(verdictOf(row.account_id), { kind: 'right' }, undefined))).toEqual([]);
}

function wrongIn(verdict: Verdict, ending: Ending, arn: string | undefined): string[] {
  const { status, errorCode, principals, silent } = verdict;
  const unmeasured = principals.filter((row) => row.status !== 'exported');
  const said = `${status} ${errorCode ?? ''} with ${unmeasured.map((row) => `${row.status} ${row.error_code}`)}`;
  if (ending.kind === 'account') {
    return status === 'failed' && ending.code.test(errorCode ?? '') ? [...silent] : [...silent, said];
  }
  const isRight =
    ending.kind === 'right'
      ? unmeasured.length === 0
      : unmeasured.length === (ending.rows ?? 1) && unmeasured.every((row) => endsSo(row, ending, arn));
  return status === 'exported' && isRight ? [...silent] : [...silent, said];
}

function endsSo(
  row: Cells,
  { status, code }: Extract<Ending, { kind: 'principal' }>,
  arn: string | undefined,
): boolean {
  return row.principal_arn === arn && row.status === status && code.test(String(row.error_code));
}

/** A table of figures: one line a fault, over all its places. */
export function figures(results: readonly Result[]): string {
  const lines = new Map<string, { cases: number; struck: number; right: number; told: number; silent: number }>();
  for (const { case: one, verdict, struck } of results) {
    const name = one.name.split(' ')[0] as string;
    const line = lines.get(name) ?? { cases: 0, struck: 0, right: 0, told: 0, silent: 0 };
    lines.set(name, {
      cases: line.cases + 1,
      struck: line.struck + struck,
      right: line.right + verdict.rightRows,
      told: line.told + verdict.told,
      silent: line.silent + verdict.silent.length,
    });
  }
  const head = '| fault | places | times it struck | rows as in the truth | told as not measured | silent losses |';
  const rows = [...lines].map(([name, line]) => `| ${[name, ...Object.values(line)].join(' | ')} |`);
  return [head, '|---|---|---|---|---|---|', ...rows].join('\n');
}

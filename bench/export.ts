/** Whole exports: the simulated organization, the exporter and this bench are three processes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Built, buildCommand } from '../test/cli/built.js';
import { fixed, type Report } from './harness.js';
import { measured } from './measured.js';
import { resultOf, withOnly, withSimulator } from './programs.js';

interface Organization {
  readonly accounts: number;
  readonly principalsPerAccount: number;
  readonly administratorShare?: number;
}

export interface Figures {
  readonly accounts: number;
  readonly principals: number;
  readonly rows: number;
  readonly calls: number;
  readonly bytes: number;
  readonly cpuUs: number;
  readonly seconds: number;
  readonly peakMb: number;
}

/** Name, organization, accounts side by side. */
type Case = readonly [name: string, organization: Organization, accountConcurrency: number];

const SIZES: readonly Case[] = [
  ['0.1 M rows', { accounts: 4, principalsPerAccount: 40 }, 8],
  ['1 M rows', { accounts: 16, principalsPerAccount: 100 }, 8],
];

export async function run(): Promise<Report[]> {
  return [await exports('Export end to end', SIZES)];
}

export async function sideBySide(): Promise<Report[]> {
  return [await exports('200 accounts side by side', [['200', { accounts: 200, principalsPerAccount: 10 }, 200]])];
}

export async function manyAccounts(): Promise<Report[]> {
  const organization = { accounts: 2000, principalsPerAccount: 20, administratorShare: 0 };
  return [await exports('2,000 accounts of 20 principals', [['2,000', organization, 32]])];
}

/** 20 % administrators: some 10 M rows. */
export async function oneAccount(): Promise<Report[]> {
  const organization = { accounts: 1, principalsPerAccount: 5000, administratorShare: 0.2 };
  return [await exports('One account of 5,000 principals', [['5,000 principals', organization, 8]])];
}

async function exports(title: string, cases: readonly Case[]): Promise<Report> {
  const rows: (string | number)[][] = [];
  const built = await buildCommand();
  try {
    for (const [name, organization, concurrency] of cases) {
      const figures = cellsOf(await exported(organization, concurrency));
      rows.push([name, ...figures, ...(await peaks(built, organization, concurrency))]);
      console.error(rows.at(-1)?.join(' | '));
    }
  } finally {
    built.remove();
  }
  return {
    title,
    text: 'The simulated organization answers over HTTP from another process, without a limit of calls, its jobs take 50 to 400 ms. CPU and the first figure of memory are those of the exporter alone, start to commit, the SDK, signing and the listing included. The last two are of the command as a user runs it, the sum over all its processes at once: without trends, and with `derive` behind the commit.',
    headers: [
      'case',
      'accounts',
      'principals',
      'action rows',
      's',
      'rows/s',
      'µs of CPU a row',
      'calls a principal',
      'calls/s of CPU',
      'bytes a row',
      'peak resident MB',
      'all processes, --no-trends',
      'all processes, with derive',
    ],
    rows,
  };
}

function cellsOf({ accounts, principals, rows, calls, bytes, cpuUs, seconds, peakMb }: Figures): (string | number)[] {
  return [
    accounts,
    principals,
    rows,
    fixed(seconds, 1),
    fixed(rows / seconds, 0),
    fixed(cpuUs / rows, 2),
    fixed(calls / principals, 2),
    fixed(calls / (cpuUs / 1e6), 0),
    fixed(bytes / rows, 2),
    peakMb,
  ];
}

/** The most that all processes of the command are resident with at once, in MB: without trends, and with them. */
async function peaks(built: Built, organization: Organization, accountConcurrency: number): Promise<number[]> {
  const found: number[] = [];
  for (const more of [['--no-trends'], []]) {
    const folder = await mkdtemp(join(tmpdir(), 'access-lake-bench-'));
    const words = ['export', '--destination', folder, '--role-name', 'AccessLakeReader', '--progress', 'none'];
    try {
      const argv = [built.main, ...words, '--account-concurrency', String(accountConcurrency), ...more];
      const run = (environment: Readonly<Record<string, string>>) => measured(argv, [0], withOnly(environment));
      found.push((await withSimulator(organization, run)).peakMb);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return found;
}

/** One export in a process of its own, and what it cost there. */
export async function exported(organization: Organization, accountConcurrency: number): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-bench-'));
  try {
    return await withSimulator(organization, (environment) =>
      resultOf<Figures>('bench/exporter.ts', [folder, String(accountConcurrency)], environment),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

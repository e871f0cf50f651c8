/**
 * What a user runs from the export on, at the size of an organization, each command in a process of its own. `ACCOUNTS`:
 * its sizes, of 30 principals an account (default 40). `WEEKS`: so many snapshots, one a week, in the place of five.
 */
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Built, buildCommand } from '../test/cli/built.js';
import { fixed, type Report } from './harness.js';
import { journeyLake, NEWLY_TRACKED, PRINCIPALS_PER_ACCOUNT, WHOLE, weekly } from './journey-lake.js';
import { measured, type Taken } from './measured.js';

const SIZES = (process.env.ACCOUNTS ?? '40').split(',').map(Number);
const DATES = process.env.WEEKS === undefined ? WHOLE : weekly(Number(process.env.WEEKS));
interface Budget {
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly pageMb?: number;
}

/** For 400 accounts. Fewer have their share of the CPU, and all of the memory. */
const BUDGETS: Readonly<Record<string, Budget>> = {
  derive: { cpuSeconds: 100, peakMb: 1200 },
  digest: { cpuSeconds: 30, peakMb: 1000 },
  worklist: { cpuSeconds: 15, peakMb: 1000 },
  report: { cpuSeconds: 120, peakMb: 1500, pageMb: 15 },
  propose: { cpuSeconds: 180, peakMb: 1000 },
};
const BUDGET_ACCOUNTS = 400;

export async function run(): Promise<Report[]> {
  const built = await buildCommand();
  try {
    const rows: string[][] = [];
    for (const accounts of SIZES) rows.push(...(await journey(built, accounts)));
    return [
      {
        title: 'The journey',
        text: `${DATES.length} whole snapshots (${DATES.join(', ')} days back) and a partial one of the simulated example organization, ${PRINCIPALS_PER_ACCOUNT} principals an account; ${NEWLY_TRACKED.actions} actions are tracked for less than ${NEWLY_TRACKED.untilDaysBack} days. CPU and resident memory of all processes of a command; "budget" has the share of the CPU that ${BUDGET_ACCOUNTS} accounts may take. The digest compares the tasks that derive wrote, as in the order of a scheduled run.`,
        headers: ['accounts', 'command', 'CPU s', 'wall s', 'peak MB', 'budget', 'met'],
        rows,
      },
    ];
  } finally {
    built.remove();
  }
}

async function journey(built: Built, accounts: number): Promise<string[][]> {
  const place = await journeyLake(accounts, DATES);
  const work = mkdtempSync(join(tmpdir(), 'journey-'));
  try {
    const lake = join(work, 'lake');
    cpSync(place, lake, { recursive: true });
    const page = join(work, 'page.html');
    const to = ['--destination', lake];
    const commands: Readonly<Record<string, readonly string[]>> = {
      derive: ['derive', ...to],
      digest: ['digest', ...to],
      worklist: ['query', 'worklist', ...to, '--limit', '10'],
      report: ['report', ...to, '--out', page],
      propose: ['propose', ...to, '--out', join(work, 'proposals')],
    };
    const rows: string[][] = [];
    for (const [name, argv] of Object.entries(commands)) {
      const taken = await measured([built.main, ...argv]);
      const pageMb = name === 'report' ? statSync(page).size / 1e6 : undefined;
      rows.push(line(accounts, name, taken, pageMb));
      console.error(rows.at(-1)?.join(' | '));
    }
    return rows;
  } finally {
    rmSync(work, { recursive: true });
  }
}

function line(accounts: number, name: string, taken: Taken, pageMb: number | undefined): string[] {
  const { cpuSeconds, wallSeconds, peakMb } = taken;
  const budget = BUDGETS[name] as Budget;
  const mostSeconds = (budget.cpuSeconds * accounts) / BUDGET_ACCOUNTS;
  const fits = peakMb <= budget.peakMb && (pageMb ?? 0) <= (budget.pageMb ?? Number.POSITIVE_INFINITY);
  const asked = `${fixed(mostSeconds, 1)} s, ${budget.peakMb} MB`;
  const met = !fits ? 'missed by size' : cpuSeconds <= mostSeconds ? 'met' : 'missed by CPU';
  const page = pageMb === undefined ? '' : ` (page of ${fixed(pageMb, 1)} MB)`;
  return [String(accounts), name + page, fixed(cpuSeconds, 1), fixed(wallSeconds, 1), String(peakMb), asked, met];
}

/** Every command, in the order of the help. A command is one module and one line here. */
import type { Command } from './command.js';

/** The headings under which the help lists commands. */
export type CommandGroup = 'Get started' | 'Watch a lake' | 'Maintain a lake' | 'Export on many machines' | 'Test';

export interface CommandEntry {
  readonly name: string;
  readonly group: CommandGroup;
  readonly summary: string;
  /** Stopped, it ends itself however long that takes: what was measured is staged first. Others have some seconds. */
  readonly savesWhenStopped?: true;
  /** What is safe and what to run, where it was stopped before it was done; without it: the lake is unchanged. */
  readonly stopped?: string;
  /** Runs SQL, of people too: its process may have so much memory and no more. */
  readonly isMemoryLimited?: true;
  /** Makes many objects that live for a moment: they are collected in fewer rounds, where the machine has the memory. */
  readonly makesGarbage?: true;
  readonly load: () => Promise<{ readonly command: Command }>;
}

const RESUMES = 'Run the same command again to resume: what was measured is kept.';
/** Of what only reads a lake. */
const UNCHANGED = 'Run the same command again to start over: the lake is unchanged.';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    group: 'Get started',
    summary: 'try it on a simulated organization, in about a minute',
    savesWhenStopped: true,
    stopped: 'Run the same command again to start over: what is committed is kept.',
    load: () => import('./commands/demo.js'),
  },
  {
    name: 'check',
    group: 'Get started',
    summary: 'check what would prevent an export',
    load: () => import('./commands/check.js'),
  },
  {
    name: 'export',
    group: 'Get started',
    summary: 'measure an organization, commit a snapshot',
    savesWhenStopped: true,
    stopped: RESUMES,
    load: () => import('./commands/export.js'),
  },
  {
    name: 'query',
    group: 'Get started',
    summary: 'ask a lake a question',
    isMemoryLimited: true,
    load: () => import('./commands/query.js'),
  },
  {
    name: 'report',
    group: 'Get started',
    summary: 'write an HTML report',
    load: () => import('./commands/report.js'),
  },
  {
    name: 'propose',
    group: 'Get started',
    summary: 'write smaller policies, with proof and scripts',
    stopped: 'Run the same command again to start over: earlier proposals are as they were.',
    makesGarbage: true,
    load: () => import('./commands/propose.js'),
  },
  {
    name: 'digest',
    group: 'Watch a lake',
    summary: 'list what is new since the last snapshot',
    isMemoryLimited: true,
    load: () => import('./commands/digest.js'),
  },
  {
    name: 'snapshots',
    group: 'Watch a lake',
    summary: 'list the snapshots of a lake',
    load: () => import('./commands/snapshots.js'),
  },
  {
    name: 'verify',
    group: 'Maintain a lake',
    summary: "check a lake's integrity",
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'expire',
    group: 'Maintain a lake',
    summary: 'remove old snapshots and what crashes left behind',
    savesWhenStopped: true,
    stopped: 'Run the same command again to remove the rest.',
    load: () => import('./commands/expire.js'),
  },
  {
    name: 'catalog',
    group: 'Maintain a lake',
    summary: 'create the tables and views of a lake in Athena',
    stopped: 'Run the same command again to create the rest.',
    load: () => import('./commands/catalog.js'),
  },
  {
    name: 'derive',
    group: 'Maintain a lake',
    summary: 'create the missing tables of trends',
    stopped: 'Run the same command again for the rest: finished dates are kept.',
    load: () => import('./commands/derive.js'),
  },
  {
    name: 'plan',
    group: 'Export on many machines',
    summary: 'first of three steps: plan an export',
    savesWhenStopped: true,
    stopped: RESUMES,
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'collect',
    group: 'Export on many machines',
    summary: 'second step: measure a shard of a plan',
    savesWhenStopped: true,
    stopped: RESUMES,
    load: () => import('./commands/collect.js'),
  },
  {
    name: 'publish',
    group: 'Export on many machines',
    summary: 'third step: commit what was measured',
    savesWhenStopped: true,
    stopped: RESUMES,
    load: () => import('./commands/publish.js'),
  },
  {
    name: 'simulate',
    group: 'Test',
    summary: 'serve a simulated organization',
    load: () => import('./commands/simulate.js'),
  },
];

/** What is safe and what to run, where the command of that name was stopped. */
export function whenStopped(name: string | undefined): string {
  return COMMANDS.find((command) => command.name === name)?.stopped ?? UNCHANGED;
}

/** Every command, in the order of the help. A command is one module and one line here. */
import type { Command } from './command.js';

/** The headings under which the help lists commands. */
export type CommandGroup = 'Get started' | 'Query' | 'Maintain a lake' | 'Export on many machines' | 'Test';

export interface CommandEntry {
  readonly name: string;
  readonly group: CommandGroup;
  readonly summary: string;
  /** Stopped, it ends itself however long that takes: what was measured is staged first. Others have some seconds. */
  readonly savesWhenStopped?: true;
  /** Runs SQL, of people too: its process may have so much memory and no more. */
  readonly isMemoryLimited?: true;
  readonly load: () => Promise<{ readonly command: Command }>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    group: 'Get started',
    summary: 'try it on a simulated organization',
    savesWhenStopped: true,
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
    load: () => import('./commands/export.js'),
  },
  {
    name: 'query',
    group: 'Query',
    summary: 'ask a lake a question',
    isMemoryLimited: true,
    load: () => import('./commands/query.js'),
  },
  {
    name: 'digest',
    group: 'Query',
    summary: 'tell what is new since the last snapshot',
    isMemoryLimited: true,
    load: () => import('./commands/digest.js'),
  },
  {
    name: 'report',
    group: 'Query',
    summary: 'write an HTML report',
    load: () => import('./commands/report.js'),
  },
  {
    name: 'propose',
    group: 'Query',
    summary: 'write smaller policies, with proof and scripts',
    load: () => import('./commands/propose.js'),
  },
  {
    name: 'snapshots',
    group: 'Maintain a lake',
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
    load: () => import('./commands/expire.js'),
  },
  {
    name: 'catalog',
    group: 'Maintain a lake',
    summary: 'create the tables and views of a lake in Athena',
    load: () => import('./commands/catalog.js'),
  },
  {
    name: 'derive',
    group: 'Maintain a lake',
    summary: 'make the tables of trends that are missing',
    load: () => import('./commands/derive.js'),
  },
  {
    name: 'plan',
    group: 'Export on many machines',
    summary: 'first of three steps: plan an export',
    savesWhenStopped: true,
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'collect',
    group: 'Export on many machines',
    summary: 'second step: measure a shard of a plan',
    savesWhenStopped: true,
    load: () => import('./commands/collect.js'),
  },
  {
    name: 'publish',
    group: 'Export on many machines',
    summary: 'third step: commit what was measured',
    savesWhenStopped: true,
    load: () => import('./commands/publish.js'),
  },
  {
    name: 'simulate',
    group: 'Test',
    summary: 'serve a simulated organization',
    load: () => import('./commands/simulate.js'),
  },
];

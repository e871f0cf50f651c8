/** Every command, in the order of the help. A command is one module and one line here. */
import type { Command } from './command.js';

/** The headings under which the help lists commands. */
export type CommandGroup = 'Begin' | 'Ask' | 'Look after a lake' | 'Export on many machines' | 'Try things out';

export interface CommandEntry {
  readonly name: string;
  readonly group: CommandGroup;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    group: 'Begin',
    summary: 'see it at work on a simulated organization',
    load: () => import('./commands/demo.js'),
  },
  {
    name: 'check',
    group: 'Begin',
    summary: 'find out what would stop an export',
    load: () => import('./commands/check.js'),
  },
  {
    name: 'export',
    group: 'Begin',
    summary: 'measure an organization, commit a snapshot',
    load: () => import('./commands/export.js'),
  },
  { name: 'query', group: 'Ask', summary: 'ask a lake a question', load: () => import('./commands/query.js') },
  {
    name: 'report',
    group: 'Ask',
    summary: 'write a lake down as one page to look at',
    load: () => import('./commands/report.js'),
  },
  {
    name: 'propose',
    group: 'Ask',
    summary: 'write smaller policies, with proof and scripts',
    load: () => import('./commands/propose.js'),
  },
  {
    name: 'snapshots',
    group: 'Look after a lake',
    summary: 'list the snapshots of a lake',
    load: () => import('./commands/snapshots.js'),
  },
  {
    name: 'verify',
    group: 'Look after a lake',
    summary: 'hold a lake against itself',
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'expire',
    group: 'Look after a lake',
    summary: 'remove old snapshots and what crashes left',
    load: () => import('./commands/expire.js'),
  },
  {
    name: 'catalog',
    group: 'Look after a lake',
    summary: 'make the tables and views of a lake for Athena',
    load: () => import('./commands/catalog.js'),
  },
  {
    name: 'plan',
    group: 'Export on many machines',
    summary: 'first of three steps: plan an export',
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'collect',
    group: 'Export on many machines',
    summary: 'second step: measure a shard of a plan',
    load: () => import('./commands/collect.js'),
  },
  {
    name: 'publish',
    group: 'Export on many machines',
    summary: 'third step: commit what was measured',
    load: () => import('./commands/publish.js'),
  },
  {
    name: 'simulate',
    group: 'Try things out',
    summary: 'serve a simulated organization',
    load: () => import('./commands/simulate.js'),
  },
];

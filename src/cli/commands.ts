/** Every command, in the order of the help. A command is one module and one line here. */
import type { Command } from './command.js';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'demo', summary: 'see it at work on a simulated organization', load: () => import('./commands/demo.js') },
  {
    name: 'check',
    summary: 'find out what would stop an export',
    load: () => import('./commands/check.js'),
  },
  { name: 'export', summary: 'measure an organization, commit a snapshot', load: () => import('./commands/export.js') },
  { name: 'snapshots', summary: 'list the snapshots of a lake', load: () => import('./commands/snapshots.js') },
  { name: 'verify', summary: 'hold a lake against itself', load: () => import('./commands/verify.js') },
  { name: 'expire', summary: 'remove old snapshots and what crashes left', load: () => import('./commands/expire.js') },
  { name: 'query', summary: 'ask a lake a question', load: () => import('./commands/query.js') },
  { name: 'report', summary: 'write a lake down as one page to look at', load: () => import('./commands/report.js') },
  {
    name: 'catalog',
    summary: 'make the tables and views of a lake for Athena',
    load: () => import('./commands/catalog.js'),
  },
  { name: 'plan', summary: 'first of three steps: plan an export', load: () => import('./commands/plan.js') },
  { name: 'collect', summary: 'second step: measure a shard of a plan', load: () => import('./commands/collect.js') },
  { name: 'publish', summary: 'third step: commit what was measured', load: () => import('./commands/publish.js') },
  { name: 'simulate', summary: 'serve a simulated organization', load: () => import('./commands/simulate.js') },
];

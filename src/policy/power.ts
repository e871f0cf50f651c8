/**
 * What an action lets its holder do, of five kinds. Each action of IAM, Organizations, Identity Center, STS, RAM and KMS, and
 * each that is named after a policy or permission, was judged once (power.tsv); of the others their name and AWS's access
 * level tell it.
 */
import { readFileSync } from 'node:fs';
import type { ServiceReference } from '../model/reference.js';

/**
 * The greatest first. `administrator`: can give itself anything; `escalates`: can get the rights of another, or out of what
 * bounds it; `changes_policies`: of resources, or that nobody has yet; `writes`; `reads`.
 */
export const POWERS = ['administrator', 'escalates', 'changes_policies', 'writes', 'reads'] as const;
export type Power = (typeof POWERS)[number];
export type ByPower = Readonly<Record<Power, number>>;

/** Of an action in lower case. */
export type PowerOf = (action: string) => Power;

/** A read, under whatever level AWS files it; in lower case. */
const READS = /^[^:]*:(get|list|describe|batchget|search|validate|test)/;

export function powersOf({ actions }: Pick<ServiceReference, 'actions'>): PowerOf {
  const judged = readPowers();
  const levels = new Map(
    actions.map((row) => [`${row.service_namespace}:${row.action_name}`.toLowerCase(), row.access_level] as const),
  );
  return (action) => judged.get(action) ?? (READS.test(action) ? 'reads' : powerOfLevel(levels.get(action) ?? null));
}

/** By action in lower case. */
export function readPowers(): ReadonlyMap<string, Power> {
  const [, ...lines] = readFileSync(new URL('./power.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  return new Map(
    lines.map((line) => {
      const [action, power] = line.split('\t') as [string, Power];
      return [action.toLowerCase(), power];
    }),
  );
}

/** Tags open and close doors where policies look at them: to write them is to write. What nobody knows may write. */
function powerOfLevel(level: string | null): Power {
  if (level === 'Permissions management') return 'changes_policies';
  return level === 'Read' || level === 'List' ? 'reads' : 'writes';
}

/** How many of each. */
export function countPowers(powers: Iterable<Power>): ByPower {
  const counts = { administrator: 0, escalates: 0, changes_policies: 0, writes: 0, reads: 0 };
  for (const power of powers) counts[power] += 1;
  return counts;
}

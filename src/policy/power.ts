/**
 * What an action lets its holder do, of five kinds. Each action of IAM, Organizations, Identity Center, STS, RAM and KMS, and
 * each that is named after a policy or permission, was judged once (power.tsv); of the others their name and AWS's access
 * level tell it.
 */
import type { ServiceReference } from '../model/reference.js';
import { listView, readRows } from './pattern-list.js';

/**
 * The greatest first. `administrator`: can give itself anything; `escalates`: can get the rights of another, or out of what
 * bounds it; `changes_policies`: of resources, or that nobody has yet; `writes`; `reads`.
 */
export const POWERS = ['administrator', 'escalates', 'changes_policies', 'writes', 'reads'] as const;
export type Power = (typeof POWERS)[number];
export type ByPower = Readonly<Record<Power, number>>;
/** A named number of each power: `<name>_<power>`. */
export type NamedByPower<Name extends string> = { readonly [P in Power as `${Name}_${P}`]: number };

/** Of an action in lower case. */
export type PowerOf = (action: string) => Power;

/** What begins so reads, under whatever level AWS files it; in lower case. */
const READING = ['get', 'list', 'describe', 'batchget', 'search', 'validate', 'test'];
const READS = new RegExp(`^[^:]*:(${READING.join('|')})`);
const MANAGING = 'Permissions management';

/** What is asked of an action that the list has no judgement of. */
type Filed = Pick<ServiceReference['actions'][number], 'service_namespace' | 'action_name' | 'access_level'>;

export function powersOf({ actions }: { readonly actions: readonly Filed[] }): PowerOf {
  const judged = readPowers();
  const levels = new Map(
    actions.map((row) => [`${row.service_namespace}:${row.action_name}`.toLowerCase(), row.access_level] as const),
  );
  return (action) => judged.get(action) ?? (READS.test(action) ? 'reads' : powerOfLevel(levels.get(action) ?? null));
}

/** By action in lower case. */
export function readPowers(): ReadonlyMap<string, Power> {
  const rows = readRows<[string, Power]>(new URL('./power.tsv', import.meta.url));
  return new Map(rows.map(([action, power]) => [action.toLowerCase(), power]));
}

/** Tags open and close doors where policies look at them: to write them is to write. What nobody knows may write. */
function powerOfLevel(level: string | null): Power {
  if (level === MANAGING) return 'changes_policies';
  return level === 'Read' || level === 'List' ? 'reads' : 'writes';
}

/** How many of each. */
export function countPowers(powers: Iterable<Power>): ByPower {
  const counts = { administrator: 0, escalates: 0, changes_policies: 0, writes: 0, reads: 0 };
  for (const power of powers) counts[power] += 1;
  return counts;
}

export function namedByPower<Name extends string>(name: Name, counts: ByPower): NamedByPower<Name> {
  return Object.fromEntries(POWERS.map((power) => [`${name}_${power}`, counts[power]])) as NamedByPower<Name>;
}

/** Judged powers as a view, for SQL reads no files. */
export function actionPowersView(judged: ReadonlyMap<string, Power>): string {
  return listView(
    'action_powers',
    `-- What actions let their holder do, of those that were judged by hand, in lower case. Made from src/policy/power.tsv by
-- \`npm run generate\`.
-- Grain: service_namespace, action_key.`,
    ['service_namespace', 'action_key', 'power'],
    [...judged].map(([action, power]) => {
      const [service, name] = action.split(':') as [string, string];
      return [service, name, power];
    }),
  );
}

/**
 * The same answer in SQL. Each is an expression: the name of an action in lower case, its access level, and what
 * `action_powers` has of it, or null.
 */
export function powerSql(action: string, level: string, judged: string): string {
  const reads = READING.map((verb) => `${action} LIKE '${verb}%'`).join(' OR ');
  return `CASE WHEN ${judged} IS NOT NULL THEN ${judged} WHEN ${reads} THEN 'reads' WHEN ${level} = '${MANAGING}' THEN 'changes_policies' WHEN ${level} IN ('Read', 'List') THEN 'reads' ELSE 'writes' END`;
}

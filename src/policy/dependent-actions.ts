/**
 * Actions that AWS calls with the caller's rights when another is called, which may leave no row of their own. The data is dependent-actions.tsv, made by scripts/iam-data.mjs.
 */
import { readFileSync } from 'node:fs';

/** By an action in lower case those that it needs, in lower case. */
export type Dependents = ReadonlyMap<string, readonly string[]>;

export function readDependents(): Dependents {
  const [, , ...lines] = readFileSync(new URL('./dependent-actions.tsv', import.meta.url), 'utf8')
    .toLowerCase()
    .trimEnd()
    .split('\n');
  return new Map(
    lines.map((line) => {
      const [action, needed] = line.split('\t') as [string, string];
      return [action, needed.split(' ')];
    }),
  );
}

/**
 * What is idle by design by its name: principals, without the path, and policies, groups and permission sets. Without a use
 * it is as it should be.
 */
import { emergencyPoliciesOfAws } from './left-alone.js';
import { likeOf, listView, type ReasonedPattern, readPatterns } from './pattern-list.js';

export function readIdleByDesign(): ReasonedPattern[] {
  return readPatterns(new URL('./idle-by-design.tsv', import.meta.url));
}

/** The list as a view, for SQL reads no files. */
export function idleByDesignView(): string {
  const patterns = [...readIdleByDesign(), ...emergencyPoliciesOfAws()];
  return listView(
    'idle_by_design',
    `-- What is idle by design by its name: where lower(name) LIKE name_pattern ESCAPE '!' of users and roles, policies of the
-- customer, groups and permission sets; of AWS's own policies the ARN. Made from src/policy/idle-by-design.tsv and
-- src/policy/left-alone.tsv by \`npm run generate\`.
-- Grain: name_pattern.`,
    ['name', 'name_pattern', 'reason'],
    patterns.map(({ pattern, reason }) => [pattern, likeOf(pattern), reason]),
  );
}

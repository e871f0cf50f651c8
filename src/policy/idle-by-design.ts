/** Principals that are idle by design, by their names without the path: without a use they are as they should be. */
import { likeOf, listView, type ReasonedPattern, readPatterns } from './pattern-list.js';

export function readIdleByDesign(): ReasonedPattern[] {
  return readPatterns(new URL('./idle-by-design.tsv', import.meta.url));
}

/** The list as a view, for SQL reads no files. */
export function idleByDesignView(patterns: readonly ReasonedPattern[]): string {
  return listView(
    'idle_by_design',
    `-- Principals that are idle by design: where lower(principal_name) LIKE name_pattern ESCAPE '!'. Made from
-- src/policy/idle-by-design.tsv by \`npm run generate\`.
-- Grain: name_pattern.`,
    ['name', 'name_pattern', 'reason'],
    patterns.map(({ pattern, reason }) => [pattern, likeOf(pattern), reason]),
  );
}

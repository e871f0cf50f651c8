/**
 * Actions that no evidence takes away, with the reason: their use may leave no row, so a row without a time, or none
 * at all, says nothing about them. The data is never-list.tsv, a pattern and its reason a line.
 */
import { matchesAction } from './pattern.js';
import { likeOf, listView, type ReasonedPattern, readPatterns } from './pattern-list.js';

export class NeverList {
  /** Such as `iam:PassRole` or `es:ESHttp*`; the service may be a wildcard. */
  readonly entries: readonly ReasonedPattern[];
  readonly patterns: readonly string[];

  /** Answers by service and action: there are some 20,000, and thousands of documents ask about the same. */
  private readonly asked = new Map<string, Map<string, boolean>>();

  constructor(entries: readonly ReasonedPattern[]) {
    this.entries = entries;
    this.patterns = entries.map(({ pattern }) => pattern);
  }

  holds(action: string, service = action.slice(0, action.indexOf(':'))): boolean {
    const asked = this.asked.get(service) ?? new Map<string, boolean>();
    if (asked.size === 0) this.asked.set(service, asked);
    const known = asked.get(action);
    if (known !== undefined) return known;
    const answer = this.patterns.some((pattern) => matchesAction(pattern, action));
    asked.set(action, answer);
    return answer;
  }

  /** Its patterns for one service, with the service's own name: `glue:Pass*`. */
  ofService(service: string): readonly string[] {
    return this.entries.flatMap(({ pattern }) => {
      const [own, action] = pattern.split(':') as [string, string];
      return matchesAction(own, service) ? [`${service}:${action}`] : [];
    });
  }
}

export function readNeverList(): NeverList {
  return new NeverList(readPatterns(new URL('./never-list.tsv', import.meta.url)));
}

/** The list as a view, for SQL reads no files. */
export function neverRemovedView({ entries }: NeverList): string {
  return listView(
    'never_removed',
    `-- Actions that no evidence takes away: where lower(service_namespace) LIKE service_pattern ESCAPE '!' and
-- lower(action_name) LIKE action_pattern ESCAPE '!'. Made from src/policy/never-list.tsv by \`npm run generate\`.
-- Grain: service_pattern, action_pattern.`,
    ['service_pattern', 'action_pattern', 'reason'],
    entries.map(({ pattern, reason }) => {
      const [service, action] = pattern.split(':') as [string, string];
      return [likeOf(service), likeOf(action), reason];
    }),
  );
}

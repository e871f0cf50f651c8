/**
 * Actions that no evidence takes away: their use may leave no row, so a row without a time, or none at all, says nothing
 * about them. The data is never-list.tsv, a pattern with its reason and a page of AWS a line, and permission-only.tsv.
 */
import { readReference } from '../model/reference.js';
import { matchesAction } from './pattern.js';
import { likeOf, listView, type ReasonedPattern, readPatterns } from './pattern-list.js';
import { readPermissionOnly, unseenActions, unseenServices } from './permission-only.js';

/** Names beside the patterns. */
interface Unseen {
  /** Actions. */
  readonly actions: readonly string[];
  /** Services, in lower case, of which no use tells nothing. */
  readonly services: ReadonlySet<string>;
}

export class NeverList {
  /** Such as `iam:PassRole` or `es:ESHttp*`; the service may be a wildcard. */
  readonly entries: readonly ReasonedPattern[];
  /** Theirs and the names beside them. */
  readonly patterns: readonly string[];
  readonly unseenServices: ReadonlySet<string>;

  private readonly names: ReadonlySet<string>;
  /** Answers by service and action: there are some 20,000, and thousands of documents ask about the same. */
  private readonly asked = new Map<string, Map<string, boolean>>();

  constructor(entries: readonly ReasonedPattern[], unseen: Unseen = { actions: [], services: new Set() }) {
    this.entries = entries;
    this.patterns = [...entries.map(({ pattern }) => pattern), ...unseen.actions];
    this.unseenServices = unseen.services;
    this.names = new Set(unseen.actions.map((action) => action.toLowerCase()));
  }

  holds(action: string, service = action.slice(0, action.indexOf(':'))): boolean {
    const asked = this.asked.get(service) ?? new Map<string, boolean>();
    if (asked.size === 0) this.asked.set(service, asked);
    const known = asked.get(action);
    if (known !== undefined) return known;
    const isNamed = this.names.has(action.toLowerCase());
    const answer = isNamed || this.entries.some(({ pattern }) => matchesAction(pattern, action));
    asked.set(action, answer);
    return answer;
  }
}

export function readNeverList(): NeverList {
  const all = readPermissionOnly();
  const unseen = { actions: unseenActions(all), services: unseenServices(all, readReference()) };
  return new NeverList(readPatterns(new URL('./never-list.tsv', import.meta.url)), unseen);
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

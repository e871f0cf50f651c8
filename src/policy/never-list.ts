/**
 * Actions that no evidence takes away, with the reason: their use may leave no row, so a row without a time, or none
 * at all, says nothing about them. The data is never-list.tsv, a pattern and its reason a line.
 */
import { readFileSync } from 'node:fs';
import { matchesAction } from './pattern.js';

export interface NeverRemoved {
  /** Such as `iam:PassRole` or `es:ESHttp*`; the service may be a wildcard. */
  readonly pattern: string;
  /** The end of a sentence about the action. */
  readonly reason: string;
}

export class NeverList {
  readonly entries: readonly NeverRemoved[];

  constructor(entries: readonly NeverRemoved[]) {
    this.entries = entries;
  }

  holds(action: string): boolean {
    return this.entries.some(({ pattern }) => matchesAction(pattern, action));
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
  const text = readFileSync(new URL('./never-list.tsv', import.meta.url), 'utf8');
  const [, ...lines] = text.trimEnd().split('\n');
  return new NeverList(
    lines.map((line) => {
      const [pattern, reason] = line.split('\t') as [string, string];
      return { pattern, reason };
    }),
  );
}

/** The list as a view, for SQL reads no files: patterns for LIKE, in lower case, an underscore escaped by `!`. */
export function neverRemovedView({ entries }: NeverList): string {
  const rows = entries.map(({ pattern, reason }) => {
    const [service, action] = pattern.split(':') as [string, string];
    return `    (${[likeOf(service), likeOf(action), reason].map(quoted).join(', ')})`;
  });
  return `-- Actions that no evidence takes away: where lower(service_namespace) LIKE service_pattern ESCAPE '!' and
-- lower(action_name) LIKE action_pattern ESCAPE '!'. Made from src/policy/never-list.tsv by \`npm run generate\`.
-- Grain: service_pattern, action_pattern.
CREATE OR REPLACE VIEW never_removed AS
SELECT
  CAST(service_pattern AS varchar) AS service_pattern,
  CAST(action_pattern AS varchar) AS action_pattern,
  CAST(reason AS varchar) AS reason
FROM (
  VALUES
${rows.join(',\n')}
) AS t(service_pattern, action_pattern, reason)
`;
}

function likeOf(pattern: string): string {
  return pattern.toLowerCase().replaceAll('_', '!_').replaceAll('*', '%').replaceAll('?', '_');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

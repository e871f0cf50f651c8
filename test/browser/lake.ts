/** The lake that the questions are tested on, and in it what the page must tell apart besides. */
import { readFileSync } from 'node:fs';

/** Name of the account 222222222222. */
export const hostile = '<img src=x onerror=alert(1)>';

/** A role that is granted nothing, and one that is granted a service of which an administrative action is not tracked. */
const added: readonly (readonly [section: string, row: string])[] = [
  [
    'principals',
    'r3 | 555555555555:role/bare   | AROABARE   | 2026-06-15 | | - | - | - | - | - | | exported | - | - | 0 | 0 | 0 | 0',
  ],
  [
    'principals',
    'r3 | 555555555555:role/reader | AROAREADER | 2026-06-15 | | - | - | - | - | - | | exported | - | - | 1 | 0 | 1 | 0',
  ],
  ['service_last_accessed', 'r3 | 555555555555:role/reader | iam | - | - | 1 | 0'],
  ['action_last_accessed', 'r3 | 555555555555:role/reader | iam | ListRoles | - | -'],
  ['actions', 'r1 r2 r3 r4 | iam | PutGroupPolicy | Permissions management | false'],
];

export function lakeText(): string {
  const base = readFileSync(new URL('../query/questions/base.txt', import.meta.url), 'utf8');
  const sections = base.replaceAll('| Production ', `| ${hostile} `).split('\n\n');
  const rowsOf = (text: string): string[] =>
    added.filter(([section]) => text.includes(`[${section}]\n`)).map(([, row]) => `\n${row}`);
  return sections.map((text) => text + rowsOf(text).join('')).join('\n\n');
}

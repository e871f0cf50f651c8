/** What happened since the last audit, kind by kind, and who is behind it: the findings of `access-lake digest`. */
import { type Child, h, link } from '../../dom.js';
import { figure, listLength } from '../../figure.js';
import type { Opened } from '../../opened.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { aboutWhat, numberOf } from '../changes/findings.js';
import { snoozedTasks, type Tasks } from '../tasks/task-list.js';

type Mood = 'better' | 'worse' | 'neither';

const MOODS: Readonly<Record<string, Mood>> = {
  COVERAGE_LOST: 'worse',
  COVERAGE_REGAINED: 'better',
  ADMINISTRATOR_NEW: 'worse',
  OUTSIDER_NEW: 'worse',
  PERMISSIONS_FIRST_USED: 'worse',
  DORMANT_NEW: 'worse',
  GRANT_GROWN: 'worse',
  WORK_DONE: 'better',
};

/** Names in one sentence; of more it says how many. */
const NAMED = 5;

/** Nothing, of a lake with one snapshot. */
export async function story(page: Page, { work }: Tasks): Promise<HTMLElement[]> {
  const { lastAudit, date } = page.summary;
  if (lastAudit === null) return [];
  const findings = await page.sheets.open('findings');
  const { from, findings: counts } = lastAudit;
  const snoozed = snoozedTasks(work);
  const isSnoozed = (row: number): boolean =>
    findings.get('kind', row) === 'WORK_NEW' && snoozed.has(findings.text('task_id', row));
  const items = [...findings.rowsBy('kind')].map(([kind, rows]) => {
    const named = rows.filter((row) => !isSnoozed(row));
    return item(findings, kind, { named, snoozed: rows.length - named.length, all: counts[kind] ?? 0 });
  });
  return [
    h(
      'section',
      { class: 'story', 'aria-labelledby': 'story' },
      h('h2', { id: 'story' }, `Since the last audit, ${from}`),
      items.length === 0
        ? h('p', {}, 'Nothing new: no administrator, outsider, grant, dormant role or task.')
        : h('ul', {}, ...items),
      h('p', {}, link(hashOf('changes', `${from}..${date}`), 'All changes')),
    ),
  ];
}

interface Told {
  readonly named: readonly number[];
  /** New tasks that somebody put off: counted, not named. */
  readonly snoozed: number;
  /** Of the kind, in this file or not. */
  readonly all: number;
}

function item(findings: Opened, kind: string, { named: rows, snoozed, all }: Told): HTMLElement {
  const names = rows.slice(0, NAMED).flatMap((row, at): Child[] => [at === 0 ? ': ' : ', ', aboutWhat(findings, row)]);
  const more = all - snoozed - Math.min(NAMED, rows.length);
  return h(
    'li',
    { class: MOODS[kind] ?? 'neither' },
    `${titleOf(findings, kind)} (`,
    figure(numberOf(kind), all),
    ')',
    ...names,
    ...(more > 0 ? [' and ', listLength(more, 'other')] : []),
    ...(snoozed > 0 ? ['; ', listLength(snoozed, 'is', 'are'), ' snoozed'] : []),
  );
}

function titleOf(findings: Opened, kind: string): string {
  return findings.text('title', findings.rowsBy('kind').get(kind)?.[0] ?? 0);
}

/** The actions of one service of a principal, with the four states. */
import { type Child, h, outside } from '../../dom.js';
import { listLength, named } from '../../figure.js';
import type { Opened } from '../../opened.js';
import { evidence, minute, NOT_TRACKED } from '../../words.js';
import { stateMark } from './state-mark.js';

/** Tracked actions with a row, then those that IAM does not track. */
export function actionTable(
  actions: Opened,
  rows: readonly number[],
  known: Opened,
  referenced: readonly number[],
): HTMLElement {
  const granted = new Set(rows.map((row) => actions.text('action_name', row)));
  const untracked = referenced.filter(
    (row) => known.get('is_tracked', row) !== true && !granted.has(known.text('action_name', row)),
  );
  const used = rows.toSorted(
    (a, b) => (actions.number('last_accessed_at', b) ?? 0) - (actions.number('last_accessed_at', a) ?? 0),
  );
  const headings = ['Action', 'Level', 'State', 'Last accessed', 'Granted since', 'Last known use'];
  return h(
    'table',
    { class: 'actions' },
    h(
      'caption',
      {},
      listLength(rows.length, 'granted and tracked', 'granted and tracked'),
      '; ',
      listLength(untracked.length, 'not tracked', 'not tracked'),
    ),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...headings.map((title, at) =>
          h('th', { scope: 'col', class: at === 1 || at > 3 ? 'secondary' : undefined }, title),
        ),
      ),
    ),
    h('tbody', {}, ...used.map((row) => actionRow(actions, row)), ...untracked.map((row) => untrackedRow(known, row))),
  );
}

function actionRow(actions: Opened, row: number): HTMLElement {
  const at = actions.number('last_accessed_at', row);
  return h(
    'tr',
    {},
    h('td', {}, outside(actions.text('action_name', row))),
    h('td', { class: 'secondary' }, actions.text('access_level', row) || 'not known'),
    h('td', {}, stateMark(at), h('span', { class: 'below' }, evidenceOf(actions, row))),
    h('td', {}, minute(at) || 'none seen'),
    h('td', { class: 'secondary' }, grantedSince(actions, row)),
    h('td', { class: 'secondary' }, minute(actions.number('last_known_access_at', row)) || 'none in any snapshot'),
  );
}

/** Of one action of a principal. */
export function evidenceOf(sheet: Opened, row: number): Child {
  const subject = ['principal_arn', 'service_namespace', 'action_name']
    .filter((name) => sheet.columns.includes(name))
    .map((name) => sheet.text(name, row));
  return named('evidence_days', subject.join(' '), evidence(sheet.number('evidence_days', row)));
}

function grantedSince(actions: Opened, row: number): string {
  const seen = minute(actions.number('grant_first_seen_at', row)).slice(0, 10);
  if (seen === '') return 'not known';
  return actions.get('grant_start_seen', row) === true ? seen : `${seen} or earlier`;
}

function untrackedRow(known: Opened, row: number): HTMLElement {
  return h(
    'tr',
    { class: 'untracked' },
    h('td', {}, outside(known.text('action_name', row))),
    h('td', { class: 'secondary' }, known.text('access_level', row) || 'not known'),
    h('td', { colspan: 4 }, `◌ ${NOT_TRACKED}`),
  );
}

/** The services of a principal, each opening to its actions with the four states. */
import { command } from '../../copy.js';
import { type Child, h, outside } from '../../dom.js';
import { type Page, queryOf, quoted } from '../../page.js';
import { type Opened, openSheet } from '../../sheets.js';
import { ACCESSED, count, counted, evidence, minute, NOT_ACCESSED, NOT_TRACKED, percent } from '../../words.js';
import type { Principal } from './principals.js';

interface Sheets {
  readonly services: Opened;
  readonly actions: Opened;
  readonly known: Opened;
}

async function openSheets(): Promise<Sheets> {
  const [services, actions, known] = await Promise.all([
    openSheet('granted_services'),
    openSheet('granted_actions'),
    openSheet('known_actions'),
  ]);
  return { services, actions, known };
}

export async function services(page: Page, principal: Principal): Promise<HTMLElement> {
  const sheets = await openSheets();
  const rows = sheets.services.rowsBy('principal_arn').get(principal.arn);
  const heading = h('h3', {}, 'Services that its policies grant');
  const only = `--principal ${quoted(principal.arn)} --snapshot-date ${page.summary.date}`;
  const more = queryOf(page, 'principal_access', only);
  if (rows === undefined) return h('section', {}, heading, h('p', {}, ...withoutServices(principal, more)));
  const used = rows.filter((row) => sheets.services.get('last_accessed_at', row) !== null);
  const unused = rows.filter((row) => sheets.services.get('last_accessed_at', row) === null);
  const list = (some: readonly number[]) => serviceTable(sheets, some, principal, more);
  const words = `${counted(used.length, 'service')} that it used`;
  return h(
    'section',
    {},
    heading,
    unused.length > 0 && list(unused),
    used.length > 0 && h('details', { open: used.length <= shownOpen }, h('summary', {}, words), list(used)),
  );
}

/** Used services that are not folded away. */
const shownOpen = 10;
/** Rows that are there at first, and that one more press shows. */
const step = 50;

/** Those that are shown, and more on demand: everything of an administrator would be a page of 25,000 pixels. */
function serviceTable(sheets: Sheets, rows: readonly number[], principal: Principal, question: string): HTMLElement {
  const body = h('tbody');
  const more = h('button', { type: 'button', class: 'more' });
  let shown = 0;
  const show = (): void => {
    for (const row of rows.slice(shown, shown + step)) {
      const service = sheets.services.text('service_namespace', row);
      body.append(...serviceRows(sheets.services, row, () => actionsOf(sheets, principal, service, question)));
    }
    shown += step;
    more.hidden = rows.length <= shown;
    more.textContent = `Show more (${counted(rows.length - shown, 'service')} not shown)`;
  };
  more.addEventListener('click', show);
  show();
  return framed(body, more);
}

function withoutServices(principal: Principal, more: string): Child[] {
  if (principal.services === 0) return ['No policy of its own grants it anything.', ' '];
  const words = 'Its services are not in this file, which keeps those of the riskiest principals. Ask for them:';
  return [words, ' ', command(more)];
}

function actionsOf({ actions, known }: Sheets, principal: Principal, service: string, more: string): HTMLElement {
  const detail = actions.rowsBy('principal_arn').get(principal.arn);
  if (detail !== undefined || principal.granted === 0) {
    const rows = (detail ?? []).filter((at) => actions.get('service_namespace', at) === service);
    return actionTable(actions, rows, known, known.rowsBy('service_namespace').get(service) ?? []);
  }
  const words =
    'The actions of this principal are not in this file, which keeps those of the riskiest principals. Ask for them: ';
  return h('p', {}, words, command(more));
}

function framed(body: HTMLElement, more: HTMLElement): HTMLElement {
  const headings = ['Service', 'State', 'Last accessed', 'Region', 'By', 'Actions used'].map((title, at) =>
    h('th', { scope: 'col', class: at >= 3 && at <= 4 ? 'secondary' : at === 5 ? 'number' : undefined }, title),
  );
  const table = h(
    'table',
    { class: 'services' },
    h('caption', { class: 'unseen' }, 'Services'),
    h('thead', {}, h('tr', {}, ...headings)),
    body,
  );
  return h('div', { class: 'frame', tabindex: 0, role: 'region', 'aria-label': 'Services' }, table, more);
}

function serviceRows(sheet: Opened, row: number, actionsOf: () => HTMLElement): HTMLElement[] {
  const service = sheet.text('service_namespace', row);
  const at = sheet.number('last_accessed_at', row);
  const tracked = sheet.number('actions_tracked', row);
  const used = sheet.number('actions_accessed', row);
  const region = sheet.text('last_accessed_region', row);
  const place = h('td', { colspan: 6 });
  const opened = h('tr', { class: 'opened' }, place);
  opened.hidden = true;
  const button = h(
    'button',
    { type: 'button', class: 'opener', 'aria-expanded': 'false' },
    outside(sheet.text('service_name', row) || service),
    h('span', { class: 'below' }, service),
  );
  button.addEventListener('click', () => {
    opened.hidden = !opened.hidden;
    button.setAttribute('aria-expanded', String(!opened.hidden));
    if (!place.hasChildNodes()) place.append(actionsOf());
  });
  const shown = h(
    'tr',
    {},
    h('td', {}, button),
    h('td', {}, stateMark(at), h('span', { class: 'below' }, evidence(sheet.number('evidence_days', row)))),
    h('td', {}, minute(at) || 'none seen', h('span', { class: 'below narrow' }, outside(region))),
    h('td', { class: 'secondary' }, outside(region)),
    h('td', { class: 'secondary' }, outside(sheet.text('last_accessed_entity_arn', row), 'wrap')),
    h(
      'td',
      { class: 'number' },
      tracked === 0 ? 'none tracked' : `${count(used)} of ${count(tracked)}`,
      tracked ? h('span', { class: 'below' }, `${percent(used, tracked)} used`) : null,
    ),
  );
  return [shown, opened];
}

function stateMark(at: number | null): HTMLElement {
  return at === null ? h('span', { class: 'unused' }, `○ ${NOT_ACCESSED}`) : h('span', {}, `● ${ACCESSED}`);
}

/** Tracked actions with a row, then those that IAM does not track. */
function actionTable(
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
    h('caption', {}, `${count(rows.length)} granted and tracked; ${count(untracked.length)} not tracked`),
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
    h('td', {}, stateMark(at), h('span', { class: 'below' }, evidence(actions.number('evidence_days', row)))),
    h('td', {}, minute(at) || 'none seen'),
    h('td', { class: 'secondary' }, grantedSince(actions, row)),
    h('td', { class: 'secondary' }, minute(actions.number('last_known_access_at', row)) || 'none in any snapshot'),
  );
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

/** The services of a principal, each opening to its actions with the four states. */
import { command } from '../../copy.js';
import { type Child, h } from '../../dom.js';
import { csvButton, csvOfSheet } from '../../list/csv.js';
import { type Page, queryOf, quoted } from '../../page.js';
import type { Opened } from '../../sheets.js';
import { counted } from '../../words.js';
import { actionTable } from './actions.js';
import type { Principal } from './principals.js';
import { serviceList } from './service-list.js';

interface Sheets {
  readonly services: Opened;
  readonly actions: Opened;
  readonly known: Opened;
}

async function openSheets(page: Page): Promise<Sheets> {
  const [services, actions, known] = await Promise.all([
    page.sheets.open('principals.by-service'),
    page.sheets.open('principals.by-action'),
    page.sheets.open('known_actions'),
  ]);
  return { services, actions, known };
}

/** Services that are few enough to be shown at once, and that nobody needs to search. */
const FEW = 10;

export async function services(page: Page, principal: Principal): Promise<HTMLElement> {
  const sheets = await openSheets(page);
  const rows = sheets.services.rowsBy('principal_arn').get(principal.arn);
  const heading = h('h3', {}, 'Services that its policies grant');
  const only = `--principal ${quoted(principal.arn)} --snapshot-date ${page.summary.date}`;
  const more = queryOf(page, 'principal_access', only);
  if (rows === undefined) return h('section', {}, heading, h('p', {}, ...withoutServices(principal, more)));
  const openRow = (row: number): HTMLElement => actionsOf(sheets, principal, row, more);
  const { show, elements } = bothLists(sheets.services, rows, openRow);
  return h(
    'section',
    {},
    heading,
    h('div', { class: 'bar-line' }, rows.length > FEW && finder(show), saved(sheets, rows, principal)),
    ...elements,
  );
}

/** Unused ones, then, folded where they are many, used ones. */
function bothLists(services: Opened, rows: readonly number[], openRow: (row: number) => HTMLElement) {
  const isUsed = (row: number): boolean => services.get('last_accessed_at', row) !== null;
  const [unused, used] = [rows.filter((row) => !isUsed(row)), rows.filter(isUsed)];
  const [unusedList, usedList] = [serviceList(services, openRow), serviceList(services, openRow)];
  const words = h('summary');
  const folded = h('details', { class: 'folded', open: used.length <= FEW }, words, usedList.element);
  const show = (search: string): void => {
    const found = used.filter((row) => isNamed(services, row, search));
    unusedList.show(unused.filter((row) => isNamed(services, row, search)));
    usedList.show(found);
    words.textContent = `${counted(found.length, 'service')} that it used`;
    if (search !== '') folded.open = true;
  };
  show('');
  return { show, elements: [unused.length > 0 && unusedList.element, used.length > 0 && folded] };
}

function isNamed(services: Opened, row: number, search: string): boolean {
  const names = ['service_namespace', 'service_name'].map((column) => services.text(column, row));
  return names.join(' ').toLowerCase().includes(search);
}

function finder(show: (search: string) => void): HTMLElement {
  const input = h('input', { type: 'search', name: 'service', placeholder: 's3', autocomplete: 'off' });
  input.addEventListener('input', () => show(input.value.trim().toLowerCase()));
  const onsubmit = (event: Event) => event.preventDefault();
  return h(
    'form',
    { class: 'filters', role: 'search', onsubmit },
    h('label', {}, h('span', {}, 'Find a service'), input),
  );
}

/** Buttons that save all its services, and all its actions where the file holds them. */
function saved({ services, actions }: Sheets, rows: readonly number[], { name, arn }: Principal): HTMLElement {
  const own = actions.rowsBy('principal_arn').get(arn);
  const same = (row: number): number => row;
  const ofServices = csvOfSheet(`services-of-${name}`, services, same);
  const ofActions = csvOfSheet(`actions-of-${name}`, actions, same);
  return h(
    'span',
    { class: 'tools' },
    csvButton(ofServices, () => rows, 'Services as CSV'),
    own !== undefined && csvButton(ofActions, () => own, 'Actions as CSV'),
  );
}

function withoutServices(principal: Principal, more: string): Child[] {
  if (principal.services === 0) return ['No policy of its own grants it anything.', ' '];
  const words = 'Its services are not in this file, which keeps those of the riskiest principals. Ask for them:';
  return [words, ' ', command(more)];
}

function actionsOf({ services, actions, known }: Sheets, principal: Principal, row: number, more: string): HTMLElement {
  const service = services.text('service_namespace', row);
  const detail = actions.rowsBy('principal_arn').get(principal.arn);
  if (detail !== undefined || principal.granted === 0) {
    const rows = (detail ?? []).filter((at) => actions.get('service_namespace', at) === service);
    return actionTable(actions, rows, known, known.rowsBy('service_namespace').get(service) ?? []);
  }
  const words =
    'The actions of this principal are not in this file, which keeps those of the riskiest principals. Ask for them: ';
  return h('p', {}, words, command(more));
}

/** The services of a principal, each opening to its actions with the four states. */
import { command } from '../../copy.js';
import { type Child, h, outside } from '../../dom.js';
import { listLength } from '../../figure.js';
import { csvButton, csvOfSheet } from '../../list/csv.js';
import type { Opened } from '../../opened.js';
import { type Page, queryOf } from '../../page.js';
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
  const heading = h('h3', {}, 'What its policies grant');
  const only = ['--principal', principal.arn, '--snapshot-date', page.summary.date];
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

/** What it used, then, folded by letter where they are many, those of which no use is known; a search shows both as lists. */
function bothLists(services: Opened, rows: readonly number[], openRow: (row: number) => HTMLElement) {
  const isUsed = (row: number): boolean => services.get('last_accessed_at', row) !== null;
  const [used, unused] = [rows.filter(isUsed), rows.filter((row) => !isUsed(row))];
  const [usedList, unusedList] = [serviceList(services, openRow), serviceList(services, openRow)];
  const [usedTitle, unusedTitle] = [h('h4'), h('summary')];
  const letters = unused.length > FEW ? byLetter(services, unused, openRow) : undefined;
  const folded = h(
    'details',
    { class: 'folded', open: unused.length <= FEW },
    unusedTitle,
    letters ?? null,
    unusedList.element,
  );
  const show = (search: string): void => {
    const found = (all: readonly number[]): number[] => all.filter((row) => isNamed(services, row, search));
    const [foundUsed, foundUnused] = [found(used), found(unused)];
    usedList.show(foundUsed);
    usedTitle.replaceChildren('It used ', listLength(foundUsed.length, 'service'));
    unusedList.show(foundUnused);
    unusedTitle.replaceChildren('No use is known of ', listLength(foundUnused.length, 'service'));
    if (letters === undefined) return;
    letters.hidden = search !== '';
    unusedList.element.hidden = search === '';
    if (search !== '') folded.open = true;
  };
  show('');
  return { show, elements: [usedTitle, used.length > 0 && usedList.element, unused.length > 0 && folded] };
}

/** A fold for each first letter, filled when it is first opened. */
function byLetter(services: Opened, rows: readonly number[], openRow: (row: number) => HTMLElement): HTMLElement {
  const letterOf = (row: number): string =>
    (services.text('service_name', row) || services.text('service_namespace', row))
      .replace(/^(AWS|Amazon) /, '')
      .slice(0, 1)
      .toUpperCase();
  const letters = [...new Set(rows.map(letterOf))].toSorted();
  const folds = letters.map((letter) => {
    const own = rows.filter((row) => letterOf(row) === letter);
    const fold = h('details', {}, h('summary', {}, outside(letter), ': ', listLength(own.length, 'service')));
    const fill = (): void => {
      const list = serviceList(services, openRow);
      list.show(own);
      fold.append(list.element);
    };
    fold.addEventListener('toggle', fill, { once: true });
    return fold;
  });
  return h('div', { class: 'letters' }, ...folds);
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
  if (principal.services === 0) return ['No policy grants it anything.', ' '];
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

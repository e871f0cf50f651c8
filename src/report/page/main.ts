/** The page: opens its data, and shows the view that the address names. */

import { isSimulatedOrganization } from '../../model/aws/simulated.js';
import { DORMANT_DAYS } from '../payload.js';
import { copyButton } from './copy.js';
import { h, link, outside } from './dom.js';
import { once } from './once.js';
import type { Page } from './page.js';
import { type Route, readRoute } from './route.js';
import { openSummary, sheetsOfFile } from './sheets.js';
import { account } from './views/accounts/account.js';
import { accounts } from './views/accounts/accounts.js';
import { readAccounts } from './views/accounts/known-accounts.js';
import { changes } from './views/changes/changes.js';
import { method } from './views/method.js';
import { overview } from './views/overview/overview.js';
import { owner } from './views/owners/owner.js';
import { owners } from './views/owners/owners.js';
import { policies } from './views/policies/policies.js';
import { policy } from './views/policies/policy.js';
import { principalView } from './views/principals/principal.js';
import { principalList } from './views/principals/principal-list.js';
import { readPrincipals } from './views/principals/principals.js';
import { searchTexts } from './views/principals/search.js';
import { services } from './views/services.js';
import { set } from './views/sets/set.js';
import { sets } from './views/sets/sets.js';
import { worklist } from './views/tasks/worklist.js';
import { trust } from './views/trust.js';

const VIEWS: Readonly<Record<string, (page: Page, route: Route) => HTMLElement | Promise<HTMLElement>>> = {
  overview,
  worklist,
  accounts,
  account: (page, { value }) => account(page, value),
  principals: principalList,
  principal: (page, { value }) => principalView(page, value),
  sets,
  set: (page, { value }) => set(page, value),
  services,
  policies,
  policy: (page, { value }) => policy(page, value),
  trust,
  owners,
  owner,
  changes,
  method,
};

const TABS = [
  ['overview', 'Overview'],
  ['principals', 'Principals'],
  ['sets', 'Permission sets'],
  ['services', 'Services'],
  ['policies', 'Policies'],
  ['trust', 'Trust'],
  ['owners', 'Owners'],
  ['accounts', 'Accounts'],
  ['changes', 'Changes'],
  ['method', 'Method'],
] as const;
const TAB_OF: Readonly<Record<string, string>> = {
  worklist: 'overview',
  account: 'accounts',
  principal: 'principals',
  set: 'sets',
  policy: 'policies',
  owner: 'owners',
};

const main = h('main', { id: 'main', tabindex: -1 });

async function start(): Promise<void> {
  const page = await openPage();
  const tabs = TABS.map(([view, title]) => link(`#${view}`, title));
  document.body.append(skipLink(), await header(page, tabs), main);
  const show = router(page, tabs);
  addEventListener('hashchange', () => show(false).catch(failed));
  await show(true);
}

async function openPage(): Promise<Page> {
  const sheets = sheetsOfFile();
  const [summary, accountSheet, sheet, administrators, ...dormant] = await Promise.all([
    openSummary(),
    sheets.open('accounts'),
    sheets.open('principals'),
    sheets.open('administrators'),
    ...DORMANT_DAYS.map((days) => sheets.open(`dormant_principals:${days}`)),
  ]);
  const told = { administrators, dormant: new Map(dormant.map((answer, at) => [DORMANT_DAYS[at] as number, answer])) };
  const principals = readPrincipals(sheet, told);
  return {
    summary,
    sheets,
    principals,
    accounts: readAccounts(accountSheet),
    searched: once(() => searchTexts(principals, sheets)),
  };
}

function skipLink(): HTMLElement {
  const onclick = (event: Event) => {
    event.preventDefault();
    main.focus();
  };
  return h('a', { class: 'skip', href: '#main', onclick }, 'Skip to the content');
}

async function header({ summary, sheets }: Page, tabs: readonly HTMLElement[]): Promise<HTMLElement> {
  const snapshots = await sheets.open('snapshots');
  const organization = snapshots.rows > 0 ? snapshots.text('organization_id', 0) : '';
  return h(
    'header',
    {},
    h('h1', {}, 'Access Lake'),
    h(
      'p',
      { class: 'quiet' },
      outside(organization),
      ` · snapshot of ${summary.date}`,
      isSimulatedOrganization(organization) && h('strong', { class: 'simulated' }, 'Simulated organization'),
    ),
    copyButton('Copy link', () => location.href),
    h('nav', { 'aria-label': 'Views' }, ...tabs),
  );
}

/** Shows the view of the address; one that was asked for later wins. */
function router(page: Page, tabs: readonly HTMLElement[]): (isFirst: boolean) => Promise<void> {
  let latest = 0;
  return async (isFirst) => {
    latest += 1;
    const mine = latest;
    const route = readRoute(location.hash);
    const view = Object.hasOwn(VIEWS, route.view) ? route.view : 'overview';
    const shown = await (VIEWS[view] ?? overview)(page, route);
    if (mine !== latest) return;
    for (const tab of tabs) {
      const isCurrent = tab.getAttribute('href') === `#${TAB_OF[view] ?? view}`;
      tab.toggleAttribute('aria-current', isCurrent);
      if (!isCurrent) continue;
      tab.setAttribute('aria-current', 'page');
      tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    main.replaceChildren(shown);
    document.title = titleOf(page, view, shown);
    if (isFirst) return;
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  };
}

/** What a bookmark or a printed page is called. */
function titleOf({ summary }: Page, view: string, shown: HTMLElement): string {
  const name = view === 'overview' ? 'Overview' : (shown.querySelector('h2')?.textContent ?? '');
  return `${name} · Access Lake report, ${summary.date}`;
}

/** A file that was cut on its way says so. */
function failed(error: unknown): void {
  document.body.append(
    h(
      'p',
      { role: 'alert', class: 'coverage gaps' },
      `This report cannot be shown: ${error instanceof Error ? error.message : error}`,
    ),
  );
}

start().catch(failed);

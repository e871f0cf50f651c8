/** The page: opens its data, and shows the view that the address names. */
import { account } from './account.js';
import { accounts } from './accounts.js';
import { changes } from './changes.js';
import { h, link } from './dom.js';
import { readAccounts } from './known-accounts.js';
import { method } from './method.js';
import { overview } from './overview.js';
import type { Page } from './page.js';
import { principalView } from './principal.js';
import { principalList } from './principal-list.js';
import { readPrincipals } from './principals.js';
import { type Route, readRoute } from './route.js';
import { openSheet, openSummary } from './sheets.js';

const VIEWS: Readonly<Record<string, (page: Page, route: Route) => HTMLElement | Promise<HTMLElement>>> = {
  overview,
  accounts,
  account: (page, { value }) => account(page, value),
  principals: principalList,
  principal: (page, { value }) => principalView(page, value),
  changes,
  method,
};

const TABS = [
  ['overview', 'Overview'],
  ['accounts', 'Accounts'],
  ['principals', 'Principals'],
  ['changes', 'Changes'],
  ['method', 'Method'],
] as const;
const tabOf: Readonly<Record<string, string>> = { account: 'accounts', principal: 'principals' };

const main = h('main', { id: 'main', tabindex: -1 });

async function start(): Promise<void> {
  const [summary, accountSheet, sheet, administrators] = await Promise.all([
    openSummary(),
    openSheet('accounts'),
    openSheet('principals'),
    openSheet('administrators'),
  ]);
  const page: Page = {
    summary,
    accounts: readAccounts(accountSheet),
    principals: readPrincipals(sheet, administrators),
  };
  const runs = await openSheet('runs');
  const organization = runs.rows > 0 ? runs.text('organization_id', runs.rows - 1) : '';
  const tabs = TABS.map(([view, title]) => link(`#${view}`, title));
  const skip = h(
    'a',
    {
      class: 'skip',
      href: '#main',
      onclick: (event: Event) => {
        event.preventDefault();
        main.focus();
      },
    },
    'Skip to the content',
  );
  const head = h(
    'header',
    {},
    h('h1', {}, 'Access Lake'),
    h('p', { class: 'quiet' }, `${organization} · snapshot of ${summary.date}`),
    h('nav', { 'aria-label': 'Views' }, ...tabs),
  );
  document.body.append(skip, head, main);
  let latest = 0;
  const show = async (isFirst: boolean): Promise<void> => {
    latest += 1;
    const mine = latest;
    const route = readRoute(location.hash);
    const view = VIEWS[route.view] ? route.view : 'overview';
    const shown = await (VIEWS[view] ?? overview)(page, route);
    if (mine !== latest) return;
    for (const tab of tabs) {
      if (tab.getAttribute('href') === `#${tabOf[view] ?? view}`) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    }
    main.replaceChildren(shown);
    if (isFirst) return;
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  };
  addEventListener('hashchange', () => show(false).catch(failed));
  await show(true);
  performance.mark('first-view');
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

/** The views of a page: those with a tab, and the first few that have an address of their own. */
import type { Page } from 'playwright-core';
import type { Watched } from './browser.js';

const TABS = ['overview', 'worklist', 'principals', 'sets', 'services', 'policies', 'trust', 'owners', 'accounts'];
const OF_ONE = ['principal', 'set', 'policy', 'account', 'owner'];

/** `each`: views that are taken of every kind of subject. */
export async function viewsOf({ page, go }: Pick<Watched, 'page' | 'go'>, each: number): Promise<string[]> {
  const linked = new Set<string>();
  for (const tab of TABS) {
    await go(`#${tab}`);
    for (const href of await hrefsIn(page)) linked.add(href);
  }
  const ofOne = OF_ONE.flatMap((kind) => [...linked].filter((href) => href.startsWith(`#${kind}=`)).slice(0, each));
  return [...TABS.map((tab) => `#${tab}`), '#changes', '#method', ...ofOne];
}

function hrefsIn(page: Page): Promise<string[]> {
  return page.locator('main a[href^="#"]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
}

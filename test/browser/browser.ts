/** The page in Chromium, watched. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Watched {
  readonly page: Page;
  /** Console messages, errors, dialogs and requests that should not be. */
  readonly trouble: string[];
  go(hash: string): Promise<void>;
}

export async function openReport(
  browser: Browser,
  path: string,
  { hash = '', ...options }: { hash?: string; width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<Watched> {
  const { width = 1280, colorScheme = 'light' } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href + hash);
  await page.waitForSelector('main h2');
  const go = async (next: string): Promise<void> => {
    await page.evaluate((to) => {
      document.querySelector('main > *')?.setAttribute('data-old', '');
      location.hash = to;
    }, next);
    await page.waitForSelector('main > :not([data-old])');
  };
  return { page, trouble, go };
}

/** What axe-core finds against WCAG A and AA; evaluated by the debugger, which no policy of the page binds. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    (
      globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'],
    }),
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

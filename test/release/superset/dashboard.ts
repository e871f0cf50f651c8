/** The dashboard in Chromium, page by page: what each chart was answered, and what went wrong. */
import type { Browser, Page, Response } from 'playwright-core';

export interface ShownPage {
  readonly name: string;
  readonly charts: readonly ShownChart[];
  /** Alerts on the page, by their text. */
  readonly alerts: readonly string[];
  readonly picture: Buffer;
}

export interface ShownChart {
  readonly title: string;
  readonly status: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface Shown {
  readonly pages: readonly ShownPage[];
  /** Hosts that the browser was sent to, beside Superset. */
  readonly hosts: ReadonlySet<string>;
  /** Answers of Superset that are errors. */
  readonly failed: readonly string[];
}

const CHART_DATA = '/api/v1/chart/data';
const settleMs = 1_500;

export async function showDashboard(browser: Browser, url: string, colorScheme: 'light' | 'dark'): Promise<Shown> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, colorScheme });
  const hosts = new Set<string>();
  const failed: string[] = [];
  await context.route(
    (to) => !to.href.startsWith(url),
    (route) => {
      hosts.add(new URL(route.request().url()).host);
      return route.abort();
    },
  );
  await context.request.post(`${url}/login/`, { form: { username: 'admin', password: 'admin' } });
  const titles = await titlesOf(await context.request.get(`${url}/api/v1/chart/?q=(page_size:100)`));
  const page = await context.newPage();
  const answers: Promise<ShownChart>[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
    if (response.url().includes(CHART_DATA)) answers.push(chartOf(response, titles));
  });
  await page.goto(`${url}/superset/dashboard/access-lake/`);
  await page.getByRole('tab').first().waitFor();
  const pages: ShownPage[] = [];
  for (const [at, name] of (await page.getByRole('tab').allTextContents()).entries()) {
    await page.getByRole('tab').nth(at).click();
    await settled(page);
    const charts = await Promise.all(answers.splice(0));
    const told = await page.locator('[role=alert]:visible, .ant-alert-error:visible').allTextContents();
    const alerts = told.filter((text) => text.trim() !== '');
    pages.push({ name, charts, alerts, picture: await page.screenshot() });
  }
  await context.close();
  return { pages, hosts, failed };
}

async function titlesOf(response: { json(): Promise<unknown> }): Promise<ReadonlyMap<number, string>> {
  const { result } = (await response.json()) as { result: { id: number; slice_name: string }[] };
  return new Map(result.map(({ id, slice_name }) => [id, slice_name]));
}

async function chartOf(response: Response, titles: ReadonlyMap<number, string>): Promise<ShownChart> {
  const asked = response.request().postDataJSON() as { form_data: { slice_id: number } };
  const { result } = (await response.json()) as { result?: { data: ShownChart['rows'] }[] };
  const title = titles.get(asked.form_data.slice_id) ?? String(asked.form_data.slice_id);
  return { title, status: response.status(), rows: result?.[0]?.data ?? [] };
}

/** Until nothing loads any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(`document.querySelectorAll('.loading, [aria-label="Loading"]').length === 0`);
  await page.waitForTimeout(settleMs); // charts move in
}

// Takes the pictures of the README from the report of the demo: node scripts/pictures.mjs <folder of the demo>
// <folder>-report.html must be there (access-lake demo --destination <folder>).
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const report = `${resolve(process.argv[2] ?? 'lake')}-report.html`;
const images = fileURLToPath(new URL('../docs/images/', import.meta.url));
/** payments-staging, of the first seed. */
const accountId = '553128200006';

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1180 } });
  await page.goto(pathToFileURL(report).href);
  await page.waitForSelector('main h2');
  await page.screenshot({ path: `${images}overview.png` });
  const arn = `arn:aws:iam::${accountId}:role/PaymentAppTestRole`;
  await page.goto(`${pathToFileURL(report).href}#principal=${encodeURIComponent(arn)}`);
  await page.reload();
  await page.getByRole('heading', { name: 'PaymentAppTestRole' }).first().waitFor();
  await page.setViewportSize({ width: 1280, height: 1060 });
  await page.screenshot({ path: `${images}principal.png` });
} finally {
  await browser.close();
}

/** The file: one page with its own code, style and data, that may reach nothing. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { packed } from './packed.js';
import type { ReportSummary } from './payload.js';

/** What the page is made of, bundled by scripts/build-page.mjs. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

const built = new URL('../../dist/report/', import.meta.url);

export async function readPageAssets(folder: URL = built): Promise<PageAssets> {
  const [script, style] = await Promise.all([
    readFile(new URL('page.js', folder), 'utf8'),
    readFile(new URL('page.css', folder), 'utf8'),
  ]);
  return { script, style };
}

/** The whole page, with its packed sheets. They are base64, so nothing that AWS said can end an element. */
export function pageHtml(
  summary: ReportSummary,
  sheets: ReadonlyMap<string, string>,
  { script, style }: PageAssets,
): string {
  const blocks = [['summary', packed(summary)], ...sheets];
  const data = blocks.map(([name, text]) => `<script type="text/plain" id="data:${name}">${text}</script>`);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>Access Lake report, ${summary.date}</title>`,
    '<link rel="icon" href="data:,">',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<noscript>This report needs JavaScript: its data is compressed in this file, and is read from nowhere else.</noscript>',
    ...data,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Nothing may be loaded, sent or run but what is hashed here. */
function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

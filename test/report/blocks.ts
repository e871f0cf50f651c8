/** What a report's file holds: its data, unpacked, and the page without them. */
import { gunzipSync } from 'node:zlib';
import type { Sheet } from '../../src/report/payload.js';

const BLOCK = /<script type="text\/plain" id="data:([^"]*)">([^<]*)<\/script>/g;

export function blocksOf(html: string): Map<string, unknown> {
  return new Map([...html.matchAll(BLOCK)].map(([, name = '', text = '']) => [name, unpacked(text)]));
}

export function withoutBlocks(html: string): string {
  return html.replaceAll(BLOCK, '');
}

function unpacked(text: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString());
}

/** The cells of a column, from the first row to the last. */
export function column(sheet: Sheet, name: string): unknown[] {
  const found = sheet.columns[name];
  if (!found) throw new Error(`No column ${name}`);
  return 'values' in found ? [...found.values] : found.codes.map((code) => found.dictionary[code] ?? null);
}

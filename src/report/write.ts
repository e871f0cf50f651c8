/** From a lake to a file: `access-lake report`. */
import { writeFile } from 'node:fs/promises';
import { unfinishedPlace, writeNamedFile } from '../files/named-file.js';
import { type Effects, systemEffects } from '../model/effects.js';
import type { QueryEngine } from '../query/engine/engine.js';
import { inTightHeap } from '../tools/v8.js';
import { collectReport, type ReportOptions } from './collect.js';
import { fitted } from './fit.js';
import { type PageAssets, readPageAssets } from './html.js';
import type { ReportSummary } from './payload.js';

export interface WrittenReport {
  readonly path: string;
  readonly bytes: number;
  readonly summary: ReportSummary;
}

/** Largest file, in bytes: one that can be mailed, and more only for what more than 20,000 principals need themselves. */
const LARGEST_FILE = 10_000_000;
const BYTES_A_PRINCIPAL = 500;

export interface WriteEffects {
  readonly assets?: PageAssets;
  readonly mostBytes?: number;
  readonly effects?: Effects;
}

/**
 * Writes the report, whole or not at all, over what stood at `path`. Where it would be larger than a file may be, the
 * riskiest principals keep their detail and the page says what it leaves out; fails with a UserError where that is too
 * large as well, and for all that {@link collectReport} fails for.
 */
export async function writeReport(
  engine: QueryEngine,
  path: string,
  options: ReportOptions,
  { assets, mostBytes, effects = systemEffects }: WriteEffects = {},
): Promise<WrittenReport> {
  const file = { path, unfinished: unfinishedPlace(path, effects.randomId(8)), hint: 'Give another --out.' };
  const page = assets ?? (await readPageAssets());
  const collected = await inTightHeap(() => collectReport(engine, options, effects.now()));
  const principals = collected.sheets.get('principals')?.rows ?? 0;
  const limit = mostBytes ?? Math.max(LARGEST_FILE, BYTES_A_PRINCIPAL * principals);
  const { html, bytes, summary } = await fitted(collected, page, limit);
  options.signal?.throwIfAborted();
  await writeNamedFile(file, async (place) => {
    await writeFile(place, html, { flag: 'wx' });
    return true;
  });
  return { path, bytes, summary };
}

/** From a lake to a file: `access-lake report`. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { type Effects, systemEffects } from '../model/effects.js';
import { unwritable } from '../model/unwritable.js';
import type { QueryEngine } from '../query/engine.js';
import { type Budget, collectReport, type ReportOptions } from './collect.js';
import { type PageAssets, pageHtml, readPageAssets } from './html.js';
import type { ReportSummary } from './payload.js';

export interface WrittenReport {
  readonly path: string;
  readonly bytes: number;
  readonly summary: ReportSummary;
}

/** Largest file, in bytes. */
const mostBytes = 10_000_000;
const budget: Budget = { services: 600_000, actions: 400_000, changes: 50_000 };

/**
 * Writes the report, whole or not at all, over what stood at `path`. Where it would pass 10 MB it is asked again with
 * half the detail; the page says what it leaves out.
 */
export async function writeReport(
  engine: QueryEngine,
  path: string,
  options: ReportOptions,
  { assets, effects = systemEffects }: { assets?: PageAssets; effects?: Effects } = {},
): Promise<WrittenReport> {
  const page = assets ?? (await readPageAssets());
  const { html, summary } = await fitting(engine, options, page, effects.now());
  options.signal?.throwIfAborted();
  const bytes = Buffer.byteLength(html);
  await writeWhole(path, html, effects);
  return { path, bytes, summary };
}

async function fitting(engine: QueryEngine, options: ReportOptions, page: PageAssets, now: number) {
  for (let share = 1; ; share /= 2) {
    const part: Budget = {
      services: Math.floor(budget.services * Math.min(1, share * 2)),
      actions: Math.floor(budget.actions * share),
      changes: Math.floor(budget.changes * share),
    };
    const collected = await collectReport(engine, options, part, now);
    const html = pageHtml(collected, page);
    if (Buffer.byteLength(html) <= mostBytes || part.actions === 0) return { html, summary: collected.summary };
  }
}

async function writeWhole(path: string, text: string, effects: Effects): Promise<void> {
  const unfinished = `${path}.${effects.randomId(4)}.partial`;
  try {
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw unwritable(error, path, 'Give another --out.');
  }
}

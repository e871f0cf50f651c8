/** The file at a size that can be mailed. */
import { setImmediate as turn } from 'node:timers/promises';
import { UserError } from '../model/errors.js';
import { cutTo, mayBeCut } from './cut.js';
import { type PageAssets, pageHtml } from './html.js';
import { packed } from './packed.js';
import type { Collected, ReportSummary, Sheet } from './payload.js';

export interface Fitted {
  readonly html: string;
  readonly bytes: number;
  readonly summary: ReportSummary;
}

/**
 * The whole report where it fits, else as much of it as does; the page says what is not there. Fails with a UserError
 * where what must be there does not fit: coverage, principals, figures.
 */
export async function fitted(collected: Collected, page: PageAssets, mostBytes: number): Promise<Fitted> {
  const kept = await packedSheets(collected, (name) => !mayBeCut(name));
  const written = async (share: number): Promise<Fitted> => {
    const { summary, sheets } = share === 1 ? collected : cutTo(collected, share);
    const cut = await packedSheets({ sheets }, mayBeCut);
    const html = pageHtml(summary, new Map([...kept, ...cut]), page);
    return { html, bytes: Buffer.byteLength(html), summary };
  };
  let report = await written(1);
  if (report.bytes <= mostBytes) return report;
  const least = await written(0);
  if (least.bytes > mostBytes) throw tooLarge(least.bytes, mostBytes);
  let share = 1;
  while (report.bytes > mostBytes) {
    share *= (0.98 * (mostBytes - least.bytes)) / (report.bytes - least.bytes);
    report = await written(share);
  }
  return report;
}

/** Between two sheets signals are heard and progress is drawn. */
async function packedSheets(
  { sheets }: { readonly sheets: ReadonlyMap<string, Sheet> },
  isWanted: (name: string) => boolean,
): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const [name, sheet] of sheets) {
    if (!isWanted(name)) continue;
    await turn();
    all.set(name, packed(sheet));
  }
  return all;
}

function tooLarge(bytes: number, mostBytes: number): UserError {
  return new UserError(
    `Cannot write the report: its principals alone take ${bytes} bytes, and a report may have ${mostBytes}.`,
    { hint: 'Ask the lake itself: `access-lake query` lists the questions.' },
  );
}

/** The file at a size that can be mailed. */
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
export function fitted(collected: Collected, page: PageAssets, mostBytes: number): Fitted {
  const kept = packedSheets(collected, (name) => !mayBeCut(name));
  const written = (share: number): Fitted => {
    const { summary, sheets } = share === 1 ? collected : cutTo(collected, share);
    const html = pageHtml(summary, new Map([...kept, ...packedSheets({ sheets }, mayBeCut)]), page);
    return { html, bytes: Buffer.byteLength(html), summary };
  };
  let report = written(1);
  if (report.bytes <= mostBytes) return report;
  const least = written(0);
  if (least.bytes > mostBytes) throw tooLarge(least.bytes, mostBytes);
  let share = 1;
  while (report.bytes > mostBytes) {
    share *= (0.98 * (mostBytes - least.bytes)) / (report.bytes - least.bytes);
    report = written(share);
  }
  return report;
}

function packedSheets(
  { sheets }: { readonly sheets: ReadonlyMap<string, Sheet> },
  isWanted: (name: string) => boolean,
): Map<string, string> {
  const wanted = [...sheets].filter(([name]) => isWanted(name));
  return new Map(wanted.map(([name, sheet]) => [name, packed(sheet)]));
}

function tooLarge(bytes: number, mostBytes: number): UserError {
  return new UserError(
    `Cannot write the report: its principals alone take ${bytes} bytes, and a report may have ${mostBytes}.`,
    { hint: 'Ask the lake itself: `access-lake query` lists the questions.' },
  );
}

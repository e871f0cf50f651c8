/** The data blocks of the file, opened when they are first needed. */
import type { Comparison, ReportSummary, Sheet, SheetName } from '../payload.js';
import { type Opened, openedOf } from './opened.js';

type BlockName = SheetName | `changes:${string}` | `changes.by-action:${string}`;

/** Of this file, each opened once. */
export interface Sheets {
  open(name: BlockName): Promise<Opened>;
}

export function sheetsOfFile(): Sheets {
  const opened = new Map<string, Promise<Opened>>();
  return {
    open: (name) => {
      const sheet = opened.get(name) ?? readBlock<Sheet>(name).then(openedOf);
      opened.set(name, sheet);
      return sheet;
    },
  };
}

export function openSummary(): Promise<ReportSummary> {
  return readBlock<ReportSummary>('summary');
}

export function comparisonOf({ comparisons }: ReportSummary, from: string, to: string): Comparison | undefined {
  return comparisons.find((pair) => pair.from === from && pair.to === to);
}

async function readBlock<T>(name: string): Promise<T> {
  const text = document.getElementById(`data:${name}`)?.textContent;
  if (text === undefined || text === null) throw new Error(`The file holds no data "${name}": it is incomplete.`);
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text()) as T;
}

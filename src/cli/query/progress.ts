/** How statements go, on stderr: state, bytes scanned and their cost, of all together. Of DuckDB the copying from a bucket. */
import type { QueryOptions } from '../../query/engine.js';
import type { Terminal } from '../terminal.js';
import { bytes } from '../text/numbers.js';

/** Athena's price a TB (10^12 bytes) scanned, in US dollars, and the least that a statement is billed for. */
const DOLLARS_PER_TB = 5;
const LEAST_BILLED_BYTES = 10_000_000;
/** States of Athena that no other follows. */
const ENDED = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);

export interface QueryProgress {
  readonly report: NonNullable<QueryOptions['onProgress']>;
  /** Shows how far something has come. */
  readonly show: (text: string) => void;
  /** Ends the line, so that something else can be printed. */
  readonly end: () => void;
}

export function queryProgress(terminal: Terminal): QueryProgress {
  let last = '';
  const ended = { bytes: 0, billedBytes: 0 };
  const isTerminal = terminal.stderr.isTTY === true;
  const show = (text: string): void => {
    last = text;
    if (isTerminal) terminal.note(`\r\x1b[K${last}`);
  };
  return {
    show,
    report: ({ state, bytesScanned, copied }) => {
      if (copied !== undefined) {
        show(`copied ${copied.files} of ${copied.of} files, ${bytes(copied.bytes)} fetched`);
        return;
      }
      const read = ended.bytes + (bytesScanned ?? 0);
      const billedBytes = ended.billedBytes + (bytesScanned === null ? 0 : Math.max(bytesScanned, LEAST_BILLED_BYTES));
      show(`${state.toLowerCase()}: ${billedBytes === 0 ? 'nothing scanned yet' : scanned(read, billedBytes)}`);
      if (ENDED.has(state)) Object.assign(ended, { bytes: read, billedBytes });
    },
    end: () => {
      if (last !== '') terminal.note(isTerminal ? `\r\x1b[K${last}\n` : `${last}\n`);
      last = '';
    },
  };
}

function scanned(read: number, billedBytes: number): string {
  return `${bytes(read)} scanned, about $${((billedBytes / 1e12) * DOLLARS_PER_TB).toFixed(5)}`;
}

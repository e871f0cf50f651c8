/**
 * How statements go, on stderr. A terminal sees in one line what is being done, how far it is and for how long; of Athena
 * the state, bytes scanned and their cost, of all together; of DuckDB the copying from a bucket.
 */
import type { Effects } from '../../model/effects.js';
import { count, counted } from '../../model/numbers.js';
import type { QueryOptions } from '../../query/engine/engine.js';
import { fittingParts, partsOf } from '../progress/words.js';
import type { Terminal } from '../terminal.js';
import { bytes, seconds } from '../text/numbers.js';

/** Athena's price a TB (10^12 bytes) scanned, in US dollars, and the least that a statement is billed for. */
const DOLLARS_PER_TB = 5;
const LEAST_BILLED_BYTES = 10_000_000;
/** States of Athena that no other follows. */
const ENDED = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);
/** What takes less than the first is not shown at all. */
const SHOWN_EVERY_MS = 1000;

export interface QueryProgress {
  readonly report: NonNullable<QueryOptions['onProgress']>;
  /** Says what is done from here on, and counts anew. */
  readonly phase: (name: string) => void;
  /** Shows how far something has come. */
  readonly show: (text: string) => void;
  /** A statement begins. */
  readonly statement: () => void;
  /** So many more rows have come. */
  readonly rows: (more: number) => void;
  /** Ends the line, so that something else can be printed; the next phase or statement begins another. */
  readonly end: () => void;
  /** Prints a line of its own. */
  readonly note: (text: string) => void;
}

export function queryProgress(
  terminal: Pick<Terminal, 'note' | 'stderr'>,
  { monotonic }: Pick<Effects, 'monotonic'>,
  { isDrawn = true }: { readonly isDrawn?: boolean } = {},
): QueryProgress {
  const line = new Line(terminal, monotonic, isDrawn && terminal.stderr.isTTY === true);
  const ended = { bytes: 0, billedBytes: 0 };
  return {
    phase: (name) => line.begin(name),
    show: (text) => line.show(text),
    statement: () => line.statement(),
    rows: (more) => {
      line.rows += more;
    },
    report: ({ state, bytesScanned, copied }) => {
      if (copied !== undefined) {
        line.show(`copied ${copied.files} of ${copied.of} files, ${bytes(copied.bytes)} fetched`);
        return;
      }
      const read = ended.bytes + (bytesScanned ?? 0);
      const billedBytes = ended.billedBytes + (bytesScanned === null ? 0 : Math.max(bytesScanned, LEAST_BILLED_BYTES));
      line.show(`${state.toLowerCase()}: ${billedBytes === 0 ? 'nothing scanned yet' : scanned(read, billedBytes)}`);
      if (ENDED.has(state)) Object.assign(ended, { bytes: read, billedBytes });
    },
    end: () => line.end(),
    note: (text) => {
      line.end();
      terminal.note(text);
    },
  };
}

/** The line that is written over and over. */
class Line {
  rows = 0;
  #statements = 0;
  #phase = '';
  /** What was told last; it stays where the line ends. */
  #shown = '';
  #isDrawn = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #terminal: Pick<Terminal, 'note' | 'stderr'>;
  readonly #monotonic: () => number;
  readonly #startedAt: number;
  readonly #isTerminal: boolean;

  constructor(terminal: Pick<Terminal, 'note' | 'stderr'>, monotonic: () => number, isTerminal: boolean) {
    this.#terminal = terminal;
    this.#monotonic = monotonic;
    this.#startedAt = monotonic();
    this.#isTerminal = isTerminal;
  }

  begin(phase: string): void {
    this.rows = 0;
    this.#statements = 0;
    this.#phase = phase;
    this.#shown = '';
    this.#run();
  }

  statement(): void {
    this.#statements += 1;
    this.#run();
  }

  show(text: string): void {
    this.#shown = text;
    this.#run();
    if (this.#isTerminal) this.#draw();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#isTerminal && (this.#isDrawn || this.#shown !== '')) {
      this.#terminal.note(`\r\x1b[K${this.#shown === '' ? '' : `${this.#shown}\n`}`);
    }
    if (!this.#isTerminal && this.#shown !== '') this.#terminal.note(`${this.#shown}\n`);
    this.#isDrawn = false;
    this.#shown = '';
  }

  #run(): void {
    if (!this.#isTerminal || this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#draw(), SHOWN_EVERY_MS);
    this.#timer.unref();
  }

  #draw(): void {
    const width = this.#terminal.stderr.columns || 80;
    const done = partsOf([...this.#done(), this.#elapsed()].join(', '));
    const parts = this.#phase === '' ? done : [this.#phase.slice(0, width - 1), `: ${done[0]}`, ...done.slice(1)];
    this.#terminal.note(`\r\x1b[K${fittingParts(parts, width)}`);
    this.#isDrawn = true;
  }

  #done(): string[] {
    if (this.#shown !== '') return [this.#shown];
    return [
      ...(this.#statements > 0 ? [counted(this.#statements, 'statement')] : []),
      ...(this.rows > 0 ? [`${count(this.rows)} rows`] : []),
    ];
  }

  #elapsed(): string {
    return `${seconds((this.#monotonic() - this.#startedAt) / 1000)} elapsed`;
  }
}

function scanned(read: number, billedBytes: number): string {
  return `${bytes(read)} scanned, about $${((billedBytes / 1e12) * DOLLARS_PER_TB).toFixed(5)}`;
}

/** How an answer is written down. */
import type { Cell, ResultColumn } from '../engine/engine.js';

export type Rows = readonly (readonly Cell[])[];

/** Text, piece by piece as the pages come. */
export type Format = (columns: readonly ResultColumn[], pages: AsyncIterable<Rows>) => AsyncIterable<string>;

/** How a table is laid out. */
export interface Look {
  /** Columns of the terminal; infinite: a line is as long as its row. */
  readonly width: number;
  readonly brief: boolean;
  /** Of a brief table: columns that come before the others, and stay the longest where not all fit. */
  readonly first?: readonly string[] | undefined;
  /** Is told the columns with values that do not fit. */
  readonly onHidden?: (names: readonly string[]) => void;
}

/** A column of a list. */
import type { Child } from '../dom.js';

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => Child | readonly Child[];
  /** What it sorts by; null, not known, always comes last. */
  readonly sort?: (row: T) => string | number | null;
  /** Its cells are numbers, each figure with a name of its own. */
  readonly isNumber?: boolean;
  /** Its cells are one number each, and this is its name: see figure.ts. */
  readonly number?: string;
  /** Left out where the page is narrow. */
  readonly isSecondary?: boolean;
  /** Class of its cells. */
  readonly className?: string;
}

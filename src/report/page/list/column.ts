/** A column of a list. */
import type { Child } from '../dom.js';

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => Child | readonly Child[];
  /** What it sorts by; null, not known, always comes last. */
  readonly sort?: (row: T) => string | number | null;
  readonly isNumber?: boolean;
  /** Left out where the page is narrow. */
  readonly isSecondary?: boolean;
  /** Class of its cells. */
  readonly className?: string;
}

/** What is asked: whether something may be taken from a subject. */
import type { Exceptions } from './exceptions.js';
import type { Subject } from './subjects.js';
import type { Named } from './uses.js';

export interface Item extends Named {
  readonly subject: Subject;
}

export interface Question {
  readonly date: string;
  readonly days: number;
  /** Bounds uses and blind Regions, nothing else; by default the date. */
  readonly usesUntil?: string;
  readonly except?: Exceptions;
  /** Patterns of what is idle by design, which count no more, and principals. */
  readonly released?: readonly string[];
  /** Names or ARNs that the exemption of an SCP names. */
  readonly exempted?: readonly string[];
}

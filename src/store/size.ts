/** Objects that are larger than their reader takes: refused before they are in memory. */
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';

/** What any object may have: the largest that Access Lake writes have some 10 MB. */
export const LARGEST_BYTES = 2 ** 30;

/** An object is larger than it may be. */
export class TooLargeError extends UserError {
  readonly bytes: number;

  constructor(place: string, bytes: number, maxBytes: number) {
    super(`Cannot read ${jsonForTerminal(place)}: it has ${bytes} bytes, and may have ${maxBytes}.`);
    this.bytes = bytes;
  }
}

/** Fails with a {@link TooLargeError} where an object has more than `maxBytes`. */
export function checkSize(place: string, bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new TooLargeError(place, bytes, maxBytes);
}

/** SHA-256 of what is at hand; what is too long for that is hashed as it is read. */
import { createHash } from 'node:crypto';

/** In hex; a text counts as UTF-8. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

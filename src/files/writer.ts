/** Who wrote an unfinished file, and whether that process still lives. */

import { thisMachine } from '../tools/process-identity.js';
import { sha256Of } from '../tools/sha256.js';

/** Where nothing is known of the writer (another machine, no /proc), a file untouched for so long is abandoned. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

/** `<kernel>-<pid>-<start>`: letters, digits and `-`. */
export function thisWriter(): string {
  const { kernel, pid, start } = thisMachine.self();
  return `${nameOf(kernel)}-${pid}-${start ?? 'unknown'}`;
}

/** False where it lives or may live. `touchedAt` and `now`: ms since 1970 in UTC. */
export function isGone(writer: string, touchedAt: number, now: number): boolean {
  const [kernel, pid, start = null] = writer.split('-');
  const self = thisMachine.self();
  if (self.kernel === null || kernel !== nameOf(self.kernel)) return now - touchedAt > ABANDONED_AFTER_MS;
  return thisMachine.isGone({ host: self.host, kernel: self.kernel, pid: Number(pid), start });
}

function nameOf(kernel: string | null): string {
  return kernel === null ? 'unknown' : sha256Of(kernel).slice(0, 16);
}

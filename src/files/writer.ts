/** Who wrote an unfinished file, and whether that process still lives. */
import { createHash } from 'node:crypto';
import { thisMachine } from '../model/process-identity.js';

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
  return kernel === null ? 'unknown' : createHash('sha256').update(kernel).digest('hex').slice(0, 16);
}

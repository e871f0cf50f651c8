/**
 * Who wrote an unfinished file, and whether that process still lives. A process is known by the kernel that
 * runs it (boot id and namespace of process ids, so that containers are told apart), its id and its start.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** Where nothing is known of the writer (another machine, no /proc), a file untouched for so long is abandoned. */
const abandonedAfterMs = 24 * 3_600_000;

/** `<kernel>-<pid>-<start>`: letters, digits and `-`. */
export function thisWriter(): string {
  return `${kernel()}-${process.pid}-${startOf(process.pid) ?? 'unknown'}`;
}

/** False where it lives or may live. `touchedAt` and `now`: ms since 1970 in UTC. */
export function isGone(writer: string, touchedAt: number, now: number): boolean {
  const [machine, pid, start] = writer.split('-');
  if (machine !== 'unknown' && machine === kernel()) return startOf(Number(pid)) !== start;
  return now - touchedAt > abandonedAfterMs;
}

function kernel(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    const name = `${boot}${readlinkSync('/proc/self/ns/pid')}`;
    return createHash('sha256').update(name).digest('hex').slice(0, 16);
  } catch {
    return 'unknown';
  }
}

/** Start of a running process in clock ticks since boot; undefined where there is none, or only its remains. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from field 3 of proc(5) on
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

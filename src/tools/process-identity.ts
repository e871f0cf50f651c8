/**
 * Which process this is, so that another one can tell whether it is gone. A process is known by the kernel
 * that runs it (host, boot, namespace of process ids, so that containers differ), its id and its start.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Boot and namespace of process ids; null where they are not available (no /proc). */
  readonly kernel: string | null;
  /** Start in clock ticks since boot; null as kernel. */
  readonly start: string | null;
}

export interface Machine {
  self(): ProcessIdentity;
  /** True only where it is certain: same host, same boot, and no such process. */
  isGone(identity: ProcessIdentity): boolean;
}

export const thisMachine: Machine = {
  self: () => ({ host: hostname(), pid: process.pid, kernel: kernel(), start: startOf(process.pid) }),
  isGone({ host, pid, kernel: other, start }) {
    if (other === null || other !== kernel() || host !== hostname()) return false;
    return startOf(pid) !== start;
  },
};

function kernel(): string | null {
  return readOrNull(() => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  });
}

/** Null where there is no such process, or only its remains. */
function startOf(pid: number): string | null {
  return readOrNull(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from field 3 of proc(5) on
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  });
}

function readOrNull(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** The memory of another process. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** `ps` is a process each time. */
const [LOOK_MS, ASK_MS] = [50, 250];

/** Waits until the process has more than `most` bytes resident; for ever where nobody tells, as on Windows. */
export async function exceeds(pid: number, most: number): Promise<void> {
  const isLinux = process.platform === 'linux';
  for (;;) {
    if ((isLinux ? byProc(pid) : await byPs(pid)) > most) return;
    await delay(isLinux ? LOOK_MS : ASK_MS, undefined, { ref: false });
  }
}

/** 0 once it is gone. */
function byProc(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function byPs(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return 1024 * Number(stdout.trim() || 0);
}

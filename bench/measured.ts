/** A command in processes of its own: what it takes of the machine, all its processes together. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

export interface Taken {
  readonly wallSeconds: number;
  /** User and system, of all processes that ended. */
  readonly cpuSeconds: number;
  /** The most that its processes were resident with together, looked at every 200 ms. */
  readonly peakMb: number;
}

const EVERY_MS = 200;
const PAGE_BYTES = 4096;

/** Runs Node with `args`. Fails with what it said of errors where it ends with none of `codes`. */
export async function measured(
  args: readonly string[],
  codes: readonly number[] = [0],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Taken> {
  const began = performance.now();
  // The shell adds up the times of all that it waits for, which Node does not tell of its children's children.
  const script = 'TIMEFORMAT="%U %S"; { time "$@" 2>&3; } 3>&2 2>&4';
  const shell = spawn('bash', ['-c', script, 'bash', process.execPath, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ignore', 'pipe'],
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(shell.pid as number));
  }, EVERY_MS);
  const [, , , , times] = shell.stdio;
  const [said, time, [code]] = await Promise.all([
    text(shell.stderr as NodeJS.ReadableStream),
    text(times as NodeJS.ReadableStream),
    once(shell, 'exit'),
  ]);
  clearInterval(timer);
  if (!codes.includes(code)) throw new Error(`${args.join(' ')} ended with ${code}:\n${said}`);
  const cpuSeconds = time
    .trim()
    .split(' ')
    .reduce((sum, seconds) => sum + Number(seconds), 0);
  return { wallSeconds: (performance.now() - began) / 1000, cpuSeconds, peakMb: Math.round(peak / 1e6) };
}

/** Of a process and all below it, as /proc says now. */
function residentBytes(root: number): number {
  const parents = new Map<number, { parent: number; bytes: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from the state, the third, on
      parents.set(Number(name), { parent: Number(fields[1]), bytes: Number(fields[21]) * PAGE_BYTES });
    } catch {
      // it ended meanwhile
    }
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isBelow(parents.get(pid)?.parent ?? 0));
  return [...parents].reduce((sum, [pid, { bytes }]) => (isBelow(pid) ? sum + bytes : sum), 0);
}

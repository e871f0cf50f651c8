/** Programs that the engines need: run to the end, or started and stopped. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const readyPollMs = 200;
const stopMs = 10_000;
const execute = promisify(execFile);

/** Runs a program to its end; fails with a sentence where it is not installed, else with what it wrote. */
export async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { maxBuffer: 2 ** 26, ...(cwd === undefined ? {} : { cwd }) });
    return stdout;
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw new Error(`The tests on real engines need "${command}": it is not installed.`);
    throw new Error(`"${command} ${args.join(' ')}" ended with ${code}:\n${stdout}${stderr}`);
  }
}

export interface Program {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Starts a program whose output goes to `log`, and waits until `ready` says so. The shell between us
 * ends it when our end of the pipe closes: a killed test run leaves no server behind.
 */
export async function start(
  command: readonly string[],
  { log, cwd, env, ready, timeoutMs = 400_000 }: StartOptions,
): Promise<Program> {
  const output = openSync(log, 'w');
  const child = spawn('sh', ['-c', leash, 'sh', ...command], {
    stdio: ['pipe', output, output],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => stopped(child, exited);
  const deadline = performance.now() + timeoutMs;
  while (!(await ready().catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`"${command[0]}" ended at its start:\n${await tail(log)}`);
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`"${command[0]}" was not ready in ${timeoutMs} ms:\n${await tail(log)}`);
    }
    await delay(readyPollMs);
  }
  return { process: child, stop };
}

export interface StartOptions {
  readonly log: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ready: () => Promise<boolean>;
  readonly timeoutMs?: number;
}

const leash = 'exec 3<&0; "$@" </dev/null & child=$!; { cat <&3 >/dev/null; kill $child 2>/dev/null; } & wait $child';

async function stopped(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null) return;
  child.stdin?.end();
  await Promise.race([exited, delay(stopMs, undefined, { ref: false })]);
  if (child.exitCode === null) throw new Error(`Process ${child.pid} did not stop within ${stopMs} ms.`);
}

async function tail(log: string): Promise<string> {
  return (await readFile(log, 'utf8')).split('\n').slice(-30).join('\n');
}

/** A port of loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Commands of other programs, told on the terminal with what they print, their exit code and time: the record of a release. */
import { spawn } from 'node:child_process';

export interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TellOptions {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Printed at most, of each stream, characters from its end; everything is returned. */
  readonly shown?: number;
}

const SHOWN = 6000;

/** Runs a command to its end and tells it; what it ends with is for the caller to judge. */
export async function tell(command: string, args: readonly string[], options: TellOptions = {}): Promise<Told> {
  const began = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const texts = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve(exit ?? -1));
  });
  const [stdout, stderr] = await texts;
  const shown = [stdout, stderr].map((text) => text.trimEnd().slice(-(options.shown ?? SHOWN))).filter(Boolean);
  console.log([`$ ${[command, ...args].join(' ')}`, ...shown, `exit ${code}, ${seconds(began)} s`].join('\n'));
  return { code, stdout, stderr };
}

/** The output of a command that must succeed. */
export async function done(command: string, args: readonly string[], options: TellOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tell(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

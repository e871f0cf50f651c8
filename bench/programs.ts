/** Programs of the bench in processes of their own. They are bundled before: their memory and time are theirs alone. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { SimulationOptions } from '../src/simulation/options.js';

type Environment = Readonly<Record<string, string>>;

/** What the program prints: its result as JSON. Fails where it ends with another code than 0. */
export async function resultOf<T>(file: string, args: readonly string[], environment: Environment): Promise<T> {
  const program = start(file, args, environment);
  const [output, [code]] = await Promise.all([text(outputOf(program)), once(program, 'exit')]);
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  return JSON.parse(output);
}

/** Runs with the environment that leads to a simulated organization, whose clock goes `daysBack` days late. */
export async function withSimulator<T>(
  options: Omit<SimulationOptions, 'clock'> & { readonly daysBack?: number },
  run: (environment: Environment) => Promise<T>,
): Promise<T> {
  const simulator = start('bench/simulator.ts', [JSON.stringify(options)], {});
  try {
    const [environment] = (await once(createInterface({ input: outputOf(simulator) }), 'line')) as [string];
    return await run(JSON.parse(environment));
  } finally {
    simulator.kill('SIGTERM');
  }
}

/** What it says of errors goes where ours go. */
function start(file: string, args: readonly string[], environment: Environment): ChildProcess {
  const bundle = execFileSync(process.execPath, ['scripts/bundle.mjs', file], { encoding: 'utf8' }).trim();
  return spawn(process.execPath, [bundle, ...args], {
    env: withOnly(environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The environment of this process with these settings of AWS and no others. */
export function withOnly(environment: Environment): Environment {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const nothingElse = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
  return {
    ...Object.fromEntries(own),
    ...nothingElse,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...environment,
  } as Environment;
}

function outputOf({ stdout }: ChildProcess): Readable {
  if (stdout === null) throw new Error('The process has no output');
  return stdout;
}

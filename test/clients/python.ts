/** Python with packages of PyPI, one folder a tool: a virtual environment that outlives a test run. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Simulation } from '../../src/simulation/simulation.js';
import { cached } from '../engines/programs/cache.js';

const execute = promisify(execFile);
const tenMinutes = 600_000;

/** The interpreter of an environment that holds a package, such as `boto3`, at a version, and what it needs besides. */
export async function pythonWith(name: string, version: string, others: readonly string[] = []): Promise<string> {
  const folder = await cached(`${name}-${version}`, async (place) => {
    await execute('python3', ['-m', 'venv', place], { timeout: tenMinutes });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await execute(join(place, 'bin/python'), [...install, `${name}==${version}`, ...others], { timeout: tenMinutes });
  });
  return join(folder, 'bin/python');
}

/** What a program writes that knows nothing but the simulated organization; all of its endpoints lead there. */
export async function runThere(simulation: Simulation, command: string, args: readonly string[]): Promise<string> {
  const nothing = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', HOME: '/nonexistent' };
  const env = { PATH: process.env.PATH, ...nothing, ...simulation.env, AWS_ENDPOINT_URL: simulation.url };
  const { stdout } = await execute(command, args, { env, timeout: tenMinutes, maxBuffer: 1 << 28 });
  return stdout;
}

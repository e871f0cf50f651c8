/** The command as in a clone: the sources made into modules one by one, run by Node as a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Built {
  /** Path of the entry. */
  readonly main: string;
  remove(): void;
}

/** Builds src/ into a folder of its own, in which packages and shipped files are found as in the real one. */
export async function buildCommand(): Promise<Built> {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, 'node_modules/.cache/access-lake-'));
  await build({
    entryPoints: [join(root, 'src/**/*.ts')],
    outdir: join(folder, 'dist'),
    format: 'esm',
    logLevel: 'error',
  });
  const page = join(root, 'src/report/page');
  await build({
    entryPoints: ['main.ts', 'page.css'].map((file) => ({ in: join(page, file), out: 'page' })),
    outdir: join(folder, 'dist/report'),
    bundle: true,
    format: 'iife',
    logLevel: 'error',
  });
  cpSync(join(root, 'src'), join(folder, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
  for (const name of ['package.json', 'queries', 'deploy', 'src']) symlinkSync(join(root, name), join(folder, name));
  return { main: join(folder, 'dist/cli/main.js'), remove: () => rmSync(folder, { recursive: true }) };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node with `args` in a folder; `environment` is added to one without any AWS or Access Lake settings. */
export function start(
  args: readonly string[],
  environment: Record<string, string> = {},
  folder: string = root,
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const nowhere = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', // the SDK's advice on Node 20 is none of what we print
  };
  return spawn(process.execPath, args, { env: { PATH, HOME, ...nowhere, ...environment }, cwd: folder });
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, ...texts };
}

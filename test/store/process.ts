/** Starts program.ts in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A user without rights; the tests may run as one who has them all. */
const nobody = 65534;

export interface Use {
  readonly process: ChildProcess;
  /** The next line that it writes. */
  line(): Promise<string>;
  end(): Promise<void>;
}

/** The bundled program, in a folder of its own that any user may read. */
export async function buildProgram(): Promise<{ folder: string; program: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'access-lake-program-'));
  await chmod(folder, 0o755);
  const program = join(folder, 'program.mjs');
  const entry = join(dirname(fileURLToPath(import.meta.url)), 'program.ts');
  await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'esm' });
  await chmod(program, 0o644);
  return { folder, program };
}

export function use(program: string, args: readonly string[], options: { asNobody?: boolean } = {}): Use {
  const user = options.asNobody === true && process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', ...user });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, 'exit');
  return {
    process: child,
    line: async () => String((await lines.next()).value),
    async end() {
      await exited;
    },
  };
}

/** What one use answered. */
export async function answerOf(
  program: string,
  args: readonly string[],
  options: { asNobody?: boolean } = {},
): Promise<{ name?: string; message?: string; exit?: string; result?: unknown }> {
  const started = use(program, args, options);
  const line = await started.line();
  await started.end();
  return JSON.parse(line);
}

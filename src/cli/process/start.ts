/** The process in which a command runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const SHELL = '/bin/sh';
/** Memory that is taken without being resident: what allocators keep, and the stacks of a core's threads. */
const DATA_BESIDE = 1e9;
const DATA_A_CORE = 32e6;
/** For jemalloc, DuckDB's allocator on Linux: how many ms freed pages stay resident. Some 200 MB less for 400 accounts. */
const RETURNED_AFTER = 'dirty_decay_ms:300,muzzy_decay_ms:0';
/** So many cores share one of its arenas: each arena keeps what was freed to it. */
const CORES_AN_ARENA = 4;
/** V8 has three such spaces, of 16 MB by default. */
const LARGE_YOUNG_GENERATION = '--max-semi-space-size=64';

export interface Start {
  /** The module that runs the command. */
  readonly program: string;
  readonly argv: readonly string[];
  /** Where it puts temporary files; undefined: where it would anyway. */
  readonly temporary: string | undefined;
  /** Resident bytes that it may have. */
  readonly memory: number | undefined;
  /** Whether its threads share one pool of each allocator: slower by some 5 % of CPU, smaller by what each pool keeps. */
  readonly sharesPool: boolean;
  /** Whether V8 has a large young generation: a tenth less CPU where many objects live for a moment. */
  readonly isYoungLarge?: boolean;
  /** Whether what it prints on stdout is dropped. */
  readonly isQuiet?: boolean;
}

/**
 * Starts it on the terminal of this process. On Linux the system refuses it memory well beyond what it may have; that
 * limit counts what can be written to, so that what V8 and WebAssembly only reserve is free.
 */
export function startCommand(start: Start): ChildProcess {
  const { program, argv, temporary, memory, sharesPool, isYoungLarge, isQuiet } = start;
  const young = isYoungLarge ? [LARGE_YOUNG_GENERATION] : [];
  const command = [process.execPath, ...young, ...process.execArgv, program, ...argv];
  const limited =
    memory === undefined || process.platform !== 'linux' || !existsSync(SHELL)
      ? command
      : [SHELL, '-c', `ulimit -d ${dataLimitKib(memory)} 2>/dev/null; exec "$@"`, 'sh', ...command];
  const env = {
    ...(sharesPool && { MALLOC_ARENA_MAX: '1' }),
    DUCKDB_JE_MALLOC_CONF: `narenas:${sharesPool ? 1 : Math.ceil(availableParallelism() / CORES_AN_ARENA)},${RETURNED_AFTER}`,
    ...process.env,
    ...(temporary !== undefined && { TMPDIR: temporary }),
  };
  return spawn(limited[0] as string, limited.slice(1), {
    env,
    stdio: ['inherit', isQuiet ? 'ignore' : 'inherit', 'inherit', 'ipc'],
  });
}

function dataLimitKib(memory: number): number {
  return Math.ceil((memory + DATA_BESIDE + DATA_A_CORE * availableParallelism()) / 1024);
}

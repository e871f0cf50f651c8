/** Runs a command in a process of its own, and ends it where it does not end itself: at a signal, or beyond its memory. */
import { rmSync } from 'node:fs';
import { makeScratchFolder } from '../../files/scratch-folder.js';
import { EXIT_CODES } from '../../model/errors.js';
import { isMemoryShort, queryMemory } from '../../tools/memory.js';
import { COMMANDS } from '../commands.js';
import { environmentNameOf, flagOf, withoutValue } from '../options/option.js';
import { memory as parsedMemory } from '../options/parsers.js';
import { Child, type Ending } from './child.js';
import type { Next } from './messages.js';
import { startCommand } from './start.js';

export interface Supervised {
  /** The module that runs the command. */
  readonly program: string;
  readonly argv: readonly string[];
  /** Resident bytes that a command with limited memory may have. */
  readonly memory?: number;
}

/**
 * Waits for the command. It hears SIGINT and SIGTERM, or is ended soon after them; a second one ends it at once. Its
 * temporary files go with it.
 */
export async function supervise(
  { program, argv, memory = queryMemory(allowedMemory(argv)) }: Supervised,
  note: (text: string) => void,
): Promise<Ending> {
  const {
    savesWhenStopped,
    isMemoryLimited,
    makesGarbage = false,
  } = COMMANDS.find(({ name }) => name === argv[0]) ?? {};
  let child: Child | undefined;
  const stop = () => child?.stop(note);
  process.on('SIGINT', stop).on('SIGTERM', stop); // first of all: nothing may be left behind
  const temporary = makeScratchFolder(); // not every command needs one: the one that does says why there is none
  try {
    const limit = isMemoryLimited ? memory : undefined;
    const isShort = isMemoryShort();
    const traits = { sharesPool: isShort, isYoungLarge: makesGarbage && !isShort };
    child = new Child(startCommand({ program, argv, temporary, memory: limit, ...traits }), {
      name: argv[0],
      savesWhenStopped: savesWhenStopped === true,
    });
    if (limit !== undefined) child.limit(limit);
    const committed = await child.ending;
    const { next, isStopped } = child;
    if (next === undefined || !COMMITTED.includes(committed.code)) return committed;
    if (isStopped) return { text: next.left, code: FAILED, last: next.last };
    const quiet = { program, temporary, memory: undefined, sharesPool: isShort, isQuiet: true };
    return await follow(next, committed.code, (behind, left) => {
      child = new Child(startCommand({ ...quiet, argv: behind }), { name: behind[0], savesWhenStopped: false, left });
      return child;
    });
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}

/** Codes of a command whose work is committed. */
const COMMITTED: readonly number[] = [EXIT_CODES.ok.code, EXIT_CODES.gaps.code];
/** How the command ends if the work after a commit was not done, for whatever reason. */
const FAILED = EXIT_CODES.nothing.code;

/** Runs what follows a commit, once the process that committed has ended: the memory of both is never taken together. */
async function follow(
  { argv, otherwise, left, last }: Next,
  committed: number,
  start: (argv: readonly string[], left: string) => Child,
): Promise<Ending> {
  const child = start(argv, left);
  const { text, code } = await child.ending;
  if (code === EXIT_CODES.ok.code) return { text, code: committed, last };
  if (text === '' && child.left !== left) return { text, code, last }; // the trends are made; it said itself what is not
  if (otherwise !== undefined && !child.isStopped) await start(otherwise, left).ending;
  return { text: text.endsWith(left) ? text : `${text}${left}`, code: FAILED, last };
}

/** What `--memory` or the environment allows DuckDB, bytes; undefined without, or where the command will refuse it. */
function allowedMemory(argv: readonly string[]): number | undefined {
  const flag = flagOf('memory');
  const at = argv.findLastIndex((word) => withoutValue(word) === flag);
  const text = at < 0 ? process.env[environmentNameOf('memory')] : (argv[at]?.split('=')[1] ?? argv[at + 1]);
  try {
    return text ? parsedMemory(text) : undefined;
  } catch {
    return undefined;
  }
}

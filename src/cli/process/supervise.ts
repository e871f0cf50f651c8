/** Runs a command in a process of its own, and ends it where it does not end itself: at a signal, or beyond its memory. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES, Interrupted, UserError } from '../../model/errors.js';
import { isMemoryShort, MORE_MEMORY, queryMemory } from '../../query/memory.js';
import { COMMANDS, whenStopped } from '../commands.js';
import { type Failure, failure } from '../failure.js';
import { environmentNameOf, flagOf, withoutValue } from '../options/option.js';
import { memory as parsedMemory } from '../options/parsers.js';
import type { CommandMessage } from './messages.js';
import { exceeds } from './resident.js';
import { startCommand } from './start.js';

/** Who is asked to stop and whose loop is busy for longer does not hear it; who has something to save is waited for. */
const HEARS_WITHIN_MS = 700;
const SAVER_HEARS_WITHIN_MS = 3_000;
/** How long the command may take to remove its progress bar, which would be drawn over the sentence. */
const SAYS_WITHIN_MS = 300;
const SAVER_SAYS_WITHIN_MS = 1_500;
/** From when it has heard, of a command that has nothing to save: the time to stop a statement of Athena. */
const ENDS_WITHIN_MS = 3_000;

export interface Supervised {
  /** The module that runs the command. */
  readonly program: string;
  readonly argv: readonly string[];
  /** Resident bytes that a command with limited memory may have. */
  readonly memory?: number;
}

/** What is left to print, and the exit code. */
export interface Ending {
  readonly text: string;
  readonly code: number;
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
  const temporary = makeFolder();
  try {
    const limit = isMemoryLimited ? memory : undefined;
    const isShort = isMemoryShort();
    const traits = { sharesPool: isShort, isYoungLarge: makesGarbage && !isShort };
    child = new Child(startCommand({ program, argv, temporary, memory: limit, ...traits }), {
      name: argv[0],
      savesWhenStopped: savesWhenStopped === true,
    });
    if (limit !== undefined) child.limit(limit);
    return await child.ending;
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
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

/** Not every command needs one: where none can be made, the one that does says why. */
function makeFolder(): string | undefined {
  try {
    return mkdtempSync(join(tmpdir(), 'access-lake-'));
  } catch {
    return undefined;
  }
}

class Child {
  readonly process: ChildProcess;
  readonly ending: Promise<Ending>;
  readonly #name: string | undefined;
  readonly #savesWhenStopped: boolean;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;
  /** Says that it stops, until it has. */
  #say: (() => void) | undefined;
  /** What is left to do after the commit. */
  #left: string | undefined;
  /** Why it was ended. */
  #reason: UserError | undefined;

  constructor(
    process: ChildProcess,
    { name, savesWhenStopped }: { readonly name: string | undefined; readonly savesWhenStopped: boolean },
  ) {
    this.process = process;
    this.#name = name;
    this.#savesWhenStopped = savesWhenStopped;
    process.on('message', (message) => this.#hear(message as CommandMessage));
    this.ending = new Promise((resolve) => {
      process.once('error', (error) => resolve(told(failure(notStarted(error)))));
      process.once('exit', (code, signal) => {
        clearTimeout(this.#timer);
        this.#say = undefined;
        resolve(code === null ? told(this.#failure(signal as string)) : { text: '', code });
      });
    });
  }

  /** Asks it to stop; the second time it is ended. */
  stop(note: (text: string) => void): void {
    if (this.#isStopped) {
      this.#end();
      return;
    }
    this.#isStopped = true;
    const text = `\nStopping${this.#saves ? ': what is whole is kept' : ''}. Once more stops at once.\n`;
    this.#say = () => {
      this.#say = undefined;
      note(text);
    };
    setTimeout(() => this.#say?.(), this.#saves ? SAVER_SAYS_WITHIN_MS : SAYS_WITHIN_MS).unref();
    if (process.platform !== 'win32') this.process.kill('SIGTERM'); // there it would end at once, and the console told it
    this.#endIn(this.#saves ? SAVER_HEARS_WITHIN_MS : HEARS_WITHIN_MS);
  }

  /** After its commit nothing can be lost. */
  get #saves(): boolean {
    return this.#savesWhenStopped && this.#left === undefined;
  }

  /** Ends it once it has more than so many bytes. */
  limit(bytes: number): void {
    void exceeds(this.process.pid as number, bytes).then(() => {
      this.#reason = tooLarge(bytes);
      this.#end();
    });
  }

  #hear(message: CommandMessage): void {
    if (message.type === 'committed') {
      this.#left = message.left;
      return;
    }
    this.#say?.();
    if (this.#saves) clearTimeout(this.#timer);
    else this.#endIn(ENDS_WITHIN_MS);
  }

  #endIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), ms);
  }

  #end(): void {
    this.process.kill('SIGKILL');
  }

  /** Of one that was ended. */
  #failure(signal: string): Failure {
    const error = this.#reason ?? (this.#isStopped ? new Interrupted('stopped by a signal') : endedBy(signal));
    if (this.#left === undefined) return failure(error, whenStopped(this.#name));
    return { text: error instanceof Interrupted ? this.#left : `${failure(error).text}${this.#left}`, exit: 'gaps' };
  }
}

function told({ text, exit }: Failure): Ending {
  return { text, code: EXIT_CODES[exit].code };
}

function notStarted(cause: Error): UserError {
  return new UserError(`Cannot start the command: ${cause.message}.`, { cause });
}

function tooLarge(bytes: number): UserError {
  return new UserError(`Cannot finish the query: it took more than ${(bytes / 1e9).toFixed(1)} GB of memory.`, {
    hint: MORE_MEMORY,
  });
}

function endedBy(signal: string): UserError {
  return new UserError(`Cannot finish the command: its process was ended by ${signal}.`, {
    hint: 'When memory runs out, the system ends the process that uses the most.',
  });
}

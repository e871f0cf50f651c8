/** The process of a command, as its supervisor sees it: what it tells, and how it is ended. */
import type { ChildProcess } from 'node:child_process';
import { EXIT_CODES, Interrupted, UserError } from '../../model/errors.js';
import { MORE_MEMORY } from '../../tools/memory.js';
import { whenStopped } from '../commands.js';
import { type Failure, failure } from '../failure.js';
import type { CommandMessage, Next } from './messages.js';
import { exceeds } from './resident.js';

/** Who is asked to stop and whose loop is busy for longer does not hear it; who has something to save is waited for. */
const HEARS_WITHIN_MS = 700;
const SAVER_HEARS_WITHIN_MS = 3_000;
/** How long the command may take to remove its progress bar, which would be drawn over the sentence. */
const SAYS_WITHIN_MS = 300;
const SAVER_SAYS_WITHIN_MS = 1_500;
/** From when it has heard, of a command that has nothing to save: the time to stop a statement of Athena. */
const ENDS_WITHIN_MS = 3_000;

/** What is left to print, and the exit code. */
export interface Ending {
  /** On stderr. */
  readonly text: string;
  readonly code: number;
  /** On stdout, last of all. */
  readonly last?: string;
}

export interface ChildTraits {
  readonly name: string | undefined;
  readonly savesWhenStopped: boolean;
  /** What is left to do where its work is behind a commit from the start. */
  readonly left?: string;
}

export class Child {
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
  /** What is to run once it has ended. */
  #next: Next | undefined;
  /** Why it was ended. */
  #reason: UserError | undefined;

  constructor(process: ChildProcess, { name, savesWhenStopped, left }: ChildTraits) {
    this.process = process;
    this.#name = name;
    this.#left = left;
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

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** What is left to do after the commit, as it was last said. */
  get left(): string | undefined {
    return this.#left;
  }

  get next(): Next | undefined {
    return this.#next;
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
    if (message.type === 'next') {
      this.#next = message.next;
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
    return { text: error instanceof Interrupted ? this.#left : `${failure(error).text}${this.#left}`, exit: 'nothing' };
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

/** Trouble that most accounts meet at once: their calls wait for its end instead of using up their tries. */
import type { Effects } from '../model/effects.js';
import type { Progress } from '../model/progress.js';
import { codeOf } from './failure.js';
import type { Patience } from './patience.js';

/** Failures since anybody was answered, below which nobody waits: single connections are always lost. */
const FEWEST_FAILURES = 5;
/** Those at work may all be in trouble of their own: so many others are asked before they wait. */
const OTHERS_ASKED = 3;
/** While calls wait, one goes so often to see whether AWS answers. */
const PROBE_MS = 5000;

/** The calls to one account, as the outage sees them. */
export interface Watch {
  /** Resolves when a call may go. Rejects with the signal's reason. */
  ready(signal?: AbortSignal): Promise<void>;
  /** AWS answered, be it with an error. */
  answered(): void;
  /** A call failed by trouble on the way; false: that is no try of its own, for every call fails so now. */
  failed(error: unknown): boolean;
  /** The account is not at work any more. */
  end(): void;
}

export interface OutageOptions {
  readonly patience: Patience;
  readonly progress: Progress;
  /** Accounts that may be asked beside those at work; default: none. */
  readonly others?: OtherAccounts;
}

export interface OtherAccounts {
  readonly ids: readonly string[];
  /** One call: whether AWS answers, be it with an error. */
  readonly ask: (accountId: string) => Promise<boolean>;
}

interface Waiting {
  readonly accountId: string;
  readonly go: () => void;
}

/**
 * Begins a pause where calls to most of the accounts at work failed and none of any account was answered since. It holds
 * the accounts whose calls failed; those of others go, and the first answer ends it.
 */
export class Outage {
  private readonly options: OutageOptions;
  private readonly effects: Effects;
  private readonly atWork = new Set<string>();
  /** Since anybody was answered: accounts of which calls failed, and how many calls did. */
  private readonly failing = new Set<string>();
  private failures = 0;
  private isPaused = false;
  private readonly waiting: Waiting[] = [];
  /** Accounts of which a waiting call went, since all of them had their turn. */
  private readonly probed = new Set<string>();
  private isProbing = false;
  /** Accounts that were answered in this run, and those that were asked beside the work, since all of them had their turn. */
  private readonly healthy = new Set<string>();
  private readonly asked = new Set<string>();
  private isAsking = false;
  private mayAskAt = 0;

  constructor(options: OutageOptions, effects: Effects) {
    this.options = options;
    this.effects = effects;
  }

  watch(accountId: string): Watch {
    this.atWork.add(accountId);
    return {
      ready: (signal) => this.ready(accountId, signal),
      answered: () => this.answered(accountId),
      failed: (error) => this.failed(accountId, codeOf(error)),
      end: () => this.ended(accountId),
    };
  }

  private async ready(accountId: string, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw signal.reason;
    if (!this.isPaused || !this.failing.has(accountId)) return;
    await new Promise<void>((resolve, reject) => {
      const call = { accountId, go: () => settle(resolve) };
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(call), 1);
        settle(() => reject(signal?.reason));
      };
      const settle = (how: () => void) => {
        signal?.removeEventListener('abort', onAbort);
        how();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(call);
      void this.probe();
    });
  }

  private answered(accountId: string): void {
    this.healthy.add(accountId);
    this.forget();
    if (this.isPaused) this.resume({ isAnswered: true });
  }

  /** From here on failures are counted anew. */
  private forget(): void {
    this.failing.clear();
    this.failures = 0;
  }

  private failed(accountId: string, errorCode: string): boolean {
    this.failing.add(accountId);
    this.failures += 1;
    if (this.isPaused) return false;
    if (this.isOfMost()) void this.askBeforePause(errorCode);
    return !this.isPaused;
  }

  private ended(accountId: string): void {
    this.atWork.delete(accountId);
    this.failing.delete(accountId);
  }

  private isOfMost(): boolean {
    if (this.failures < FEWEST_FAILURES || this.options.patience.leftMs <= 0) return false;
    return this.failing.size * 2 > this.atWork.size;
  }

  /** Pauses where none of several other accounts is answered, or there is none; asked now and then at most. */
  private async askBeforePause(errorCode: string): Promise<void> {
    if (this.isAsking || this.effects.monotonic() < this.mayAskAt) return;
    for (let asked = 0; asked < OTHERS_ASKED && !this.isPaused; asked++) {
      const isAnswered = await this.askAnother();
      if (isAnswered === true) return;
      if (isAnswered === undefined) break;
    }
    if (!this.isPaused && this.isOfMost()) this.pause(errorCode);
  }

  /** Whether an account that is not at work is answered, which counts as any answer; undefined: there is none. */
  private async askAnother(): Promise<boolean | undefined> {
    const accountId = this.another();
    if (accountId === undefined) return undefined;
    this.asked.add(accountId);
    this.isAsking = true;
    const isAnswered = await this.options.others?.ask(accountId);
    this.isAsking = false;
    this.mayAskAt = this.effects.monotonic() + PROBE_MS;
    if (isAnswered) this.answered(accountId);
    return isAnswered;
  }

  /** At random, for those in a row may share their trouble; one that was answered before rather than one that was not. */
  private another(): string | undefined {
    const idle = this.options.others?.ids.filter((id) => !this.atWork.has(id)) ?? [];
    if (idle.every((id) => this.asked.has(id))) this.asked.clear();
    const unasked = idle.filter((id) => !this.asked.has(id));
    const healthy = unasked.filter((id) => this.healthy.has(id));
    const among = healthy.length > 0 ? healthy : unasked;
    return among[Math.floor(this.effects.random() * among.length)];
  }

  private pause(errorCode: string): void {
    const { patience, progress } = this.options;
    this.isPaused = true;
    progress({ type: 'paused', accounts: this.failing.size, errorCode, until: this.effects.now() + patience.leftMs });
    patience.begin();
  }

  private resume({ isAnswered }: { readonly isAnswered: boolean }): void {
    this.isPaused = false;
    this.forget();
    this.probed.clear();
    this.options.patience.end();
    this.options.progress({ type: 'resumed', isAnswered });
    for (const { go } of this.waiting.splice(0)) go();
  }

  /** Lets one of the waiting calls go now and then, of another account each time, as long as there are any. */
  private async probe(): Promise<void> {
    if (this.isProbing) return;
    this.isProbing = true;
    const { patience } = this.options;
    while (this.isPaused && this.waiting.length > 0) {
      await this.effects.sleep(Math.min(PROBE_MS, patience.leftMs));
      if (!this.isPaused) break;
      if (patience.leftMs <= 0) this.resume({ isAnswered: false });
      else {
        this.letOneGo();
        if (!this.isAsking) void this.askAnother();
      }
    }
    this.isProbing = false;
  }

  private letOneGo(): void {
    if (this.waiting.every(({ accountId }) => this.probed.has(accountId))) this.probed.clear();
    const at = this.waiting.findIndex(({ accountId }) => !this.probed.has(accountId));
    const [call] = this.waiting.splice(at, 1);
    if (call === undefined) return;
    this.probed.add(call.accountId);
    call.go();
  }
}

/** Trouble that many accounts meet at once: calls wait for its end instead of using up their tries. */
import type { Effects } from '../model/effects.js';
import type { Progress } from '../model/progress.js';
import { codeOf } from './failure.js';

/** Calls that are looked at, how many of them must fail in passing, and to how many accounts. */
const LOOKED_AT = 50;
const MOSTLY_FAILED = 40;
const LEAST_ACCOUNTS = 3;
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
}

export interface OutageOptions {
  /** How long calls wait for an end, ms; 0: never. */
  readonly patienceMs: number;
  readonly progress: Progress;
}

interface Call {
  readonly accountId: string;
  readonly isFailed: boolean;
}

export class Outage {
  private readonly options: OutageOptions;
  private readonly effects: Effects;
  private recent: Call[] = [];
  /** ms of the monotonic clock; undefined: calls go. */
  private waitsUntil: number | undefined;
  private readonly waiting: (() => void)[] = [];
  private isProbing = false;
  private leftMs: number;

  constructor(options: OutageOptions, effects: Effects) {
    this.options = options;
    this.effects = effects;
    this.leftMs = options.patienceMs;
  }

  /** How long calls, and rounds of them, may wait for AWS from now on, ms: 0 after a wait in vain. */
  get patienceMs(): number {
    return this.leftMs;
  }

  watch(accountId: string): Watch {
    return {
      ready: (signal) => this.ready(signal),
      answered: () => this.answered(accountId),
      failed: (error) => this.failed(accountId, error),
    };
  }

  private async ready(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw signal.reason;
    if (this.waitsUntil === undefined) return;
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(go), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(go);
      void this.probe();
    });
  }

  private answered(accountId: string): void {
    this.leftMs = this.options.patienceMs;
    if (this.waitsUntil !== undefined) this.end({ isAnswered: true });
    else this.note({ accountId, isFailed: false });
  }

  private failed(accountId: string, error: unknown): boolean {
    if (this.waitsUntil !== undefined) return false;
    this.note({ accountId, isFailed: true });
    const failures = this.recent.filter(({ isFailed }) => isFailed);
    const accounts = new Set(failures.map((call) => call.accountId)).size;
    if (failures.length < MOSTLY_FAILED || accounts < LEAST_ACCOUNTS || this.leftMs <= 0) return true;
    this.begin(accounts, codeOf(error));
    return false;
  }

  private note(call: Call): void {
    this.recent.push(call);
    if (this.recent.length > LOOKED_AT) this.recent.shift();
  }

  private begin(accounts: number, errorCode: string): void {
    this.waitsUntil = this.effects.monotonic() + this.leftMs;
    this.options.progress({ type: 'paused', accounts, errorCode, until: this.effects.now() + this.leftMs });
  }

  private end({ isAnswered }: { readonly isAnswered: boolean }): void {
    this.waitsUntil = undefined;
    this.recent = [];
    if (!isAnswered) this.leftMs = 0;
    this.options.progress({ type: 'resumed', isAnswered });
    for (const go of this.waiting.splice(0)) go();
  }

  /** Lets one of the waiting calls go now and then, as long as there are any. */
  private async probe(): Promise<void> {
    if (this.isProbing) return;
    this.isProbing = true;
    while (this.waitsUntil !== undefined && this.waiting.length > 0) {
      const left = this.waitsUntil - this.effects.monotonic();
      if (left > 0) await this.effects.sleep(Math.min(PROBE_MS, left));
      if (this.waitsUntil !== undefined && this.effects.monotonic() >= this.waitsUntil) this.end({ isAnswered: false });
      else this.waiting.shift()?.();
    }
    this.isProbing = false;
  }
}

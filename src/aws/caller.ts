import { type Effects, systemEffects } from '../model/effects.js';
import { Interrupted } from '../model/errors.js';
import type { ApiCalls } from '../model/report.js';
import { CallTimedOut, type FailureKind, kindOf } from './failure.js';
import { Limiter, type LimiterOptions } from './limiter.js';
import type { Watch } from './outage.js';

/** Attempts after trouble on the way; the waits between them are 8 to 16 s together. */
const MOST_TRANSIENT = 7;
/** Attempts after throttling; the limiter holds longer each time. */
const MOST_THROTTLED = 12;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8000;
/** For a call with its whole answer: an administrator's report has 3 MB at most. */
const CALL_MS = 60_000;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Goes before the calls that wait. */
  readonly first?: boolean;
  /** What sees it among the calls to all accounts; default: that of the caller. */
  readonly watch?: Watch | undefined;
  /** Whether it is made once, whatever comes of it. */
  readonly isOnce?: boolean | undefined;
}

export interface CallerOptions extends LimiterOptions {
  /** Told of every attempt that was answered or failed. */
  readonly onCall?: (throttled: boolean) => void;
  /** How long one attempt may take with its whole answer, ms; default 60 s. */
  readonly callMs?: number | undefined;
  readonly watch?: Watch | undefined;
}

/**
 * Makes calls through a limiter, each attempt counted, with a bound on time and on attempts. The clients
 * it calls make one attempt each: every answer passes here.
 */
export class Caller {
  readonly limiter: Limiter;
  private readonly effects: Effects;
  private readonly options: CallerOptions;
  private total = 0;
  private throttled = 0;

  constructor(options: CallerOptions = {}, effects: Effects = systemEffects) {
    this.options = options;
    this.effects = effects;
    this.limiter = new Limiter(options, effects);
  }

  get calls(): ApiCalls {
    return { total: this.total, throttled: this.throttled };
  }

  /**
   * The answer of `send`, tried again with jitter after throttling and trouble on the way. `send` throws
   * AnswerError for an answer that is none. Rejects with the last error, or Interrupted.
   */
  async call<T>(send: (signal: AbortSignal) => Promise<T>, options: CallOptions = {}): Promise<T> {
    const { signal, first, watch = this.options.watch, isOnce = false } = options;
    const tries: Record<FailureKind, number> = {
      throttled: isOnce ? 1 : MOST_THROTTLED,
      transient: isOnce ? 1 : MOST_TRANSIENT,
      expired: 1,
      denied: 1,
      noSuchEntity: 1,
      refused: 1,
    };
    for (let failures = 0; ; failures += 1) {
      try {
        await watch?.ready(signal);
        const answer = await this.attempt(send, signal, first ?? false);
        watch?.answered();
        return answer;
      } catch (error) {
        if (signal?.aborted) throw new Interrupted('interrupted', { cause: error });
        const kind = kindOf(error);
        if (isTry(kind, error, watch)) tries[kind] -= 1;
        if (tries[kind] <= 0) throw error;
        if (kind === 'transient') await this.backOff(failures, signal);
      }
    }
  }

  private async attempt<T>(
    send: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
    first: boolean,
  ): Promise<T> {
    const slot = await this.limiter.slot({ signal, first });
    let throttled = false;
    try {
      return await withDeadline(send, this.options.callMs ?? CALL_MS, signal);
    } catch (error) {
      throttled = kindOf(error) === 'throttled';
      throw error;
    } finally {
      slot.settle(throttled);
      this.count(throttled);
    }
  }

  private count(throttled: boolean): void {
    this.total += 1;
    if (throttled) this.throttled += 1;
    this.options.onCall?.(throttled);
  }

  private async backOff(failures: number, signal: AbortSignal | undefined): Promise<void> {
    const bound = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
    try {
      await this.effects.sleep(bound * (0.5 + this.effects.random() / 2), signal);
    } catch (error) {
      throw new Interrupted('interrupted', { cause: error });
    }
  }
}

/** Tells the watch of the failure: whether it counts as a try. */
function isTry(kind: FailureKind, error: unknown, watch: Watch | undefined): boolean {
  if (kind === 'transient') return watch?.failed(error) ?? true;
  if (kind !== 'refused') watch?.answered();
  return true;
}

/** Ends at the deadline whatever `send` does: the SDK's own time-outs end with the head of the answer. */
async function withDeadline<T>(
  send: (signal: AbortSignal) => Promise<T>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => stop.abort(new CallTimedOut(`no whole answer within ${ms / 1000} s`)), ms);
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
  });
  try {
    return await Promise.race([send(stop.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

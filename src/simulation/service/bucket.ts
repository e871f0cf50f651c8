import type { Limits } from '../options.js';

/** A token bucket: `burst` calls at once, `rate` more each second. */
export class TokenBucket {
  private readonly limits: Limits;
  private tokens: number;
  private at: number;

  constructor(limits: Limits, nowMs: number) {
    this.limits = limits;
    this.tokens = limits.burst;
    this.at = nowMs;
  }

  /** Takes a token; false: there is none, and the call is throttled. */
  take(nowMs: number): boolean {
    const { rate, burst } = this.limits;
    if (rate === Number.POSITIVE_INFINITY) return true;
    this.tokens = Math.min(burst, this.tokens + ((nowMs - this.at) / 1000) * rate);
    this.at = nowMs;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}

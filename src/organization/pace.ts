/** What is known of one call when its answer comes. */
export interface Ticket {
  /** ms of the monotonic clock */
  readonly sentAt: number;
  /** The how-manyeth call it was. */
  readonly number: number;
}

/** A throttled call: there the bucket was empty. */
interface Mark extends Ticket {
  /** Throttled calls up to here, this one included. */
  readonly throttled: number;
}

const startRate = 25;
/** The rate grows by this a call, which doubles it every 0.7 s. */
const risePerCall = 1;
/** What the rate gains a call between the first throttle and the second. */
const fastRise = 1.02;
/** Share of the rate so far at which it goes on after the first throttle: above the refill, not far above. */
const fastShare = 0.55;
const holdMs = 1000;
const longestHoldMs = 16_000;
const lowestRate = 0.5;
/** Share of the estimate at which pacing begins, and what it gains at least a call. */
const paceShare = 0.97;
const leastCreep = 0.0001;
/** Lost time (a busy event loop, a coarse timer) that may be caught up. */
const catchUpMs = 100;
/** How late a timer may wake. */
const timerMs = 5;
/** Older marks say nothing about the rate of today. */
const keptMarks = 8;

/**
 * How fast one account lets its calls go. AWS limits each account by a token bucket whose size and
 * refill it does not tell: the pace rises until the first throttle, holds, goes on fast until the
 * second, and takes the calls answered in between by the time in between as the refill rate, for the
 * bucket was empty at both ends. Then it goes just below that rate and creeps up; each further throttle
 * makes the estimate better. Knows nothing of queues and waits: see Limiter.
 */
export class Pace {
  /** Calls per second. */
  rate = startRate;
  /** When the next call may go, ms of the monotonic clock. */
  nextAt = Number.NEGATIVE_INFINITY;
  private phase: 'rising' | 'fast' | 'paced' = 'rising';
  private creep = leastCreep;
  private crowded = false;
  private sent = 0;
  private throttled = 0;
  private crowdedSince: Ticket | undefined;
  private marks: Mark[] = [];
  private heldAt = 0;
  private holds = 0;

  /** How many calls may be under way at once: what one throttle may cost at most. */
  get mostUnderWay(): number {
    return this.phase === 'paced' ? 64 : Math.min(16, 2 + Math.floor((this.sent + 10) / 35));
  }

  /** A call goes now; `crowded` when others wait behind it, so that the pace is what limits them. */
  send(now: number, crowded: boolean): Ticket {
    const gap = 1000 / this.rate;
    const late = now - this.nextAt;
    if (late > catchUpMs + gap && !this.crowded) this.forgetMarks();
    this.crowded = crowded;
    this.nextAt = Math.max(this.nextAt, now - catchUpMs) + gap;
    const ticket = { sentAt: now, number: ++this.sent };
    if (crowded && late <= gap + timerMs) this.rise(ticket);
    return ticket;
  }

  /** The call was throttled. One throttle and those already under way behind it are one event. */
  throttle(ticket: Ticket, now: number): void {
    this.throttled += 1;
    if (ticket.number <= this.heldAt) return;
    this.heldAt = this.sent;
    this.marks = [...this.marks, { ...ticket, throttled: this.throttled }].slice(-keptMarks);
    if (this.marks.length === 1) this.holdFirst(now);
    else this.estimate(now);
  }

  private rise(ticket: Ticket): void {
    this.crowdedSince ??= ticket;
    if (this.phase === 'rising') this.rate += risePerCall;
    else if (this.phase === 'fast') this.rate *= fastRise;
    else this.rate *= 1 + this.creep * (1 + ((this.sent - this.heldAt) / 100) ** 2);
  }

  /** The bucket filled while nobody called: the marks before say nothing about what comes after. */
  private forgetMarks(): void {
    this.marks = [];
    this.crowdedSince = undefined;
  }

  private holdFirst(now: number): void {
    if (this.phase === 'rising') this.rate = Math.min(this.rate, this.averageRate(now) * fastShare);
    else this.rate *= paceShare;
    if (this.phase === 'rising') this.phase = 'fast';
    this.nextAt = now + holdMs;
  }

  private averageRate(now: number): number {
    const since = this.crowdedSince;
    if (since === undefined || now - since.sentAt < 100) return startRate;
    return Math.max(lowestRate, ((this.sent - since.number) * 1000) / (now - since.sentAt));
  }

  private estimate(now: number): void {
    const [first, last] = [this.marks[0] as Mark, this.marks.at(-1) as Mark];
    const answered = last.number - first.number - (last.throttled - first.throttled);
    if (answered < 2) this.holdLonger(now, last);
    else this.paceBelow(answered, first, last, now);
  }

  private paceBelow(answered: number, first: Mark, last: Mark, now: number): void {
    this.holds = 0;
    this.phase = 'paced';
    const rate = ((paceShare - 0.3 / answered) * answered * 1000) / (last.sentAt - first.sentAt);
    this.rate = Math.max(lowestRate, Math.min(rate, this.rate));
    this.creep = Math.max(leastCreep, 0.5 / answered ** 2);
    this.nextAt = now + 1000 / this.rate;
  }

  /** Throttled again at once: no bucket is seen, somebody else empties it or the service is in trouble. */
  private holdLonger(now: number, last: Mark): void {
    this.holds += 1;
    this.marks = [last];
    this.phase = 'fast';
    this.rate = Math.max(lowestRate, this.rate / 2);
    this.nextAt = now + Math.min(longestHoldMs, holdMs * 2 ** this.holds);
  }
}

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

interface Served {
  readonly calls: number;
  /** Calls per second. */
  readonly rate: number;
}

const START_RATE = 25;
/** What the rate gains a call until the first throttle. */
const RISE_PER_CALL = 1;
/** What the rate gains a second between the first throttle and the second, as a share of its start. */
const PROBE_PER_SECOND = 0.3;
/** How many seconds of its refill a full bucket holds: guesses at the least and at the most. */
const [smallBucket, largeBucket] = [1, 2];
const HOLD_MS = 1000;
const LONGEST_HOLD_MS = 16_000;
const LOWEST_RATE = 0.5;
/** Share of the estimate at which pacing begins, what it gains a call, and how much more at most after a while. */
const PACE_SHARE = 0.97;
const LEAST_CREEP = 0.0001;
const MOST_CREEPS = 10;
const CREEPS_AFTER_CALLS = 200;
/** What the rate gains a call where few calls were served between two throttles, and where more were: then it is better known. */
const DOUBT_OF_FEW = 0.5;
const DOUBT_OF_MANY = 2.5;
/** What an estimate may lose at one throttle: a bucket that overflowed in between makes it too low. */
const KEPT_SHARE = 0.9;
/** The rate rises only while so many calls in a row went at this share of it. */
const RECENT_CALLS = 16;
const FULL_SHARE = 0.7;
/** Lost time (a busy event loop, a coarse timer) that may be caught up. */
const CATCH_UP_MS = 100;
/** So long without a call fills a bucket again. */
const IDLE_MS = 1000;
/** Older marks say nothing about the rate of today. */
const KEPT_MARKS = 8;
/**
 * Of calls under way beyond those that the refill carries, each may be throttled: some, none while the next throttle is
 * looked for, and one more for so many calls.
 */
const SPARE_CALLS = 2;
const CALLS_PER_SPARE = 50;
const MOST_SPARE_CALLS = 16;
const FIRST_LATENCY_MS = 100;
/** A call that takes longer is in trouble, and says nothing about the way there and back. */
const LONGEST_LATENCY_MS = 1000;

/**
 * How fast one account lets its calls go. AWS limits each account by a token bucket whose size and
 * refill it does not tell: the pace rises until the first throttle, holds, continues somewhat faster than the
 * refill seems to be until the second, and takes the calls answered in between by the time in between as
 * the refill rate, for the bucket was empty at both ends; where it overflowed in between, the rate is
 * higher than that. Then it goes just below and creeps up; each further throttle makes the estimate
 * better. Knows nothing of queues and waits: see Limiter.
 */
export class Pace {
  /** Calls per second. */
  rate = START_RATE;
  /** When the next call may go, ms of the monotonic clock. */
  nextAt = Number.NEGATIVE_INFINITY;
  private phase: 'rising' | 'probing' | 'paced' = 'rising';
  private creep = LEAST_CREEP;
  private probeGain = 0;
  /** A refill that the calls so far have proven, calls per second. */
  private proven = 0;
  private latencyMs = FIRST_LATENCY_MS;
  private readonly recent: number[] = [];
  private sent = 0;
  private throttled = 0;
  private busySince: Ticket | undefined;
  private marks: Mark[] = [];
  private heldAt = 0;
  private holds = 0;

  /** How many calls may be under way at once: those that go beyond the refill are what a throttle may cost. */
  get mostUnderWay(): number {
    const carried = (this.phase === 'paced' ? this.rate * 1.5 : this.proven) * (this.latencyMs / 1000);
    const spare = (this.phase === 'probing' ? 0 : SPARE_CALLS) + Math.floor(this.sent / CALLS_PER_SPARE);
    return Math.ceil(carried) + Math.min(MOST_SPARE_CALLS, spare);
  }

  /** A call goes now. */
  send(now: number): Ticket {
    const ticket = { sentAt: now, number: ++this.sent };
    if (now - (this.recent.at(-1) ?? Number.NEGATIVE_INFINITY) > IDLE_MS) this.busySince = ticket;
    this.recent.push(now);
    if (this.recent.length > RECENT_CALLS) this.recent.shift();
    if (this.isFull(now)) this.rise();
    if (this.phase === 'rising') this.proven = this.sinceBusy(now, largeBucket);
    this.nextAt = Math.max(this.nextAt, now - CATCH_UP_MS) + 1000 / this.rate;
    return ticket;
  }

  /** The call was answered, throttled or not. */
  answer({ sentAt }: Ticket, now: number): void {
    this.latencyMs += (Math.min(LONGEST_LATENCY_MS, now - sentAt) - this.latencyMs) / 8;
  }

  /** The call was throttled. One throttle and those already under way behind it are one event. */
  throttle(ticket: Ticket, now: number): void {
    this.throttled += 1;
    if (ticket.number <= this.heldAt) return;
    this.heldAt = this.sent;
    this.marks = [...this.marks, { ...ticket, throttled: this.throttled }].slice(-KEPT_MARKS);
    if (this.marks.length === 1) this.holdFirst(now);
    else this.estimate(now);
  }

  /** Whether the pace is what limits the calls. */
  private isFull(now: number): boolean {
    const { length } = this.recent;
    if (length < RECENT_CALLS) return true;
    return ((length - 1) * 1000) / (now - (this.recent[0] as number)) >= FULL_SHARE * this.rate;
  }

  private rise(): void {
    if (this.phase === 'rising') this.rate += RISE_PER_CALL;
    else if (this.phase === 'probing') this.rate += this.probeGain / this.rate;
    else this.rate *= 1 + this.creep * Math.min(MOST_CREEPS, 1 + ((this.sent - this.heldAt) / CREEPS_AFTER_CALLS) ** 2);
  }

  /** The refill if the bucket held so many seconds of it when the calls began, calls per second. */
  private sinceBusy(now: number, bucketSeconds: number): number {
    const { number, sentAt } = this.busySince as Ticket;
    return (this.sent - number + 1) / (bucketSeconds + (now - sentAt) / 1000);
  }

  private holdFirst(now: number): void {
    this.phase = 'probing';
    this.rate = Math.max(LOWEST_RATE, Math.min(this.rate, this.sinceBusy(now, smallBucket)));
    this.probeGain = this.rate * PROBE_PER_SECOND;
    this.nextAt = now + HOLD_MS;
  }

  private estimate(now: number): void {
    const last = this.marks.at(-1) as Mark;
    const best = this.marks
      .slice(0, -1)
      .map((mark) => served(mark, last))
      .reduce((a, b) => (b.rate > a.rate ? b : a));
    if (best.calls < 2) this.holdLonger(now, last);
    else this.paceBelow(best, now);
  }

  private paceBelow({ calls, rate: refill }: Served, now: number): void {
    this.holds = 0;
    this.creep = Math.max(LEAST_CREEP, Math.min(DOUBT_OF_FEW / calls ** 2, DOUBT_OF_MANY / calls ** 3));
    const before = this.phase === 'paced' ? this.proven : 0;
    this.phase = 'paced';
    this.proven = Math.max(refill, before * KEPT_SHARE);
    this.rate = Math.max(LOWEST_RATE, Math.min(this.proven * PACE_SHARE, this.rate));
    this.nextAt = now + 1000 / this.rate;
  }

  /** Throttled again at once: no bucket is seen, somebody else empties it or the service is in trouble. */
  private holdLonger(now: number, last: Mark): void {
    this.holds += 1;
    this.marks = [last];
    this.phase = 'probing';
    this.rate = Math.max(LOWEST_RATE, this.rate / 2);
    this.probeGain = this.rate * PROBE_PER_SECOND;
    this.nextAt = now + Math.min(LONGEST_HOLD_MS, HOLD_MS * 2 ** this.holds);
  }
}

/** What was served between two throttles, and the rate of it, less what a part of a token at the ends makes of it. */
function served(first: Mark, last: Mark): Served {
  const calls = last.number - first.number - (last.throttled - first.throttled);
  return { calls, rate: ((calls - 0.3) * 1000) / (last.sentAt - first.sentAt) };
}

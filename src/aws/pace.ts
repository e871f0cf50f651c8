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

const startRate = 25;
/** What the rate gains a call until the first throttle. */
const risePerCall = 1;
/** What the rate gains a second between the first throttle and the second, as a share of its start. */
const probePerSecond = 0.3;
/** How many seconds of its refill a full bucket holds: guesses at the least and at the most. */
const [smallBucket, largeBucket] = [1, 2];
const holdMs = 1000;
const longestHoldMs = 16_000;
const lowestRate = 0.5;
/** Share of the estimate at which pacing begins, what it gains a call, and how much more at most after a while. */
const paceShare = 0.97;
const leastCreep = 0.0001;
const mostCreeps = 10;
/** What an estimate may lose at one throttle: a bucket that overflowed in between makes it too low. */
const keptShare = 0.9;
/** The rate rises only while so many calls in a row went at this share of it. */
const recentCalls = 16;
const fullShare = 0.7;
/** Lost time (a busy event loop, a coarse timer) that may be caught up. */
const catchUpMs = 100;
/** So long without a call fills a bucket again. */
const idleMs = 1000;
/** Older marks say nothing about the rate of today. */
const keptMarks = 8;
/** Of calls under way beyond those that the refill carries, each may be throttled: some, and one more for so many calls. */
const spareCalls = 2;
const callsPerSpare = 50;
const mostSpareCalls = 16;
const firstLatencyMs = 100;
/** A call that takes longer is in trouble, and says nothing about the way there and back. */
const longestLatencyMs = 1000;

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
  rate = startRate;
  /** When the next call may go, ms of the monotonic clock. */
  nextAt = Number.NEGATIVE_INFINITY;
  private phase: 'rising' | 'probing' | 'paced' = 'rising';
  private creep = leastCreep;
  private probeGain = 0;
  /** A refill that the calls so far have proven, calls per second. */
  private proven = 0;
  private latencyMs = firstLatencyMs;
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
    return Math.ceil(carried) + Math.min(mostSpareCalls, spareCalls + Math.floor(this.sent / callsPerSpare));
  }

  /** A call goes now. */
  send(now: number): Ticket {
    const ticket = { sentAt: now, number: ++this.sent };
    if (now - (this.recent.at(-1) ?? Number.NEGATIVE_INFINITY) > idleMs) this.busySince = ticket;
    this.recent.push(now);
    if (this.recent.length > recentCalls) this.recent.shift();
    if (this.isFull(now)) this.rise();
    if (this.phase === 'rising') this.proven = this.sinceBusy(now, largeBucket);
    this.nextAt = Math.max(this.nextAt, now - catchUpMs) + 1000 / this.rate;
    return ticket;
  }

  /** The call was answered, throttled or not. */
  answer({ sentAt }: Ticket, now: number): void {
    this.latencyMs += (Math.min(longestLatencyMs, now - sentAt) - this.latencyMs) / 8;
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

  /** Whether the pace is what limits the calls. */
  private isFull(now: number): boolean {
    const { length } = this.recent;
    if (length < recentCalls) return true;
    return ((length - 1) * 1000) / (now - (this.recent[0] as number)) >= fullShare * this.rate;
  }

  private rise(): void {
    if (this.phase === 'rising') this.rate += risePerCall;
    else if (this.phase === 'probing') this.rate += this.probeGain / this.rate;
    else this.rate *= 1 + this.creep * Math.min(mostCreeps, 1 + ((this.sent - this.heldAt) / 100) ** 2);
  }

  /** The refill if the bucket held so many seconds of it when the calls began, calls per second. */
  private sinceBusy(now: number, bucketSeconds: number): number {
    const { number, sentAt } = this.busySince as Ticket;
    return (this.sent - number + 1) / (bucketSeconds + (now - sentAt) / 1000);
  }

  private holdFirst(now: number): void {
    this.phase = 'probing';
    this.rate = Math.max(lowestRate, Math.min(this.rate, this.sinceBusy(now, smallBucket)));
    this.probeGain = this.rate * probePerSecond;
    this.nextAt = now + holdMs;
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
    this.creep = Math.max(leastCreep, 0.5 / calls ** 2);
    const before = this.phase === 'paced' ? this.proven : 0;
    this.phase = 'paced';
    this.proven = Math.max(refill, before * keptShare);
    this.rate = Math.max(lowestRate, Math.min(this.proven * paceShare, this.rate));
    this.nextAt = now + 1000 / this.rate;
  }

  /** Throttled again at once: no bucket is seen, somebody else empties it or the service is in trouble. */
  private holdLonger(now: number, last: Mark): void {
    this.holds += 1;
    this.marks = [last];
    this.phase = 'probing';
    this.rate = Math.max(lowestRate, this.rate / 2);
    this.probeGain = this.rate * probePerSecond;
    this.nextAt = now + Math.min(longestHoldMs, holdMs * 2 ** this.holds);
  }
}

/** What was served between two throttles, and the rate of it, less what a part of a token at the ends makes of it. */
function served(first: Mark, last: Mark): Served {
  const calls = last.number - first.number - (last.throttled - first.throttled);
  return { calls, rate: ((calls - 0.3) * 1000) / (last.sentAt - first.sentAt) };
}

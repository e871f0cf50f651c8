/** The first jobs of an account are asked for often, so that the others need not be. */
const SCOUTS = 2;
const FIRST_LOOK_MS = 700;
/** A job that no scout tells anything about is asked for then. */
const SCOUT_STEP_MS = 1000;
const UNTOLD_MS = 10_000;
/** Between looks at a job that takes longer than the others. */
const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Share of the jobs that are done when they are asked for: each that is not costs a call. */
const SHARE = 0.98;
/** So few durations say little about the longest: it may be longer by this factor. */
const FEW = 30;
const DOUBT = 1.2;
/** IAM's dates and the way there and back are not exact. */
const MARGIN_MS = 150;
const KEPT = 256;

/** How long jobs take in one account, learned from JobCompletionDate − JobCreationDate. */
export class JobTimes {
  private readonly durations: number[] = [];
  private scouts = 0;
  private longestOpen = 0;
  private likelyMs: number | undefined;

  /** How long a job takes, most likely at most, ms; undefined until enough is known. */
  get likely(): number | undefined {
    return this.likelyMs;
  }

  /** Whether the job that begins now is one of the first. */
  takeScout(): boolean {
    this.scouts += 1;
    return this.scouts <= SCOUTS;
  }

  /** A job was done in `ms`. */
  learn(ms: number): void {
    this.durations.push(Math.max(0, ms));
    if (this.durations.length > KEPT) this.durations.shift();
    this.update();
  }

  /** A job was not done after `elapsedMs`. */
  learnOpen(elapsedMs: number): void {
    this.longestOpen = Math.max(this.longestOpen, elapsedMs);
    this.update();
  }

  /** When to ask for a job, ms from its start; `askedMs` is when it was asked for last, 0 where it was not. */
  due(askedMs: number, isScout: boolean): number {
    if (this.likelyMs !== undefined && this.likelyMs > askedMs) return this.likelyMs;
    if (askedMs === 0) return isScout ? FIRST_LOOK_MS : UNTOLD_MS;
    if (this.likelyMs === undefined) return askedMs + Math.min(SCOUT_STEP_MS, askedMs * 0.6);
    return askedMs + Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, askedMs * 0.2));
  }

  private update(): void {
    const { length } = this.durations;
    if (length < SCOUTS) return;
    const sorted = [...this.durations].sort((a, b) => a - b);
    const longest = sorted[Math.ceil(length * SHARE) - 1] as number;
    // One job that never ends must not hold up the others.
    const open = Math.min(this.longestOpen, 2 * longest);
    this.likelyMs = MARGIN_MS + (length < FEW ? Math.max(longest, open) * DOUBT : longest);
  }
}

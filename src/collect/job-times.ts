/** Jobs of which the durations are kept. */
const mostKept = 256;
/** Share of the jobs that are done when they are asked for: each that is not costs a call. */
const share = 0.98;
/** IAM's dates and the way there and back are not exact. */
const marginMs = 150;
const firstPollMs = 700;
const longestPollMs = 30_000;

/** How long jobs take in one account, learned from JobCompletionDate − JobCreationDate. */
export class JobTimes {
  private readonly durations: number[] = [];
  private likelyMs: number | undefined;

  /** How long a job takes, most likely at most, ms; undefined before the first one. */
  get likely(): number | undefined {
    return this.likelyMs;
  }

  learn(ms: number): void {
    this.durations.push(Math.max(0, ms));
    if (this.durations.length > mostKept) this.durations.shift();
    const sorted = [...this.durations].sort((a, b) => a - b);
    this.likelyMs = (sorted[Math.ceil(sorted.length * share) - 1] as number) + marginMs;
  }

  /** When to ask for a job that was not done after `elapsedMs`, counted from its start. */
  nextPoll(elapsedMs: number): number {
    if (this.likelyMs !== undefined && this.likelyMs > elapsedMs) return this.likelyMs;
    return elapsedMs + Math.min(longestPollMs, Math.max(firstPollMs, elapsedMs * 0.7));
  }
}

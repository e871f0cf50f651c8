/** What was asked of the simulated organization, as it saw it. */
import type { Caller } from './credentials.js';

export interface CallCount {
  /** Such as `iam:ListUsers`. */
  readonly action: string;
  /** Account whose credentials made the call. */
  readonly accountId: string;
  total: number;
  throttled: number;
}

export class Calls {
  private readonly counts = new Map<string, CallCount>();
  private readonly actions = { hub: new Set<string>(), member: new Set<string>() };
  private readonly jobs = new Map<string, number>();

  count(action: string, { kind, accountId }: Caller): CallCount {
    const key = `${action} ${accountId}`;
    const count = this.counts.get(key) ?? { action, accountId, total: 0, throttled: 0 };
    this.counts.set(key, count);
    count.total++;
    this.actions[kind].add(action);
    return count;
  }

  countJob(principalArn: string): void {
    this.jobs.set(principalArn, this.generated(principalArn) + 1);
  }

  /** One an action and account, in the order of first use. */
  rows(): readonly Readonly<CallCount>[] {
    return [...this.counts.values()];
  }

  /** Calls in all, or of one action, of one account, or both. */
  sum(of: { readonly action?: string; readonly accountId?: string } = {}): { total: number; throttled: number } {
    const rows = this.rows().filter(
      (row) => (of.action ?? row.action) === row.action && (of.accountId ?? row.accountId) === row.accountId,
    );
    return {
      total: rows.reduce((sum, { total }) => sum + total, 0),
      throttled: rows.reduce((sum, { throttled }) => sum + throttled, 0),
    };
  }

  /** Jobs that were started for a user or role. */
  generated(principalArn: string): number {
    return this.jobs.get(principalArn) ?? 0;
  }

  /** The actions that a kind of caller has used, sorted, such as `iam:GetAccountSummary`. */
  seen(kind: 'hub' | 'member'): readonly string[] {
    return [...this.actions[kind]].sort();
  }
}

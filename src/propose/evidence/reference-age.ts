/** Whether the list of actions may lack what a wildcard names, so that narrowing it takes more away than is told. */

import { readFileSync } from 'node:fs';
import type { Gap } from '../subjects/subject.js';

/** By how many actions AWS let services grow, that it had already. */
interface Growth {
  readonly from: string;
  readonly to: string;
  readonly actions: ReadonlyMap<string, number>;
}

/** The data is reference-growth.tsv, made by scripts/update-reference.mjs. */
function readGrowth(): Growth {
  const [dates, , ...lines] = readFileSync(new URL('./reference-growth.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const [, from, to] = (dates as string).split(' ') as [string, string, string];
  const rows = lines.map((line) => line.split('\t') as [string, string]);
  return { from, to, actions: new Map(rows.map(([service, added]) => [service, Number(added)])) };
}

/** Lists of actions: that of the proposals, and the newest at hand, whose names the first may lack. */
export interface Lists {
  /** Day of the list of the proposals. */
  readonly date: string;
  /** Services of which a row of the snapshot names an action that this list lacks. */
  readonly incomplete: ReadonlySet<string>;
  readonly newest: {
    readonly date: string;
    /** Services of which it names an action that the list of the proposals lacks. */
    readonly grown: ReadonlySet<string>;
  };
}

export class ReferenceAge {
  private readonly snapshotDate: string;
  private readonly lists: Lists;
  private readonly growth = readGrowth();

  constructor(snapshotDate: string, lists: Lists) {
    this.snapshotDate = snapshotDate;
    this.lists = lists;
  }

  /** `services`: those in use whose wildcards became narrower. */
  gapOf(services: ReadonlySet<string>): Gap[] {
    const { date, incomplete } = this.lists;
    const { from, to, actions } = this.growth;
    const doubtful = [...services].filter((one) => incomplete.has(one) || this.mayHaveGrown(one)).sort();
    if (doubtful.length === 0) return [];
    const added = doubtful.reduce((total, service) => total + (actions.get(service) ?? 0), 0);
    const subject = `reference of ${date}: ${doubtful.join(', ')}`;
    return [{ code: 'reference_old', subject, onceARun: date, growth: { from, to, actions: added } }];
  }

  /**
   * Between the list and the snapshot. A newer list tells, if it is as new as the snapshot; without one a service may
   * have grown if it ever does.
   */
  private mayHaveGrown(service: string): boolean {
    const { date, newest } = this.lists;
    if (date >= this.snapshotDate || !this.growth.actions.has(service)) return false;
    return newest.date < this.snapshotDate || newest.grown.has(service);
  }
}

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

export class ReferenceAge {
  readonly date: string;
  private readonly isOlder: boolean;
  private readonly incomplete: ReadonlySet<string>;
  private readonly growth = readGrowth();

  /** `incomplete`: services of which a row of the snapshot names an action that the reference lacks. */
  constructor(date: string, snapshotDate: string, incomplete: ReadonlySet<string>) {
    this.date = date;
    this.isOlder = date < snapshotDate;
    this.incomplete = incomplete;
  }

  /**
   * `services`: those in use whose wildcards became narrower. Doubtful is one that grows, where the list is older than
   * the snapshot, and one that is known to have grown.
   */
  gapOf(services: ReadonlySet<string>): Gap[] {
    const { from, to, actions } = this.growth;
    const mayHaveGrown = (service: string): boolean => this.isOlder && actions.has(service);
    const doubtful = [...services].filter((one) => this.incomplete.has(one) || mayHaveGrown(one)).sort();
    if (doubtful.length === 0) return [];
    const added = doubtful.reduce((total, service) => total + (actions.get(service) ?? 0), 0);
    const subject = `reference of ${this.date}: ${doubtful.join(', ')}`;
    return [{ code: 'reference_old', subject, onceARun: this.date, growth: { from, to, actions: added } }];
  }
}

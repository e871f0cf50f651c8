/** Whether the list of actions is young enough to narrow a wildcard by it. */

import { readFileSync } from 'node:fs';
import { DAY_MS, startOf } from '../../model/days.js';
import type { Gap } from '../subjects/subject.js';

/** How much older than the snapshot the reference may be. */
const OLDEST_DAYS = 14;

/** By how many actions AWS lets services grow, that it had already. */
interface Growth {
  readonly from: string;
  readonly to: string;
  readonly actions: ReadonlyMap<string, number>;
}

/** The data is reference-growth.tsv, made by scripts/iam-data.mjs. */
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
  private readonly isOld: boolean;
  private readonly incomplete: ReadonlySet<string>;
  private readonly growth = readGrowth();

  /** `incomplete`: services of which a row of the snapshot names an action that the reference lacks. */
  constructor(date: string, snapshotDate: string, incomplete: ReadonlySet<string>) {
    this.date = date;
    const isYoung = startOf(snapshotDate) - startOf(date) <= OLDEST_DAYS * DAY_MS;
    this.isOld = !isYoung; // one whose date is none is old
    this.incomplete = incomplete;
  }

  /** `services`: those whose wildcards became narrower by a list of actions that may lack new ones. */
  gapOf(services: ReadonlySet<string>): Gap[] {
    const doubtful = [...services].filter((service) => this.isOld || this.incomplete.has(service)).sort();
    if (doubtful.length === 0) return [];
    const { from, to, actions } = this.growth;
    const added = doubtful.reduce((total, service) => total + (actions.get(service) ?? 0), 0);
    const subject = `reference of ${this.date}: ${doubtful.join(', ')}`;
    return [{ code: 'reference_old', subject, growth: { from, to, actions: added } }];
  }
}

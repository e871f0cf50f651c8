/** What IAM began to track, by the rows of a lake: a witness had reported without it before the first report that shows it. */
import type { Lake, LakeRow } from '../world/lake.js';

/** Whether a service, or `service:action`, may have been granted before and not been shown at `reportedAt`. */
export function beganOf(lake: Lake, until: string): (thing: string, reportedAt: number | undefined) => boolean {
  const upTo = (table: string): LakeRow[] =>
    (lake.get(table) ?? []).filter((row) => String(row.snapshot_date) <= until);
  const first = new Map<string, number>();
  const see = (thing: string, at: LakeRow[string]): void => {
    if (at instanceof Date) first.set(thing, Math.min(first.get(thing) ?? Number.POSITIVE_INFINITY, at.getTime()));
  };
  for (const row of upTo('seen_actions')) {
    see(`${row.service_namespace}:${row.action_name}`.toLowerCase(), row.first_generated_at ?? null);
  }
  for (const row of upTo('seen_services'))
    see(String(row.service_namespace).toLowerCase(), row.first_generated_at ?? null);
  const witnesses = upTo('witnesses');
  return (thing, reportedAt) => {
    const key = thing.toLowerCase();
    const service = key.split(':')[0] as string;
    const times = witnesses
      .filter(({ denied_services }) => !(denied_services as readonly string[]).includes(service))
      .map(({ generated_at }) => (generated_at as Date).getTime());
    if (reportedAt === undefined || times.length === 0) return false;
    return (first.get(key) ?? 0) > reportedAt && Math.min(...times) <= reportedAt;
  };
}

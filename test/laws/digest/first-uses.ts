/** A random lake in which some use powerful actions at last: of themselves its principals hardly do. */
import { withFacts } from '../facts.js';
import type { Lake, LakeRow } from '../world/lake.js';
import type { Random } from '../world/random.js';

const POWERFUL = ['iam:PutRolePolicy', 's3:PutBucketAcl'];

/** Each of them from a date on that is not the first, with the facts of what is used then. */
export function withFirstUses(lake: Lake, random: Random, dates: readonly string[]): Lake {
  const since = new Map<string, string>();
  const firstUse = (row: LakeRow): string => {
    const key = `${who(row)},${nameOf(row)}`;
    const date = since.get(key) ?? (random.chance(0.7) ? random.one(dates.slice(1)) : 'never');
    since.set(key, date);
    return date;
  };
  const services = new Map<string, LakeRow>();
  const actions = (lake.get('action_last_accessed') ?? []).map((row) => {
    if (!POWERFUL.includes(nameOf(row)) || row.last_accessed_at !== null) return row;
    const date = firstUse(row);
    if (String(row.snapshot_date) < date) return row;
    const use = { last_accessed_at: new Date(`${date}T00:00:00Z`), last_accessed_region: 'us-east-1' };
    services.set(`${row.run_id},${who(row)},${row.service_namespace}`, use);
    return { ...row, ...use };
  });
  const ofServices = (lake.get('service_last_accessed') ?? []).map((row) => {
    const use = services.get(`${row.run_id},${who(row)},${row.service_namespace}`);
    return { ...row, ...(row.last_accessed_at === null ? use : {}) };
  });
  return withFacts(new Map([...lake, ['action_last_accessed', actions], ['service_last_accessed', ofServices]]));
}

function who({ account_id, principal_arn }: LakeRow): string {
  return `${account_id},${principal_arn}`;
}

function nameOf({ service_namespace, action_name }: LakeRow): string {
  return `${service_namespace}:${action_name}`;
}

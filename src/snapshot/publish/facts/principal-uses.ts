/** `principal_uses`: what `action_uses` and `service_uses` say of a principal as a whole. */
import type { Columns } from '../../../model/columns.js';
import { principalUses } from '../../../model/tables/facts.js';
import { columnsOf } from '../../../tables/columns/rows.js';
import { codesIn, type Measured, numbersIn } from './measured.js';

/** ms since 1970 in UTC. */
interface LastUse {
  readonly region: string | null;
  at: number;
  /** By rows of services; null: none of them has a time. */
  serviceAt: number | null;
}

/** Rows of service_last_accessed and action_last_accessed of a part; undefined: it has none. */
export interface Reported {
  readonly services: Columns | undefined;
  readonly actions: Columns | undefined;
}

/** In the order of `measured`, the measured principals of the part by ARN. */
export function principalUsesOf(
  accountId: string,
  { services, actions }: Reported,
  measured: ReadonlyMap<string, Measured>,
): Columns {
  const byArn = new Map<string, LastUse[]>();
  for (const rows of [services, actions]) {
    if (rows === undefined) continue;
    for (const { arn, region, at } of lastUses(rows)) {
      const uses = byArn.get(arn) ?? [];
      byArn.set(arn, uses);
      const serviceAt = rows === services ? at : null;
      const known = uses.find((use) => use.region === region);
      if (known === undefined) uses.push({ region, at, serviceAt });
      else {
        known.at = Math.max(known.at, at);
        if (serviceAt !== null) known.serviceAt = Math.max(known.serviceAt ?? serviceAt, serviceAt);
      }
    }
  }
  const rows = [...measured].flatMap(([arn, principal]) =>
    (byArn.get(arn) ?? []).map(({ region, at, serviceAt }) => ({
      account_id: accountId,
      principal_arn: arn,
      principal_id: principal.principalId,
      principal_type: principal.principalType,
      permission_set_name: principal.permissionSetName,
      is_service_linked: principal.isServiceLinked,
      last_accessed_region: region,
      last_accessed_at: at,
      last_service_accessed_at: serviceAt,
    })),
  );
  return columnsOf(principalUses, rows);
}

/** The last of the rows of each principal and Region that have a time. */
function lastUses(rows: Columns): { readonly arn: string; readonly region: string | null; readonly at: number }[] {
  const owners = codesIn(rows, 'principal_arn');
  const regions = codesIn(rows, 'last_accessed_region');
  const times = numbersIn(rows, 'last_accessed_at');
  const width = regions.dictionary.length + 1;
  const last = new Map<number, number>();
  for (let row = 0; row < rows.rows; row++) {
    const at = times[row] as number;
    if (Number.isNaN(at)) continue;
    const pair = (owners.codes[row] as number) * width + (regions.codes[row] as number) + 1;
    const known = last.get(pair);
    if (known === undefined || at > known) last.set(pair, at);
  }
  return [...last].map(([pair, at]) => ({
    arn: owners.dictionary[Math.floor(pair / width)] as string,
    region: regions.dictionary[(pair % width) - 1] ?? null,
    at,
  }));
}

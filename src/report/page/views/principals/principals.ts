/** Users and roles of the shown snapshot, one object each. */
import { nameOf } from '../../names.js';
import { once } from '../../once.js';
import { type Opened, rowsOf } from '../../opened.js';
import { ACCESSED, NOT_ACCESSED, NOT_MEASURED } from '../../words.js';

/** `null` wherever it was not measured. */
export interface Principal {
  readonly row: number;
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  /** Null: of none. */
  readonly permissionSet: string | null;
  readonly accountId: string;
  readonly accountName: string;
  readonly ou: string;
  readonly type: 'user' | 'role' | 'service-linked role';
  readonly isMeasured: boolean;
  readonly daysSinceUse: number | null;
  readonly lastUsedAt: number | null;
  readonly evidenceDays: number | null;
  readonly services: number | null;
  /** Granted and tracked actions. */
  readonly granted: number | null;
  readonly unused: number | null;
  /** Granted an action that makes an administrator; null: not measured. */
  readonly isAdministrator: boolean | null;
  /** By the answer of `dormant_principals` for so many days; null: a user, of whom nobody can say. */
  readonly dormant: ReadonlyMap<number, boolean | null>;
  readonly tags: () => ReadonlyMap<string, string>;
  /** As the worklist names it; null: nobody is named. */
  readonly owner: string | null;
  /** A value of `owner_from`. */
  readonly ownerFrom: string;
}

/** Answers about principals beside their own, from which more is known of each. */
export interface Told {
  readonly administrators: Opened;
  /** Of each number of days. */
  readonly dormant: ReadonlyMap<number, Opened>;
}

/** Who is granted one of some actions, by an answer of `users_of`, which also lists who used one and lost the grant. */
function grantedOf(users: Opened): ReadonlySet<string> {
  const rows = rowsOf(users).filter((row) => users.get('is_granted', row) === true);
  return new Set(rows.map((row) => users.text('principal_arn', row)));
}

export function readPrincipals(sheet: Opened, { administrators, dormant }: Told): Principal[] {
  const granted = grantedOf(administrators);
  const verdicts = verdictsOf(dormant);
  const found: Principal[] = [];
  for (let row = 0; row < sheet.rows; row += 1) {
    if (sheet.get('principal_arn', row) !== null) found.push(readPrincipal(sheet, row, granted, verdicts));
  }
  return found;
}

type Verdicts = ReadonlyMap<string, ReadonlyMap<number, boolean | null>>;

/** Of each principal that is dormant, or may be, for any of the days. */
function verdictsOf(dormant: Told['dormant']): Verdicts {
  const verdicts = new Map<string, Map<number, boolean | null>>();
  for (const [days, sheet] of dormant) {
    for (let row = 0; row < sheet.rows; row += 1) {
      if (sheet.get('state', row) === 'NOT_MEASURED') continue;
      const arn = sheet.text('principal_arn', row);
      const own = verdicts.get(arn) ?? new Map<number, boolean | null>();
      verdicts.set(arn, own.set(days, sheet.get('is_dormant', row) as boolean | null));
    }
  }
  return verdicts;
}

const none: ReadonlyMap<number, boolean | null> = new Map();

function readPrincipal(sheet: Opened, row: number, administrators: ReadonlySet<string>, verdicts: Verdicts): Principal {
  const arn = sheet.text('principal_arn', row);
  const isMeasured = sheet.get('status', row) === 'exported';
  const measured = (column: string): number | null => (isMeasured ? sheet.number(column, row) : null);
  const tracked = measured('actions_tracked');
  const accessed = measured('actions_accessed');
  return {
    row,
    arn,
    isMeasured,
    name: nameOf(arn),
    permissionSet: sheet.get('permission_set_name', row) as string | null,
    id: sheet.text('principal_id', row),
    accountId: sheet.text('account_id', row),
    accountName: sheet.text('account_name', row),
    ou: sheet.text('ou_path_names', row),
    type:
      sheet.get('is_service_linked', row) === true ? 'service-linked role' : typeOf(sheet.text('principal_type', row)),
    daysSinceUse: measured('days_since_last_access'),
    lastUsedAt: measured('last_used_at'),
    evidenceDays: measured('evidence_days'),
    services: measured('services_granted'),
    granted: tracked,
    unused: tracked === null || accessed === null ? null : tracked - accessed,
    isAdministrator: isMeasured ? administrators.has(arn) : null,
    dormant: verdicts.get(arn) ?? none,
    tags: once(() => tagsOf(sheet.text('tags', row))),
    owner: sheet.get('owner', row) as string | null,
    ownerFrom: sheet.text('owner_from', row),
  };
}

/** Tags come as one JSON object. */
function tagsOf(json: string): ReadonlyMap<string, string> {
  return new Map(Object.entries(JSON.parse(json || '{}') as Record<string, string>));
}

function typeOf(text: string): 'user' | 'role' {
  return text === 'user' ? 'user' : 'role';
}

/** The state of a principal as a whole, in words. */
export function stateOf({ isMeasured, lastUsedAt }: Principal): string {
  if (!isMeasured) return NOT_MEASURED;
  return lastUsedAt === null ? NOT_ACCESSED : ACCESSED;
}

/** Its row of `principals --kind observed`; -1, which has no values: there is none. */
export function observedRow(observed: Opened, { id, arn }: Principal): number {
  const own = observed.rowsBy('principal_id').get(id) ?? [];
  return own.find((row) => observed.get('principal_arn', row) === arn) ?? -1;
}

/** Null where it is not known: not measured, of unknown age, or a user, whose use by access keys is not collected. */
export function isDormant({ type, isMeasured, evidenceDays, dormant }: Principal, days: number): boolean | null {
  if (type === 'service-linked role') return false;
  if (!isMeasured || evidenceDays === null) return null;
  return dormant.has(days) ? (dormant.get(days) ?? null) : false;
}

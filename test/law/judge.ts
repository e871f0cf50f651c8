/** What a lake shows of an account, held against the truth: right, told as not measured, or lost in silence. */
import type { TruthAccount, TruthPrincipal } from '../../src/simulation/truth.js';
import { asTexts, type Cells, lakeRows, rowText } from '../export/truth-rows.js';
import { CREDENTIAL_TABLES, credentialsNow, lostCredentials } from './judge-credentials.js';

/** Known of a principal only when it was measured. */
const MEASURED = [
  'job_id',
  'generated_at',
  'services_granted',
  'services_accessed',
  'actions_tracked',
  'actions_accessed',
];
const LISTED_TABLES = ['groups', 'policies', 'policy_versions', 'inline_policies'] as const;
const TABLES = ['accounts', 'principals', 'service_last_accessed', 'action_last_accessed', ...LISTED_TABLES] as const;

/** Tables of what is asked beside the reports: an account that was not listed may have rows of it. */
const SOURCE_TABLES = ['evidence_sources', ...CREDENTIAL_TABLES] as const;

/** The rows of each table. */
type Tables = Readonly<Record<(typeof TABLES)[number] | (typeof SOURCE_TABLES)[number], readonly Cells[]>>;

/** Rows as they must be found: their columns, and a sorted text a row. */
interface Wanted {
  readonly columns: readonly string[];
  readonly texts: readonly string[];
}
type Listed = Readonly<Record<(typeof LISTED_TABLES)[number], Wanted>> & {
  readonly credentials: ReturnType<typeof credentialsNow>;
};

export interface Verdict {
  readonly status: string;
  readonly errorCode: string | null;
  readonly principals: readonly Cells[];
  /** Rows that are as in the truth. */
  readonly rightRows: number;
  /** Principals recorded as not measured, each with its reason. */
  readonly told: number;
  /** What is missing, different or invented without a record that says so. */
  readonly silent: readonly string[];
}

/** Reads a lake of one run: the rows of each account by its id. */
export async function readAccounts(folder: string): Promise<(accountId: string) => Tables> {
  const byAccount = new Map<string, Record<string, Cells[]>>();
  const tablesOf = (accountId: string) => {
    const tables =
      byAccount.get(accountId) ?? Object.fromEntries([...TABLES, ...SOURCE_TABLES].map((name) => [name, []]));
    byAccount.set(accountId, tables);
    return tables;
  };
  for (const name of [...TABLES, ...SOURCE_TABLES]) {
    for (const row of await lakeRows(folder, name)) tablesOf(row.account_id as string)[name]?.push(row);
  }
  return (accountId) => tablesOf(accountId) as unknown as Tables;
}

/** The rows of the tables that come with the listing, as they are now: faults change the organization later. */
export function listedNow(account: TruthAccount): Listed {
  const { groups, policies, policyVersions, inlinePolicies } = account;
  return {
    credentials: credentialsNow(account),
    groups: wanted(groups),
    policies: wanted(policies),
    policy_versions: wanted(policyVersions),
    inline_policies: wanted(inlinePolicies),
  };
}

function wanted(rows: readonly object[]): Wanted {
  return { columns: Object.keys(rows[0] ?? {}), texts: asTexts(rows as Cells[]) };
}

/** Of an account that was not listed. */
const NO_ROOT = { root_has_password: null, root_has_access_keys: null, root_has_mfa: null };

/** `before` is what was listed before faults changed the account, `truth` is the account now: the listing is of either. */
export function judge(lake: Tables, truth: TruthAccount, before: Listed): Verdict {
  const [account, ...more] = lake.accounts;
  if (account === undefined || more.length > 0) throw new Error(`${lake.accounts.length} rows of one account`);
  const judged = new Judgement();
  const root = account.principals_total === null ? NO_ROOT : truth.root;
  judged.same('account', account, { ...truth.row, ...root } as unknown as Cells);
  if (account.principals_total === null) judged.unlisted(account, lake);
  else judged.listed(account, lake, truth, before);
  const { evidence_sources: states, principals } = lake;
  judged.silent.push(
    ...lostCredentials({ states, tables: lake, principals }, before.credentials, credentialsNow(truth)),
  );
  return {
    status: account.status as string,
    errorCode: account.error_code as string | null,
    principals: lake.principals,
    rightRows: judged.rightRows,
    told: judged.told,
    silent: judged.silent,
  };
}

class Judgement {
  rightRows = 0;
  told = 0;
  readonly silent: string[] = [];

  /** The listing failed: nothing is known, and the account says so. */
  unlisted(account: Cells, lake: Tables): void {
    this.saysWhy('account', account, 'failed');
    this.told += 1;
    for (const name of TABLES.slice(1)) if (lake[name].length > 0) this.silent.push(`${name} of a failed listing`);
  }

  listed(account: Cells, lake: Tables, truth: TruthAccount, before: Listed): void {
    if (account.status !== 'exported') this.saysWhy('account', account, 'failed');
    const rows = new Map(lake.principals.map((row) => [row.principal_id as string, row]));
    if (rows.size < lake.principals.length) this.silent.push('a principal has two rows');
    for (const principal of truth.principals) this.principal(principal, rows.get(principal.row.principal_id), lake);
    const known = new Set(truth.principals.map(({ row }) => row.principal_id));
    for (const [id, row] of rows) if (!known.has(id)) this.unmeasured(row);
    this.noOthers(lake);
    this.counts(account, lake.principals);
    const now = listedNow(truth);
    for (const name of LISTED_TABLES) {
      const isAsNow = asTexts(lake[name], [...now[name].columns]).join() === now[name].texts.join();
      this.sameRows(name, lake[name], isAsNow ? now[name] : before[name]);
    }
  }

  same(what: string, row: Cells, truth: Cells): void {
    const columns = Object.keys(truth);
    const [found, expected] = [rowText(row, columns), rowText(truth)];
    if (found === expected) this.rightRows += 1;
    else this.silent.push(`${what}: ${found} is not ${expected}`);
  }

  private principal(truth: TruthPrincipal, row: Cells | undefined, lake: Tables): void {
    const arn = truth.row.principal_arn;
    if (row === undefined) this.silent.push(`${arn} is missing`);
    else if (row.status === 'exported') this.measured(truth, row, lake);
    else {
      this.unmeasured(row);
      const listed = Object.fromEntries(Object.entries(truth.row).filter(([column]) => !MEASURED.includes(column)));
      this.same(arn, row, listed as Cells);
    }
  }

  private measured(truth: TruthPrincipal, row: Cells, lake: Tables): void {
    const arn = truth.row.principal_arn;
    if (row.job_id === null || row.generated_at === null) this.silent.push(`${arn}: measured without a job`);
    this.same(arn, row, truth.row as unknown as Cells);
    const own = (rows: readonly Cells[]) => rows.filter((one) => one.principal_arn === arn);
    this.sameRows(`services of ${arn}`, own(lake.service_last_accessed), wanted(truth.services()));
    this.sameRows(`actions of ${arn}`, own(lake.action_last_accessed), wanted(truth.actions()));
  }

  /** Not in the truth any more, or not measured: only with a reason, and without a measure. */
  private unmeasured(row: Cells): void {
    const arn = row.principal_arn as string;
    this.told += 1;
    this.saysWhy(arn, row, 'failed', 'deleted');
    for (const column of MEASURED) if (row[column] !== null) this.silent.push(`${arn}: ${column} without a measure`);
  }

  private saysWhy(what: string, row: Cells, ...statuses: string[]): void {
    const isTold = statuses.includes(row.status as string) && row.error_code !== null && row.error_message !== null;
    if (!isTold)
      this.silent.push(`${what} is ${row.status} (${row.error_code}) and not told as ${statuses.join(' or ')}`);
  }

  /** Rows of reports belong to measured principals alone. */
  private noOthers(lake: Tables): void {
    const measured = new Set(
      lake.principals.filter(({ status }) => status === 'exported').map(({ principal_arn }) => principal_arn),
    );
    for (const row of [...lake.service_last_accessed, ...lake.action_last_accessed]) {
      if (!measured.has(row.principal_arn as string)) this.silent.push(`rows of ${row.principal_arn}, not measured`);
    }
  }

  private counts(account: Cells, principals: readonly Cells[]): void {
    const of = (status: string) => String(principals.filter((row) => row.status === status).length);
    const counted = {
      principals_total: String(principals.length),
      principals_exported: of('exported'),
      principals_failed: of('failed'),
      principals_deleted: of('deleted'),
    };
    this.same('counts', account, counted);
  }

  private sameRows(what: string, rows: readonly Cells[], { columns, texts }: Wanted): void {
    const found = asTexts(rows, [...columns]);
    const strange = found.filter((row, at) => row !== texts[at]);
    this.rightRows += found.length - strange.length;
    if (found.length !== texts.length) this.silent.push(`${what}: ${found.length} rows, not ${texts.length}`);
    else if (strange.length > 0) this.silent.push(`${what}: ${strange.length} rows differ, such as ${strange[0]}`);
  }
}

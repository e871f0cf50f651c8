/** What faults make of a credential report that was right. */
import { CREDENTIAL_FAULTS } from '../../credential-faults.js';
import type { Fault, FaultName } from '../../faults.js';
import { hash, share } from '../../random.js';
import { accountCredentialsOf } from '../../world/credentials/account-credentials.js';
import type { Call } from '../call.js';
import { credentialTable, csvOf, quoted, type Table } from './credential-csv.js';
import type { CredentialReport } from './credential-reports.js';

const NAMES = Object.keys(CREDENTIAL_FAULTS) as FaultName[];
const TWO_DAYS_MS = 172_800_000;

/** A report as it is answered. */
interface Served {
  readonly csv: string;
  /** ms since 1970 */
  readonly generatedAt: number;
}

export function served({ table, generatedAt }: CredentialReport, call: Call): Served {
  const fault = call.faults.strike(
    NAMES.filter((name) => name in tables || name in texts || name === 'credentials-of-before'),
    call.subject,
  );
  const right = table();
  if (fault === undefined) return { csv: csvOf(right), generatedAt };
  if (fault.name === 'credentials-of-before') {
    return { csv: csvOf(right), generatedAt: generatedAt - (fault.ms ?? TWO_DAYS_MS) };
  }
  const changed = tables[fault.name]?.(right, call, fault) ?? right;
  return { csv: (texts[fault.name] ?? csvOf)(changed), generatedAt };
}

const tables: Partial<Record<FaultName, (table: Table, call: Call, fault: Fault) => Table>> = {
  'credentials-of-another': (_, { world, session }) => {
    const other = world.organization.accounts.find(({ id }) => id !== session.caller.accountId);
    return other ? credentialTable(accountCredentialsOf(world, world.state(other.id))) : [];
  },
  'credentials-more-columns': (table) =>
    withColumn(withColumn(table, 'additional_credentials_info', further), 'passkeys', () => '1'),
  'credentials-fewer-columns': (table) => keeping(table, (name) => !/^mfa_|^cert_|_region$/.test(name)),
  'credentials-no-keys': (table) => keeping(table, (name) => !name.startsWith('access_key_2_')),
  'credentials-reordered': (table) => table.map((row) => row.toReversed()),
  'credentials-unknown-words': (table) => changing(table, (value) => (/^(true|false)$/.test(value) ? 'maybe' : value)),
  'credentials-upper-case': (table) =>
    changing(table, (value) => (/^(true|false)$/.test(value) ? value.toUpperCase() : value)),
  'credentials-user-again': (table) =>
    table.map((row, at) =>
      at === 2 ? row.map((value, column) => (column === 2 ? '2015-03-01T08:00:00Z' : value)) : row,
    ),
  'credentials-user-missing': (table, { world }, { at = 0.2 }) =>
    table.filter(([name = ''], row) => row < 2 || (row > 2 && share(hash(world.settings.seed, 'no row', name)) >= at)),
};

const texts: Partial<Record<FaultName, (table: Table) => string>> = {
  'credentials-in-quotes': (table) => linesOf(table.map((row) => row.map(quoted))),
  'credentials-bare-commas': linesOf,
  'credentials-crlf': (table) => `${csvOf(table).replaceAll('\n', '\r\n')}\r\n`,
  'credentials-cut': (table) => csvOf(table).replace(/(,[^,]*){3}$/, ''),
  'credentials-no-csv': () => '<!DOCTYPE html>\n<html lang="en"><body>Sign in, please</body></html>\n',
};

function linesOf(table: Table): string {
  return table.map((row) => row.join(',')).join('\n');
}

/** By the guide: how many more keys or certificates than two, and what lists them. Here one more key where there are two. */
function further(row: readonly string[]): string {
  return row[13] === 'true' ? '1 access key, iam:ListAccessKeys' : 'N/A';
}

function withColumn(table: Table, name: string, valueIn: (row: readonly string[]) => string): Table {
  return table.map((row, at) => [...row, at === 0 ? name : valueIn(row)]);
}

function keeping(table: Table, isKept: (column: string) => boolean): Table {
  const kept = (table[0] ?? []).map(isKept);
  return table.map((row) => row.filter((_, at) => kept[at]));
}

/** The values below the heading, changed. */
function changing(table: Table, change: (value: string) => string): Table {
  return table.map((row, at) => (at === 0 ? row : row.map(change)));
}

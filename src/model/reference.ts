/**
 * The service reference: every action that AWS documents and whether IAM tracks its last access. Names and levels are of
 * one day, whether an action is tracked of another (`SupportedBy["IAM Action Last Accessed"]` of
 * https://servicereference.us-east-1.amazonaws.com/): scripts/update-reference.mjs merges them. It may lag behind IAM: a
 * row of a report proves that its action is tracked, whatever is written here.
 */
import { readFileSync } from 'node:fs';
import type { ActionRow } from './tables.js';

export interface ServiceReference {
  /** Day of the list of names and levels, yyyy-MM-dd. */
  readonly date: string;
  /** Day on which `is_tracked` was read: null of names that came since. */
  readonly trackedAsOf: string;
  /** Rows of the table `actions`, by service_namespace and action_name (code units). */
  readonly actions: readonly ActionRow[];
}

const COLUMNS = 'service_namespace\taction_name\taccess_level\tis_tracked\tis_withdrawn';
const ROW = /^[\w-]+\t[\w-]+\t[\w ]*\t(true|false|)(\ttrue)?$/;

let shipped: ServiceReference | undefined;

/** The reference that ships with the package: some 22,000 actions, read once a process, which takes some 20 ms. */
export function readReference(): ServiceReference {
  shipped ??= parseReference(readFileSync(new URL('./service-reference.tsv', import.meta.url), 'utf8'));
  return shipped;
}

/**
 * Reads a reference in the form of the shipped one: `# <day of the list> <day of is_tracked>`, a line of column names,
 * lines of actions, of which the last cell may be left out. Throws an error whose message is the end of a sentence about a text of any other form.
 */
export function parseReference(text: string): ServiceReference {
  const [head = '', columns, ...lines] = text.replace(/\n+$/, '').split('\n');
  const [, date, trackedAsOf] = /^# (\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d)$/.exec(head) ?? [];
  if (date === undefined || trackedAsOf === undefined) throw new Error('its first line lacks its two dates');
  if (columns !== COLUMNS) throw new Error(`its columns are not ${COLUMNS.replaceAll('\t', ', ')}`);
  const odd = lines.findIndex((line) => !ROW.test(line));
  if (odd >= 0) throw new Error(`its line ${odd + 3} is not an action`);
  return { date, trackedAsOf, actions: lines.map(parseAction) };
}

function parseAction(line: string): ActionRow {
  const [service_namespace, action_name, level, tracked, withdrawn] = line.split('\t') as [
    string,
    string,
    string,
    string,
    string?,
  ];
  const is_tracked = tracked === '' ? null : tracked === 'true';
  return {
    service_namespace,
    action_name,
    access_level: level || null,
    is_tracked,
    tracked_since: is_tracked ? trackedSince(service_namespace) : null,
    is_withdrawn: withdrawn === 'true',
  };
}

/**
 * Day from which IAM tracks a service's actions, as ms since 1970; a Region that opened later starts later.
 * Source: IAM User Guide, "Refine permissions in AWS using last accessed information".
 */
export function trackedSince(serviceNamespace: string): number {
  if (serviceNamespace === 's3') return Date.UTC(2020, 3, 12);
  if (['ec2', 'iam', 'lambda'].includes(serviceNamespace)) return Date.UTC(2021, 3, 7);
  return Date.UTC(2023, 4, 23);
}

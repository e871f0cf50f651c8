/**
 * The service reference: every action that AWS documents and whether IAM tracks its last access.
 * Made from https://servicereference.us-east-1.amazonaws.com/ (`SupportedBy["IAM Action Last Accessed"]`)
 * by scripts/update-reference.mjs. It may lag behind IAM: a row of a report proves that its action is
 * tracked, whatever is written here.
 */
import { readFileSync } from 'node:fs';
import type { ActionRow } from './tables.js';

export interface ServiceReference {
  /** Day the reference was read, yyyy-MM-dd. */
  readonly date: string;
  /** Rows of the table `actions`, by service_namespace and action_name (code units). */
  readonly actions: readonly ActionRow[];
}

/** Reads the reference that ships with the package: 20,284 actions, some 20 ms. */
export function readReference(): ServiceReference {
  return parseReference(readFileSync(new URL('./service-reference.tsv', import.meta.url), 'utf8'));
}

/** Reads a reference in the form of the shipped one: `# yyyy-MM-dd`, a line of column names, lines of actions. */
export function parseReference(text: string): ServiceReference {
  const [date, , ...lines] = text.trimEnd().split('\n');
  return { date: (date as string).slice('# '.length), actions: lines.map(parseAction) };
}

function parseAction(line: string): ActionRow {
  const [service_namespace, action_name, level, tracked] = line.split('\t') as [string, string, string, string];
  const is_tracked = tracked === '' ? null : tracked === 'true';
  return {
    service_namespace,
    action_name,
    access_level: level || null,
    is_tracked,
    tracked_since: is_tracked ? trackedSince(service_namespace) : null,
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

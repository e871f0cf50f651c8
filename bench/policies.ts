/** Policy documents for the principals of the mix, with what the lake would say of them: what proposals are made of. */
import type { Codes, Columns, Numbers } from '../src/model/columns.js';
import { readReference } from '../src/model/reference.js';
import type { DocumentEvidence } from '../src/propose/evidence/read-evidence.js';
import { type PrincipalActions, principalsOf } from './mix.js';

export interface MixedDocument {
  readonly accountId: string;
  readonly principalArn: string;
  readonly text: string;
  readonly evidence: DocumentEvidence;
}

const tracked = new Map<string, number>();
for (const { service_namespace, is_tracked } of readReference().actions) {
  if (is_tracked) tracked.set(service_namespace, (tracked.get(service_namespace) ?? 0) + 1);
}
const allTracked = [...tracked.values()].reduce((total, number) => total + number, 0);

/** One inline policy a principal, in one statement, that grants what its rows show: whole services, reads, or names. */
export function* documentsOf(count: number): Generator<MixedDocument, void, void> {
  const principals = principalsOf({ accounts: Math.ceil(count / 500), principalsPerAccount: 500 });
  for (const one of principals) {
    if (count-- <= 0) return;
    yield documentOf(one);
  }
}

/** The text that grants what the rows of a principal show. */
export function policyText(actions: Columns): string {
  const { rows, columns } = actions;
  const services = grouped(rows, columns.service_namespace as Codes, columns.action_name as Codes);
  const entries = rows === allTracked ? ['*'] : [...services].flatMap(([service, names]) => entriesOf(service, names));
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: entries, Resource: '*' }] });
}

function documentOf({ accountId, principalArn, actions }: PrincipalActions): MixedDocument {
  const text = policyText(actions);
  return { accountId, principalArn, text, evidence: evidenceOf(actions, principalArn) };
}

function entriesOf(service: string, names: readonly string[]): string[] {
  if (names.length === tracked.get(service)) return [`${service}:*`];
  if (names.every((name) => /^(List|Get|Describe)/.test(name)) && names.length > 6) {
    return ['Describe', 'Get', 'List'].map((verb) => `${service}:${verb}*`);
  }
  return names.map((name) => `${service}:${name}`);
}

function grouped(rows: number, services: Codes, actions: Codes): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (let row = 0; row < rows; row++) {
    const service = services.dictionary[services.codes[row] as number] as string;
    const names = groups.get(service) ?? [];
    names.push(actions.dictionary[actions.codes[row] as number] as string);
    groups.set(service, names);
  }
  return groups;
}

function evidenceOf({ rows, columns }: Columns, arn: string): DocumentEvidence {
  const [services, names] = [columns.service_namespace as Codes, columns.action_name as Codes];
  const times = (columns.last_accessed_at as Numbers).numbers;
  const evidence: DocumentEvidence = { services: new Map(), actions: new Map(), knownUses: new Map(), gone: new Set() };
  const row = { rows: 1, enough: 1, lastKnownUse: null, leastEvidenceDays: 400 };
  for (let at = 0; at < rows; at++) {
    const service = services.dictionary[services.codes[at] as number] as string;
    const action = names.dictionary[names.codes[at] as number] as string;
    const isUsed = !Number.isNaN(times[at]);
    const usedBy = isUsed ? [arn] : [];
    evidence.actions.set(`${service}:${action}`.toLowerCase(), { ...row, isUsed, usedBy, grantAge: 'UNKNOWN' });
    if (isUsed || !evidence.services.has(service)) evidence.services.set(service, { ...row, isUsed, usedBy });
  }
  return evidence;
}

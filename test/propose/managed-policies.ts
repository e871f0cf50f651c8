/** Policies that AWS manages, as it publishes them, with holders and uses that are drawn. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readReference } from '../../src/model/reference.js';
import { readDependents } from '../../src/policy/dependent-actions.js';
import { isReadable } from '../../src/policy/document.js';
import { readHeld } from '../../src/policy/fixed-statements.js';
import { readNeverList } from '../../src/policy/never-list.js';
import { type Proposal, propose, type Rewriter } from '../../src/propose/assess/propose.js';
import { KnownActions } from '../../src/propose/evidence/known-actions.js';
import type { ActionEvidence, Evidence, UseEvidence } from '../../src/propose/evidence/use-evidence.js';
import { hash, share } from '../../src/simulation/random.js';

interface Managed {
  readonly name: string;
  readonly text: string;
}

/** All of test/fixtures/managed-policies. */
export function managedPolicies(): Managed[] {
  const file = new URL('../fixtures/managed-policies/policies.ndjson.gz', import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const { arn, document } = JSON.parse(line);
    return { name: arn.replace('arn:aws:iam::aws:policy/', ''), text: JSON.stringify(document) };
  });
}

const ACTIONS = readReference().actions;
export const NAMES = ACTIONS.map((row) => `${row.service_namespace}:${row.action_name}`);
const TRACKED = ACTIONS.filter((row) => row.is_tracked).map((row) => `${row.service_namespace}:${row.action_name}`);
const PROVEN = new Set(ACTIONS.filter((row) => row.is_tracked).map((row) => row.service_namespace));
const KNOWN = new KnownActions(NAMES);
const NEVER = readNeverList();
const DEPENDENTS = readDependents();

const ROW: UseEvidence = {
  ...{ rows: 1, enough: 1, isUsed: false, lastKnownUse: null },
  ...{ leastEvidenceDays: 400, usedBy: [] },
};

/** What one holder of the policy used: four services of ten, and of these three tracked actions of ten. */
export function drawnUses(policy: string, draw: number): Evidence {
  const isDrawn = (part: number, ...of: readonly string[]): boolean => share(hash(draw, policy, ...of)) < part;
  const services = new Map<string, UseEvidence>();
  const actions = new Map<string, ActionEvidence>();
  for (const name of NAMES) {
    const service = serviceOf(name);
    if (!services.has(service)) services.set(service, { ...ROW, isUsed: isDrawn(0.4, service) });
  }
  for (const name of TRACKED) {
    const isUsed = services.get(serviceOf(name))?.isUsed === true && isDrawn(0.3, name);
    actions.set(name.toLowerCase(), { ...ROW, isUsed, grantAge: 'KNOWN' });
  }
  return { holders: 1, services, actions };
}

export const serviceOf = (name: string): string => name.slice(0, name.indexOf(':'));

/** As a copy of a policy of AWS is proposed: in several texts, if one does not hold it. */
export function proposalOf(text: string, evidence: Evidence, rewriter?: Rewriter): Proposal {
  const document = readHeld(text, false);
  if (!isReadable(document)) throw new Error(document.problem);
  return propose(document, evidence, KNOWN, {
    ...{
      grade: 'action',
      grantAge: 'any',
      isUnprovenIncluded: false,
      limit: 6144,
      maySplit: true,
      isHeldByUser: false,
    },
    ...{ never: NEVER, dependents: DEPENDENTS, calledBeside: [], earlierTexts: [], beside: [] },
    isProven: (service) => PROVEN.has(service),
    isExcepted: () => false,
    rewriter,
  });
}

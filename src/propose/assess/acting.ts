/**
 * Services that act with the rights of whoever creates or updates something in them, such as CloudFormation, unless a role
 * is passed to them: what they call then shows as no use of that holder for sure.
 */
import type { Acting } from '../../policy/dependent-actions.js';
import { isReadable, readPolicy, type Statement } from '../../policy/document.js';
import { matchesAction } from '../../policy/pattern.js';
import { serviceOf } from '../evidence/known-actions.js';
import type { Evidence, UseEvidence } from '../evidence/use-evidence.js';
import type { Beside, BesideText } from '../subjects/beside.js';
import type { Gap, Subject } from '../subjects/subject.js';

const PASS_ROLE = 'iam:PassRole';
/** As the CDK names the role that it passes to CloudFormation. */
const EXECUTION_ROLE = /:role\/.*cfn-exec/;
const PASSED_TO = 'cloudformation';

export interface ActingOptions {
  readonly acting: readonly Acting[];
  readonly beside: Beside;
}

/** A gap a holder and service through which it created or updated something within the days, where anything of another service goes. */
export function gapsOfActing(
  subject: Subject,
  removed: readonly { readonly action: string }[],
  evidence: Evidence,
  { acting, beside }: ActingOptions,
): Gap[] {
  const services = new Set(removed.map(({ action }) => serviceOf(action)));
  const isElsewhere = (service: string): boolean => services.size > (services.has(service) ? 1 : 0);
  return acting
    .filter(({ service }) => isElsewhere(service))
    .flatMap((one) => actorsOf(subject, one, usesOf(one, evidence), beside).map((arn) => gapOf(one, arn)));
}

function gapOf({ service }: Acting, arn: string): Gap {
  return { code: 'acts_through', subject: `${arn} through ${service}` };
}

/** Uses within the days: of the calls, or of the service where IAM tracks none of them. */
function usesOf({ service, calls, isTracked }: Acting, { services, actions }: Evidence): readonly UseEvidence[] {
  const rows = isTracked ? calls.map((key) => actions.get(key)) : [services.get(service)];
  return rows.filter((row) => row !== undefined).filter(({ lastKnownUse }) => lastKnownUse !== null);
}

function actorsOf(subject: Subject, acting: Acting, rows: readonly UseEvidence[], beside: Beside): string[] {
  const isActing = (arn: string): boolean => mayAct(acting, beside.heldBy(arn));
  const users = [...new Set(rows.flatMap(({ usedBy }) => usedBy))].sort().filter(isActing);
  // Of a row two users are known at most: where neither of them acts, another may.
  const mayBeOthers = users.length === 0 && rows.some(({ usedBy }) => usedBy.length > 1);
  const others = mayBeOthers ? subject.holders.map(({ arn }) => arn).filter(isActing) : [];
  return [...users, ...others.slice(0, 1)];
}

/** Whether whoever has these texts and used the service may have acted through it, with rights of its own. */
function mayAct({ service, calls, isTracked }: Acting, texts: readonly BesideText[]): boolean {
  if (service === PASSED_TO) return !passesExecutionRolesAlone(texts);
  return isTracked || calls.some((call) => mayAllow(texts, call));
}

/** A text that cannot be read may allow anything. */
function mayAllow(texts: readonly BesideText[], action: string): boolean {
  const documents = texts.map(readPolicy);
  return documents.some((one) => !isReadable(one) || one.statements.some((statement) => allows(statement, action)));
}

/** Whether the texts let their holder pass roles, and none but those that are made for stacks. */
function passesExecutionRolesAlone(texts: readonly BesideText[]): boolean {
  const documents = texts.map(readPolicy);
  if (!documents.every(isReadable)) return false;
  const passing = documents.flatMap(({ statements }) => statements.filter((one) => allows(one, PASS_ROLE)));
  return passing.length > 0 && passing.every(({ resources }) => resources?.values.every(isExecutionRole) === true);
}

function allows({ effect, actions, notActions }: Statement, action: string): boolean {
  if (effect === 'Deny') return false;
  if (actions !== null) return actions.values.some((entry) => matchesAction(entry, action));
  return !(notActions?.values ?? []).some((entry) => matchesAction(entry, action));
}

function isExecutionRole(resource: string): boolean {
  return EXECUTION_ROLE.test(resource);
}

/**
 * Stacks act with the rights of whoever makes or changes them, unless a role is passed to CloudFormation: what they call
 * then shows as no use of that holder for sure. Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
import { isReadable, readPolicy, type Statement } from '../../policy/document.js';
import { matchesAction } from '../../policy/pattern.js';
import { serviceOf } from '../evidence/known-actions.js';
import type { Evidence } from '../evidence/use-evidence.js';
import type { Beside, BesideText } from '../subjects/beside.js';
import type { Gap, Subject } from '../subjects/subject.js';

const STACK_CALLS = [
  ...['createstack', 'updatestack', 'deletestack', 'createchangeset', 'executechangeset'],
  ...['createstackset', 'updatestackset', 'deletestackset'],
  ...['createstackinstances', 'updatestackinstances', 'deletestackinstances'],
].map((name) => `cloudformation:${name}`);
const PASS_ROLE = 'iam:PassRole';
/** As the CDK names the role that it passes. */
const EXECUTION_ROLE = /:role\/.*cfn-exec/;

/** A gap a holder that made or changed stacks within the days, where something outside CloudFormation goes. */
export function gapsOfStacks(
  subject: Subject,
  removed: readonly { readonly action: string }[],
  { actions }: Evidence,
  beside: Beside,
): Gap[] {
  if (removed.every(({ action }) => serviceOf(action) === 'cloudformation')) return [];
  const rows = STACK_CALLS.flatMap((key) => actions.get(key) ?? []).filter(({ lastKnownUse }) => lastKnownUse !== null);
  const isActing = (arn: string): boolean => !passesExecutionRolesAlone(beside.heldBy(arn));
  const users = [...new Set(rows.flatMap(({ usedBy }) => usedBy))].sort().filter(isActing);
  // Of a row two users are known at most: where both pass such a role, another may not.
  const mayBeOthers = users.length === 0 && rows.some(({ usedBy }) => usedBy.length > 1);
  const others = mayBeOthers ? subject.holders.map(({ arn }) => arn).filter(isActing) : [];
  return [...users, ...others.slice(0, 1)].map((arn) => ({ code: 'acts_through_cloudformation', subject: arn }));
}

/** Whether the texts let their holder pass roles, and none but those that are made for stacks. */
function passesExecutionRolesAlone(texts: readonly BesideText[]): boolean {
  const documents = texts.map(readPolicy);
  if (!documents.every(isReadable)) return false;
  const passing = documents.flatMap(({ statements }) => statements.filter(allowsPassing));
  return passing.length > 0 && passing.every(({ resources }) => resources?.values.every(isExecutionRole) === true);
}

function allowsPassing({ effect, actions, notActions }: Statement): boolean {
  if (effect === 'Deny') return false;
  if (actions !== null) return actions.values.some((entry) => matchesAction(entry, PASS_ROLE));
  return !(notActions?.values ?? []).some((entry) => matchesAction(entry, PASS_ROLE));
}

function isExecutionRole(resource: string): boolean {
  return EXECUTION_ROLE.test(resource);
}

/** Statements that stay to the letter, whatever the evidence says: no row shows whether people need them. */
import {
  conditionValues,
  type Fixed,
  isReadable,
  type PolicyDocument,
  readPolicy,
  type Statement,
  type Unreadable,
} from './document.js';

/** Conditions that ask through which service AWS calls: such a call is no use of the caller's own. */
const FORWARDED_KEYS = [
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:viaawsservice',
  'kms:viaservice',
];
const OWN_USER = /\$\{\s*aws:username\s*\}/i;
/**
 * What people need to register an MFA device beside their own user. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html
 */
const WAY_IN = ['iam:createvirtualmfadevice', 'iam:listvirtualmfadevices', 'iam:listmfadevices', 'iam:listusers'];

/** A document as it is read for its holders: some statements of self-service are fixed where one of them is a user. */
export function readHeld(text: string | null, isHeldByUser: boolean): PolicyDocument | Unreadable {
  const document = readPolicy(text);
  if (!isReadable(document)) return document;
  const { statements } = document;
  const isOwnUse = isHeldByUser && statements.some(isSelfService);
  return { ...document, statements: statements.map((one) => ({ ...one, fixed: fixedBy(one, isOwnUse) })) };
}

/** `isOwnUse`: whether a user holds the document, and it speaks of the caller's own user. */
function fixedBy(statement: Statement, isOwnUse: boolean): Fixed | undefined {
  if (statement.effect === 'Deny') return undefined;
  if (isOfForwardedCalls(statement)) return 'forwarded';
  if (isOwnUse && isSelfService(statement)) return 'self_service';
  return isOwnUse && isWayIn(statement) ? 'way_in' : undefined;
}

function isOfForwardedCalls({ condition }: Statement): boolean {
  return conditionValues(condition).some(([key]) => FORWARDED_KEYS.includes(key.toLowerCase()));
}

/** An Allow of which every resource is the caller's own. */
function isSelfService({ effect, resources }: Statement): boolean {
  return effect === 'Allow' && resources !== null && resources.values.length > 0 && resources.values.every(isOwn);
}

function isOwn(resource: string): boolean {
  return OWN_USER.test(resource);
}

function isWayIn({ actions }: Statement): boolean {
  const entries = actions?.values ?? [];
  return entries.length > 0 && entries.every((entry) => WAY_IN.includes(entry.toLowerCase()));
}

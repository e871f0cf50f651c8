/** What of a document can give its holder everything back. */
import { isReadable, readPolicy, type Statement } from '../../policy/document.js';
import { matchesAction } from '../../policy/pattern.js';

/** Who keeps one of these on its own policies can write itself any right. */
const ESCALATIONS = [
  'AttachRolePolicy',
  'AttachUserPolicy',
  'AttachGroupPolicy',
  'PutRolePolicy',
  'PutUserPolicy',
  'PutGroupPolicy',
  'CreatePolicyVersion',
  'SetDefaultPolicyVersion',
  'AddUserToGroup',
  'UpdateAssumeRolePolicy',
].map((name) => `iam:${name}`);

const MAY_BE_IAM = /^(iam:|[^:]*[*?])/i;

/** Looks at every Allow statement, NotAction and NotResource included; not at conditions, resources and Denies. */
export function escalationsIn(texts: readonly string[]): string[] {
  const statements = texts.map(readPolicy).flatMap((document) => (isReadable(document) ? document.statements : []));
  return ESCALATIONS.filter((action) => statements.some((statement) => allows(statement, action)));
}

function allows({ effect, actions, notActions }: Statement, action: string): boolean {
  if (effect === 'Deny') return false;
  if (actions !== null) return actions.values.some((entry) => MAY_BE_IAM.test(entry) && matchesAction(entry, action));
  return !(notActions?.values ?? []).some((entry) => matchesAction(entry, action));
}

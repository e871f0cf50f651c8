/** Statements by which people look after their own credentials: `${aws:username}` stands for the user that calls. */
import { isReadable, type PolicyDocument, readPolicy, type Statement, type Unreadable } from './document.js';

const OWN_USER = /\$\{\s*aws:username\s*\}/i;

/** A document as it is read for its holders: where one of them is a user, statements of self-service stay to the letter. */
export function readHeld(text: string | null, isHeldByUser: boolean): PolicyDocument | Unreadable {
  const document = readPolicy(text);
  if (!isReadable(document) || !isHeldByUser) return document;
  return {
    ...document,
    statements: document.statements.map((one) => (isSelfService(one) ? { ...one, isFixed: true } : one)),
  };
}

/** An Allow of which every resource is the caller's own. */
function isSelfService({ effect, resources }: Statement): boolean {
  return effect === 'Allow' && resources !== null && resources.values.length > 0 && resources.values.every(isOwn);
}

function isOwn(resource: string): boolean {
  return OWN_USER.test(resource);
}

/** Statements that no proposal changes. */
import { type Fixed, isReadable } from '../../policy/document.js';
import { readHeld } from '../../policy/fixed-statements.js';
import { isHeldByUser, type Subject } from '../subjects/subject.js';

export interface LeftAlone {
  readonly deny: number;
  readonly not_action: number;
  readonly not_resource: number;
  /** Conditions ask through which service AWS calls. */
  readonly forwarded: number;
  /** What a user does with its own credentials. */
  readonly self_service: number;
}

/** A Deny counts as one, whatever else it has. */
export function leftAloneOf(subject: Subject): LeftAlone {
  const isByUser = isHeldByUser(subject);
  const documents = subject.parts.map(({ text }) => readHeld(text, isByUser)).filter(isReadable);
  const statements = documents.flatMap(({ statements: own }) => own);
  const allowed = statements.filter(({ effect }) => effect === 'Allow');
  const fixed = (...asked: readonly Fixed[]): number =>
    allowed.filter((one) => one.fixed !== undefined && asked.includes(one.fixed)).length;
  return {
    deny: statements.length - allowed.length,
    not_action: allowed.filter(({ notActions }) => notActions !== null).length,
    not_resource: allowed.filter(({ notResources }) => notResources !== null).length,
    forwarded: fixed('forwarded'),
    self_service: fixed('self_service', 'way_in'),
  };
}

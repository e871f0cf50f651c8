/** Statements that no proposal changes. */
import { isReadable, readPolicy } from '../../policy/document.js';

export interface LeftAlone {
  readonly deny: number;
  readonly not_action: number;
  readonly not_resource: number;
}

/** A Deny counts as one, whatever else it has. */
export function leftAloneOf(texts: readonly (string | null)[]): LeftAlone {
  const documents = texts.map(readPolicy).filter(isReadable);
  const statements = documents.flatMap(({ statements: own }) => own);
  const allowed = statements.filter(({ effect }) => effect === 'Allow');
  return {
    deny: statements.length - allowed.length,
    not_action: allowed.filter(({ notActions }) => notActions !== null).length,
    not_resource: allowed.filter(({ notResources }) => notResources !== null).length,
  };
}

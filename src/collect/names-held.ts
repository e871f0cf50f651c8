/** How many services and actions the body of a report names, counted beside the SDK's parser. */

export interface NamesHeld {
  readonly services: number;
  readonly actions: number;
}

/**
 * Counts them in a body. The parser takes a list for empty that holds any text between its members, be it
 * a blank: no error tells that they are lost.
 */
export function namesHeldIn(body: Buffer): NamesHeld {
  return { services: count(body, '<ServiceNamespace>'), actions: count(body, '<ActionName>') };
}

function count(body: Buffer, opening: string): number {
  let found = 0;
  for (let at = body.indexOf(opening); at >= 0; at = body.indexOf(opening, at + opening.length)) found += 1;
  return found;
}

/** How many services, actions and numbers the body of a report holds, counted beside the SDK's parser. */

export interface ElementCounts {
  readonly services: number;
  readonly actions: number;
  /** Of authenticated entities, within the list of services. */
  readonly numbers: number;
}

/**
 * Counts them in a body. The parser takes a list for empty that holds any text between its members, be it
 * a blank, and an empty number for 0: no error tells that they are lost.
 */
export function countElements(body: Buffer): ElementCounts {
  return {
    services: count(body, '<ServiceNamespace>'),
    actions: count(body, '<ActionName>'),
    numbers: count(listIn(body), '<TotalAuthenticatedEntities>', isDigit),
  };
}

/** From its first opening to its last closing; where one of them is not there, the whole body. */
function listIn(body: Buffer): Buffer {
  const [from, to] = [body.indexOf('<ServicesLastAccessed>'), body.lastIndexOf('</ServicesLastAccessed>')];
  return from < 0 || to < from ? body : body.subarray(from, to);
}

function count(body: Buffer, opening: string, counts: (next: number | undefined) => boolean = () => true): number {
  let found = 0;
  for (let at = body.indexOf(opening); at >= 0; at = body.indexOf(opening, at + opening.length)) {
    if (counts(body[at + opening.length])) found += 1;
  }
  return found;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

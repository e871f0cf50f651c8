/** Which actions a pattern of a policy names; remembers what it has seen. */
import type { Catalog } from '../catalog.js';

export class ActionPatterns {
  private readonly catalog: Catalog;
  private readonly known = new Map<string, readonly number[]>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  /** Actions that a pattern such as `s3:Get*` or `*:List*` names; an unknown action names none. */
  matches(pattern: string): readonly number[] {
    const known = this.known.get(pattern);
    if (known) return known;
    const [namespace = '', glob = '*'] = pattern.split(':');
    const services = namespace === '*' ? this.catalog.services : [this.catalog.byNamespace.get(namespace)];
    const pieces = glob.toLowerCase().split('*');
    const ids: number[] = [];
    for (const service of services) {
      for (let id = service?.first ?? 0; id < (service?.end ?? 0); id++) {
        if (isNamed(pieces, (this.catalog.actionNames[id] as string).toLowerCase())) ids.push(id);
      }
    }
    this.known.set(pattern, ids);
    return ids;
  }
}

/** Whether a glob names the text, piece by piece between the stars: each at the first place where it stands. */
function isNamed([first = '', ...others]: readonly string[], text: string): boolean {
  if (!standsAt(first, text, 0)) return false;
  const last = others.pop();
  if (last === undefined) return first.length === text.length;
  let end = first.length;
  for (const piece of others) {
    while (end + piece.length <= text.length && !standsAt(piece, text, end)) end++;
    end += piece.length;
  }
  return end + last.length <= text.length && standsAt(last, text, text.length - last.length);
}

function standsAt(piece: string, text: string, at: number): boolean {
  for (let place = 0; place < piece.length; place++) {
    if (piece[place] === '?' ? at + place >= text.length : piece[place] !== text[at + place]) return false;
  }
  return true;
}

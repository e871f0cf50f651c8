/** Names that many patterns are held against: each pattern against those alone that hold two letters of it. */
import { longestTextOf, Pattern } from '../../policy/pattern.js';

/** An ARN without its partition and account. */
export function shortOf(name: string): string {
  return name.replace(/^arn:[^:]*:iam::\d*:/, '');
}

interface Indexed {
  readonly name: string;
  readonly lower: string;
  /** Of an ARN, from its type on. */
  readonly short: string;
}

export class NameIndex {
  readonly #names: readonly Indexed[];
  /** By two letters that follow each other in a name. */
  readonly #holding = new Map<number, Indexed[]>();
  /** Names that a pattern was held against. */
  compared = 0;

  constructor(names: Iterable<string>) {
    this.#names = [...new Set(names)].map((name) => {
      const lower = name.toLowerCase();
      return { name, lower, short: shortOf(name).toLowerCase() };
    });
    for (const each of this.#names) {
      for (let at = 1; at < each.lower.length; at++) this.#hold(pairAt(each.lower, at), each);
    }
  }

  #hold(pair: number, name: Indexed): void {
    const holding = this.#holding.get(pair);
    if (holding === undefined) this.#holding.set(pair, [name]);
    else if (holding.at(-1) !== name) holding.push(name);
  }

  /** The names that a pattern matches; an ARN is matched whole or from its type on. */
  matching(text: string): string[] {
    const pattern = new Pattern(text);
    const held = longestTextOf(text.toLowerCase());
    const candidates = this.#holdingPairOf(text).filter(({ lower }) => lower.includes(held));
    this.compared += candidates.length;
    return candidates
      .filter(({ lower, short }) => pattern.names(lower) || (short !== lower && pattern.names(short)))
      .map(({ name }) => name);
  }

  /** Those that hold the rarest two letters of the pattern. */
  #holdingPairOf(text: string): readonly Indexed[] {
    let fewest = this.#names;
    for (const part of text.toLowerCase().split(/[*?]+/)) {
      for (let at = 1; at < part.length; at++) {
        const holding = this.#holding.get(pairAt(part, at)) ?? [];
        if (holding.length < fewest.length) fewest = holding;
      }
    }
    return fewest;
  }
}

/** The letters before and at a place, as one number. */
function pairAt(text: string, at: number): number {
  return text.charCodeAt(at - 1) * 0x10000 + text.charCodeAt(at);
}

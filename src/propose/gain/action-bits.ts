/** Sets of known actions as bits: there are thousands of documents and of holders, and each grants thousands of actions. */
import { isReadable, readPolicy, type Statement } from '../../policy/document.js';
import { TooMuchWork } from '../../policy/pattern.js';
import { hasWildcard, type KnownActions, lowerOf } from '../evidence/known-actions.js';

/** A bit an action. */
export type Bits = Uint32Array;

/** So many patterns are remembered: the same ones stand in many documents. */
const MOST_REMEMBERED = 2000;

export class ActionBits {
  private readonly known: KnownActions;
  private readonly names: readonly string[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly patterns = new Map<string, Bits>();

  constructor(known: KnownActions) {
    this.known = known;
    this.names = known.services().flatMap((service) => known.ofService(service));
    this.places = new Map(this.names.map((name, at) => [lowerOf(name), at]));
  }

  none(): Bits {
    return new Uint32Array((this.names.length + 31) >> 5);
  }

  all(): Bits {
    return this.none().fill(0xffffffff);
  }

  /** What the Allow statements of a text may grant; one that cannot be read, or takes too long to, may grant anything. */
  granted(text: string | null): Bits {
    const document = readPolicy(text);
    if (!isReadable(document)) return this.all();
    const known = this.known.ofDocument([]);
    const bits = this.none();
    try {
      for (const statement of document.statements)
        if (statement.effect === 'Allow') add(bits, this.ofStatement(statement, known));
    } catch (error) {
      if (error instanceof TooMuchWork) return this.all();
      throw error;
    }
    return bits;
  }

  of(actions: readonly string[]): Bits {
    const bits = this.none();
    for (const action of actions) this.set(bits, action);
    return bits;
  }

  /** Those of which it is so; it is asked of names in lower case. */
  where(isSo: (action: string) => boolean): Bits {
    return this.of(this.names.filter((name) => isSo(lowerOf(name))));
  }

  private ofStatement({ actions, notActions }: Statement, known: KnownActions): Bits {
    const bits = this.none();
    for (const entry of (actions ?? notActions)?.values ?? []) {
      if (hasWildcard(entry)) add(bits, this.ofPattern(entry, known));
      else this.set(bits, entry);
    }
    return actions === null ? bits.map((word) => ~word) : bits;
  }

  private ofPattern(pattern: string, known: KnownActions): Bits {
    const named = known.named(pattern); // which counts to the work of the document, whoever else has the pattern
    const own = this.patterns.get(pattern) ?? this.of(named.map(({ key }) => key));
    if (this.patterns.size >= MOST_REMEMBERED) this.patterns.clear();
    this.patterns.set(pattern, own);
    return own;
  }

  private set(bits: Bits, action: string): void {
    const place = this.places.get(lowerOf(action));
    if (place !== undefined) bits[place >> 5] = (bits[place >> 5] as number) | (1 << (place & 31));
  }
}

export function add(bits: Bits, more: Bits): void {
  for (let at = 0; at < bits.length; at++) bits[at] = (bits[at] as number) | (more[at] as number);
}

export function both(bits: Bits, others: Bits): Bits {
  return bits.map((word, at) => word & (others[at] as number));
}

/** How many are set. */
export function countOf(bits: Bits): number {
  let count = 0;
  for (let word of bits) for (; word !== 0; word &= word - 1) count++;
  return count;
}

export function without(bits: Bits, others: Bits): Bits {
  return bits.map((word, at) => word & ~(others[at] as number));
}

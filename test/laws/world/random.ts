/** A seeded source of choices: the same seed makes the same lake. */
export interface Random {
  /** At least `low`, at most `high`. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  one<Item>(items: readonly Item[]): Item;
  /** Those of the items that fall to `probability`. */
  some<Item>(items: readonly Item[], probability: number): Item[];
}

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const chance = (probability: number): boolean => next() < probability;
  return {
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance,
    one: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
    some: (items, probability) => items.filter(() => chance(probability)),
  };
}

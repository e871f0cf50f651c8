/** The first of which twelve lakes in a row hold all that world/world.test.ts asks for. */
const FIRST = 43;
const CASES = 12;

/**
 * Seeds of the random lakes: LAWS_CASES of them (12), from LAWS_SEED on; a failing test's name holds its own. `most`: of a
 * law that costs seconds a lake, unless LAWS_CASES says otherwise.
 */
export function seeds(most = CASES): number[] {
  const first = Number(process.env.LAWS_SEED ?? process.env.FUZZ_SEED ?? FIRST);
  return seedsFrom(first, Number(process.env.LAWS_CASES ?? Math.min(most, CASES)));
}

/** Those that `npm run test:laws` takes, whatever is chosen. */
export const USUAL_SEEDS = seedsFrom(FIRST, CASES);

function seedsFrom(first: number, cases: number): number[] {
  return Array.from({ length: cases }, (_, at) => first + at);
}

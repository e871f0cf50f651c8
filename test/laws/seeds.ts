/** Seeds of the random lakes: LAWS_CASES of them (12), from LAWS_SEED on; a failing test's name holds its own. */
export function seeds(): number[] {
  const first = Number(process.env.LAWS_SEED ?? process.env.FUZZ_SEED ?? 1);
  return Array.from({ length: Number(process.env.LAWS_CASES ?? 12) }, (_, at) => first + at);
}

/** Tables of cases that cost minutes: CI runs one in so many, `npm run test:release` all (vitest.config.ts, SAMPLED). */
const isAll = process.env.SAMPLED === 'all';

/** One in `of`, the first after those before `first`; all of them in `test:release`. */
export function sampled<T>(of: number, cases: readonly T[], first = 0): T[] {
  return cases.filter((_, at) => isAll || at % of === first % of);
}

/** Random cases through the proposal, with the shipped rewriter or a broken one. */
import * as fc from 'fast-check';
import { isReadable } from '../../src/policy/document.js';
import { readHeld } from '../../src/policy/fixed-statements.js';
import { type Proposal, propose, type Rewriter } from '../../src/propose/assess/propose.js';
import { KnownActions } from '../../src/propose/evidence/known-actions.js';
import { type Case, cases, DEPENDENTS, NEVER, WORLD } from './random.js';

export function proposalOf(
  { text, evidence, limit, maySplit, grade, isHeldByUser = false }: Case,
  rewriter?: Rewriter,
): Proposal {
  const document = readHeld(text, isHeldByUser);
  if (!isReadable(document)) throw new Error(document.problem);
  const rules = { grantAge: 'any', isUnprovenIncluded: false, never: NEVER, dependents: DEPENDENTS } as const;
  return propose(document, evidence, new KnownActions(WORLD), {
    ...rules,
    limit,
    maySplit,
    grade,
    isProven: (service) => service !== 's3x',
    isHeldByUser,
    beside: [],
    calledBeside: [],
    earlierTexts: [],
    isExcepted: (action) => action === 's3:listkey',
    rewriter,
  });
}

/** Runs so many cases; each must be proven. */
export function proveAll(runs: number, seed?: number): void {
  fc.assert(
    fc.property(cases, (one) => {
      const { violations } = proposalOf(one);
      if (violations.length > 0) throw new Error(JSON.stringify(violations.slice(0, 3)));
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  );
}

/** The properties that a broken rewriter breaks over so many cases. */
export function brokenBy(rewriter: Rewriter, runs: number, seed: number): Set<string> {
  const broken = new Set<string>();
  for (const one of fc.sample(cases, { numRuns: runs, seed })) {
    for (const { property } of proposalOf(one, rewriter).violations) broken.add(property);
  }
  return broken;
}

/** The two readings of patterns, which share no code, and that of the simulation, beside a third that is naive and exact. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, matchesAction, Pattern, TooMuchWork, Work } from '../../src/policy/pattern.js';
import { isContained, namer } from '../../src/propose/verify/automaton.js';
import { Effort, TooMuchEffort } from '../../src/propose/verify/effort.js';
import { readCatalog } from '../../src/simulation/world/catalog.js';
import { ActionPatterns } from '../../src/simulation/world/policies/patterns.js';

const seed = Number(process.env.FUZZ_SEED ?? 1);
const numRuns = Number(process.env.PATTERN_CASES ?? 5000);

/** By the definition, of each place of pattern and text once. */
function naive(pattern: string, text: string): boolean {
  const [own, given] = [pattern.toLowerCase(), text.toLowerCase()];
  const known = new Map<string, boolean>();
  const ask = (at: number, of: number): boolean => {
    const key = `${at} ${of}`;
    const answer = known.get(key) ?? work(at, of);
    known.set(key, answer);
    return answer;
  };
  const work = (at: number, of: number): boolean => {
    if (at === own.length) return of === given.length;
    if (own[at] === '*') return ask(at + 1, of) || (of < given.length && ask(at, of + 1));
    return of < given.length && (own[at] === '?' || own[at] === given[of]) && ask(at + 1, of + 1);
  };
  return ask(0, 0);
}

/**
 * By the texts that the inner pattern names with letters that no pattern has wherever any may stand, each run as long as
 * the outer pattern could tell from a longer one.
 */
function naivelyContained(inner: string, outer: string): boolean {
  const runs = Array.from({ length: outer.length + 2 }, (_, length) => '~'.repeat(length));
  const texts = [...inner].reduce(
    (all, letter) =>
      all.flatMap((text) => (letter === '*' ? runs : [letter === '?' ? '~' : letter]).map((end) => text + end)),
    [''],
  );
  return texts.every((text) => naive(outer, text));
}

const unlimited = () => new Effort(Number.POSITIVE_INFINITY);

/** Few letters, so that much matches; some of them beyond ASCII, some in two halves. */
const letter = fc.constantFrom('a', 'a', 'b', 'b', 'A', 'B', ':', '\u00e9', '\u0000', '\ud83d\ude80');
const textOf = (units: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(units, { maxLength }).map((letters) => letters.join(''));
const wild = fc.oneof({ weight: 3, arbitrary: letter }, fc.constantFrom('*', '*', '?'));
const names = textOf(letter, 12);
/** Patterns at random, and patterns of the name itself with wildcards in the place of some of its letters. */
const patternsAndNames = names.chain((name) =>
  fc.tuple(
    fc.oneof(
      textOf(wild, 10),
      fc
        .array(fc.constantFrom('', '', '?', '*', '*?', '**'), { minLength: name.length, maxLength: name.length })
        .map((instead) => instead.map((other, at) => other || name[at]).join('')),
    ),
    fc.constant(name),
  ),
);
const shortPatterns = textOf(fc.constantFrom('a', 'a', 'b', '*', '*', '?'), 5);

describe('patterns', () => {
  it('name the same for the rewriter, the verifier and a naive reading', () => {
    const counts = { named: 0 };
    const same = fc.property(
      patternsAndNames,
      fc.array(textOf(wild, 4), { maxLength: 2 }),
      ([pattern, name], others) => {
        const expected = naive(pattern, name);
        counts.named += expected ? 1 : 0;
        expect(matchesAction(pattern, name)).toBe(expected);
        expect(new Pattern(pattern).names(name.toLowerCase())).toBe(expected);
        expect(namer([pattern], unlimited())(name.toLowerCase())).toBe(expected);
        const any = [pattern, ...others].some((one) => naive(one, name));
        expect(namer([pattern, ...others], unlimited())(name.toLowerCase())).toBe(any);
      },
    );
    fc.assert(same, { seed, numRuns });
    expect(counts.named).toBeGreaterThan(numRuns / 4);
    expect(counts.named).toBeLessThan((numRuns * 3) / 4);
  });

  it('lie within each other for the verifier exactly where they do naively, and for the rewriter at most there', () => {
    const counts = { within: 0, found: 0 };
    const same = fc.property(shortPatterns, shortPatterns, (inner, outer) => {
      const expected = naivelyContained(inner, outer);
      counts.within += expected ? 1 : 0;
      expect(isContained(inner, outer, unlimited())).toBe(expected);
      if (!isWithin(inner, outer)) return;
      expect(expected).toBe(true);
      counts.found += 1;
    });
    fc.assert(same, { seed, numRuns });
    expect(counts.within).toBeGreaterThan(numRuns / 20);
    expect(counts.found).toBeGreaterThan(counts.within * 0.8);
  });

  it('that begin with letters alone lie within others exactly where the rewriter says so', () => {
    const same = fc.property(textOf(fc.constantFrom('a', 'b'), 4), shortPatterns, (beginning, outer) => {
      expect(isWithin(`${beginning}*`, outer)).toBe(naivelyContained(`${beginning}*`, outer));
    });
    fc.assert(same, { seed, numRuns });
  });

  it('name the same actions in the simulation', () => {
    const catalog = readCatalog({ newer: false, notYetTracked: 0 });
    const patterns = new ActionPatterns(catalog);
    const { first, end } = catalog.byNamespace.get('sqs') as { first: number; end: number };
    const all = Array.from({ length: end - first }, (_, at) => first + at);
    const glob = textOf(fc.constantFrom('S', 'e', 'nd', 'M', '*', '*', '?', 'ueue'), 6);
    const same = fc.property(glob, (own) => {
      const expected = all.filter((id) => naive(own, catalog.actionNames[id] as string));
      expect(patterns.matches(`sqs:${own}`)).toEqual(expected);
    });
    fc.assert(same, { seed, numRuns: Math.min(numRuns, 500) });
  });
});

const HARD = [
  ['alternating', `s3:${'*?'.repeat(90)}x`],
  ['any letters', `s3:${'?'.repeat(22)}`],
  ['any letters after a letter', `s3:*a${'?'.repeat(40)}`],
  ['runs', `s3:${'*'.repeat(3000)}a`],
  ['letters between runs', `s3:${'*a'.repeat(3000)}`],
  ['a long literal between runs', `s3:*${'a'.repeat(3000)}*${'a'.repeat(3000)}b*`],
  ['both', `s3:${'*a?'.repeat(1000)}*b`],
  ['what ends alike', `s3:${'*aab?'.repeat(600)}`],
] as const;
const NAME = `s3:${'a'.repeat(120)}`;

describe.each(HARD)('a hard pattern, %s', (_name, pattern) => {
  it('is held against a name in as many steps as both lengths multiplied, at most', () => {
    const work = new Work(Number.POSITIVE_INFINITY);
    expect(new Pattern(pattern, work).names(NAME)).toBe(naive(pattern.replaceAll(/\*+/g, '*'), NAME));
    expect(work.steps).toBeLessThan(NAME.length * NAME.length);
  });

  it('is proven to name it, and to lie within itself and its service, in so many visits', () => {
    expect(namer([pattern], new Effort(NAME.length * NAME.length))(NAME)).toBe(matchesAction(pattern, NAME));
    expect(isContained(pattern, 's3:*', new Effort(1000))).toBe(true);
    const visits = new Effort(pattern.length * pattern.length);
    expect(isContained(pattern, pattern, visits)).toBe(true);
  });
});

describe('a budget', () => {
  const [pattern, name] = ['*aab*aab*c', 'aa'.repeat(20)];

  it('ends a matcher after just so many steps', () => {
    const all = new Work(Number.POSITIVE_INFINITY);
    new Pattern(pattern, all).names(name);
    expect(all.steps).toBeGreaterThan(40);
    expect(new Pattern(pattern, new Work(all.steps)).names(name)).toBe(false);
    expect(() => new Pattern(pattern, new Work(all.steps - 1)).names(name)).toThrow(TooMuchWork);
    expect(() => new Pattern(pattern, new Work(all.steps - 1)).holds(name)).toThrow(TooMuchWork);
  });

  it('counts each place that is tried, and nothing behind a run that ends the pattern', () => {
    const stepsOf = (own: string, text: string) => {
      const work = new Work(Number.POSITIVE_INFINITY);
      new Pattern(own, work).names(text);
      return work.steps;
    };
    expect(stepsOf('*ab', 'aaaa')).toBe(7 + 2);
    expect(stepsOf('*b', 'aaaa')).toBe(4 + 2);
    expect(stepsOf('s3:*', `s3:${'a'.repeat(1000)}`)).toBe(5);
    expect(stepsOf('b', 'a')).toBe(1);
  });

  it('is one for all that counts to it', () => {
    const work = new Work(100);
    const patterns = [new Pattern('*b', work), new Pattern('*c', work)];
    expect(() => {
      for (let at = 0; at < 50; at++) for (const one of patterns) one.names('aa');
    }).toThrow(TooMuchWork);
  });

  it('of the verifier ends after just so many visits', () => {
    const effort = new Effort(3);
    effort.spend(2);
    effort.spend(1);
    expect(() => effort.spend(1)).toThrow(TooMuchEffort);
  });

  it('ends the automata of the verifier', () => {
    const visits = (most: number) => namer([pattern], new Effort(most))(name);
    expect(() => visits(20)).toThrow(TooMuchEffort);
    expect(visits(1000)).toBe(false);
    expect(() => namer(Array(100).fill('a*'), new Effort(100))('b')).toThrow(TooMuchEffort);
    expect(() => isContained('*a*a*a', '*a*a*a*a', new Effort(5))).toThrow(TooMuchEffort);
  });
});

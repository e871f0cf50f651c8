/** 783 documents that nobody here wrote: reader, power, rewriter and verifier against plain code. */
import { describe, expect, it } from 'vitest';
import { readReference } from '../../src/model/reference.js';
import { POWERS, powersOf } from '../../src/policy/power.js';
import { statementFacts } from '../../src/policy/statement-facts.js';
import { escalationsIn } from '../../src/propose/assess/residual.js';
import { rewrite } from '../../src/propose/rewrite/rewrite.js';
import { grouped } from '../../src/propose/subjects/grouped.js';
import { sampled } from '../sampled.js';
import { drawnUses, managedPolicies, NAMES, proposalOf, serviceOf } from './managed-policies.js';

const POLICIES = managedPolicies();

interface Written {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Condition?: object;
}
const statementsOf = (text: string): Written[] => [JSON.parse(text).Statement].flat();
const listOf = (entries: string | string[] | undefined): string[] | null =>
  entries === undefined ? null : [entries].flat();

const byService = grouped(NAMES.map((name) => [serviceOf(name), name] as const));
const matchers = new Map<string, RegExp>();
const matches = (entry: string, name: string): boolean => {
  const letters = entry
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const matcher = matchers.get(entry) ?? new RegExp(`^${letters}$`, 'i');
  matchers.set(entry, matcher);
  return matcher.test(name);
};
/** Names that the Action lists of Allow statements name. */
const allowedBy = (texts: readonly string[]): Set<string> => {
  const entries = texts
    .flatMap(statementsOf)
    .flatMap((one) => (one.Effect === 'Allow' ? (listOf(one.Action) ?? []) : []));
  return new Set(
    [...new Set(entries)].flatMap((entry) => {
      const service = serviceOf(entry).toLowerCase();
      const names = /[*?]|^$/.test(service) ? NAMES : (byService.get(service) ?? []);
      return names.filter((name) => matches(entry, name));
    }),
  );
};

it('reads each statement as JSON has it', () => {
  expect(POLICIES).toHaveLength(783);
  for (const { name, text } of POLICIES) {
    const facts = statementFacts(text);
    expect('problem' in facts ? facts.problem : facts, name).toMatchObject(
      statementsOf(text).map((one, at) => ({
        ...{ statement_index: at, effect: one.Effect, has_condition: Object.keys(one.Condition ?? {}).length > 0 },
        ...{ actions: listOf(one.Action), not_actions: listOf(one.NotAction) },
      })),
    );
  }
});

it('knows the power of each action, and by which a document gives everything back', () => {
  const powerOf = powersOf(readReference());
  let escalating = 0;
  for (const { name, text } of sampled(4, POLICIES)) {
    const allowed = allowedBy([text]);
    for (const action of allowed) expect(POWERS, action).toContain(powerOf(action.toLowerCase()));
    const others = statementsOf(text).some((one) => one.Effect === 'Allow' && one.NotAction !== undefined);
    if (others) continue;
    const escalations = escalationsIn([text]);
    expect(
      escalations.every((action) => allowed.has(action)),
      name,
    ).toBe(true);
    const powers = escalations.map((action) => powerOf(action.toLowerCase()));
    expect(
      powers.filter((power) => power !== 'administrator' && power !== 'escalates'),
      name,
    ).toEqual([]);
    if (escalations.length > 0) escalating += 1;
  }
  expect(escalating).toBeGreaterThan(2);
});

describe('with drawn uses', () => {
  const DRAW = Number(process.env.FUZZ_SEED ?? 1);
  const drawn = sampled(4, POLICIES);

  it('proves each smaller text, which keeps what was used, and adds nothing', () => {
    let [smaller, gone] = [0, 0];
    for (const { name, text } of drawn) {
      const evidence = drawnUses(name, DRAW);
      const { violations, texts, fits } = proposalOf(text, evidence);
      expect(violations, name).toEqual([]);
      if (!fits) continue;
      const [before, after] = [allowedBy([text]), allowedBy(texts)];
      const lost = [...before].filter((action) => !after.has(action));
      expect(
        [...after].filter((action) => !before.has(action)),
        name,
      ).toEqual([]);
      expect(
        lost.filter((action) => evidence.actions.get(action.toLowerCase())?.isUsed),
        name,
      ).toEqual([]);
      if (lost.length > 0) smaller += 1;
      gone += lost.length;
    }
    expect(smaller).toBeGreaterThan(0.6 * drawn.length);
    expect(gone).toBeGreaterThan(25 * drawn.length);
  });

  it('refuses a text that loses what was used', () => {
    let broken = 0;
    for (const { name, text } of POLICIES.slice(0, 100)) {
      const evidence = drawnUses(name, DRAW);
      const [used] = [...allowedBy([text])].filter((action) => evidence.actions.get(action.toLowerCase())?.isUsed);
      if (used === undefined) continue;
      const { violations, texts } = proposalOf(text, evidence, (document, known, removed, options) =>
        rewrite(document, known, new Set([...removed, used.toLowerCase()]), options),
      );
      if (allowedBy(texts).has(used)) continue; // in a statement that stays to the letter
      broken += 1;
      expect(
        violations.map(({ property }) => property),
        name,
      ).toContain('P4');
    }
    expect(broken).toBeGreaterThan(30);
  });
});

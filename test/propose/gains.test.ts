/** What holders really lose, counted account by account, is what is counted over all at once; little is held meanwhile. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { namedByPower } from '../../src/policy/power.js';
import type { Assessment } from '../../src/propose/assess/assessment.js';
import { KnownActions } from '../../src/propose/evidence/known-actions.js';
import { type Gain, Gains } from '../../src/propose/gain/gains.js';
import type { Principal } from '../../src/propose/subjects/snapshot.js';
import type { Subject } from '../../src/propose/subjects/subject.js';
import { WORLD } from './random.js';

const known = new KnownActions(WORLD);
const ACTIONS = WORLD.slice(0, 6);
const PRINCIPALS = 4;

/** A document, whose actions of `gone` go where it is asked; of no account: a permission set. */
interface Given {
  readonly account: number | null;
  /** By account and place. */
  readonly holders: readonly (readonly [number, number])[];
  readonly actions: readonly string[];
  readonly gone: readonly string[];
  readonly isAsked: boolean;
}

const holder = ([account, place]: readonly [number, number]): Principal =>
  ({ accountId: `${account}`, arn: `arn:aws:iam::${account}:role/${place}` }) as Principal;

const textOf = (actions: readonly string[]): string =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

function subjectOf({ account, holders, actions }: Given, nth: number): Subject {
  const kind = account === null ? 'permission_set' : 'inline_policy';
  const parts = [{ name: 'access', arn: null, text: textOf(actions) }];
  const accountId = account === null ? null : `${account}`;
  return { kind, key: `${nth}`, accountId, parts, holders: holders.map(holder) } as unknown as Subject;
}

function assessmentOf({ actions, gone }: Given, subject: Subject): Assessment {
  const removed = gone.filter((action) => actions.includes(action)).map((action) => ({ action }));
  const kept = actions.filter((action) => !gone.includes(action));
  const status = removed.length > 0 ? 'proposed' : 'unchanged';
  return { subject, status, removed, parts: [], after: [textOf(kept)] } as unknown as Assessment;
}

/** As the words say it: of each holder what goes and no other document of theirs grants. */
function expected(given: readonly Given[]): Map<string, Gain> {
  const gains = new Map<string, Gain>();
  for (const [nth, { holders, actions, gone, isAsked }] of given.entries()) {
    const removed = actions.filter((action) => gone.includes(action));
    if (!isAsked || removed.length === 0 || holders.length === 0) continue;
    const losses = holders.map((own) => {
      const others = given.filter((one) => one.holders.some((other) => `${other}` === `${own}`));
      const still = new Set(
        others.flatMap((one) => one.actions.filter((action) => !one.isAsked || !one.gone.includes(action))),
      );
      return removed.filter((action) => !still.has(action));
    });
    const lost = new Set(losses.flat());
    const writes = [...lost].filter(isWritten).length;
    gains.set(`${nth}`, {
      holders: losses.filter((own) => own.length > 0).length,
      actions_lost: lost.size,
      ...namedByPower('actions_lost', {
        ...{ administrator: 0, escalates: 0, changes_policies: 0, writes, reads: lost.size - writes },
      }),
    });
  }
  return gains;
}

const isWritten = (action: string): boolean => action.toLowerCase().includes(':get');

const held = (accounts: fc.Arbitrary<number>): fc.Arbitrary<(readonly [number, number])[]> =>
  fc.uniqueArray(fc.tuple(accounts, fc.nat(PRINCIPALS - 1)), { maxLength: 3, selector: String });

const documents: fc.Arbitrary<Given[]> = fc.array(
  fc.option(fc.nat(2)).chain((account) =>
    fc.record({
      account: fc.constant(account),
      holders: held(account === null ? fc.nat(2) : fc.constant(account)),
      actions: fc.subarray(ACTIONS, { minLength: 1 }),
      gone: fc.subarray(ACTIONS),
      isAsked: fc.boolean(),
    }),
  ),
  { maxLength: 12 },
);

function gainsOf(given: readonly Given[]): { gains: Gains; add: (nth: number) => void } {
  const all = given.map(subjectOf);
  const asked = all.filter((_, nth) => given[nth]?.isAsked);
  const powerOf = (action: string) => (isWritten(action) ? 'writes' : 'reads');
  const gains = new Gains(known, powerOf, { all, asked });
  return { gains, add: (nth) => gains.add(assessmentOf(given[nth] as Given, all[nth] as Subject)) };
}

it('counts what each holder loses, whatever accounts and permission sets the documents are of', () => {
  fc.assert(
    fc.property(documents, (given) => {
      const { gains, add } = gainsOf(given);
      given.forEach(({ isAsked }, nth) => {
        if (isAsked) add(nth);
      });
      expect(gains.all()).toEqual(expected(given));
    }),
    { numRuns: 500 },
  );
});

it('holds the documents of the account that is being read alone', () => {
  const given = Array.from({ length: 1000 }, (_, nth): Given => {
    const account = Math.floor(nth / 10);
    return { account, holders: [[account, nth % 10]], actions: ACTIONS, gone: ACTIONS.slice(3), isAsked: true };
  });
  const { gains, add } = gainsOf(given);
  const pending = given.map((_, nth) => {
    add(nth);
    return gains.pending;
  });
  expect(Math.max(...pending)).toBeLessThan(10);
  expect(gains.all().size).toBe(1000);
});

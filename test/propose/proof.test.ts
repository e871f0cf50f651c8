/** The proof over random documents, holders and evidence, and over rewriters that are broken on purpose. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../src/policy/document.js';
import { readPolicy } from '../../src/policy/document.js';
import { compactLength } from '../../src/policy/json.js';
import { TooMuchWork } from '../../src/policy/pattern.js';
import type { Rewriter } from '../../src/propose/assess/propose.js';
import { KnownActions } from '../../src/propose/evidence/known-actions.js';
import { rewrite } from '../../src/propose/rewrite/rewrite.js';
import { split } from '../../src/propose/rewrite/split.js';
import { isContained, namer } from '../../src/propose/verify/automaton.js';
import { Effort } from '../../src/propose/verify/effort.js';
import { brokenBy, proposalOf, proveAll } from './prove.js';
import { cases } from './random.js';

const runs = Number(process.env.PROOF_CASES ?? 500);
const seed = Number(process.env.FUZZ_SEED ?? 1);

it(`proves what it proposes, ${runs} times`, () => proveAll(runs, process.env.FUZZ_SEED ? seed : undefined));

it('removes something by either grade, splits, compresses and keeps services whole, so that the proof has work', () => {
  const all = fc.sample(cases, { numRuns: 500, seed: 1 }).map((one) => proposalOf(one));
  const count = (is: (one: (typeof all)[number]) => boolean): number => all.filter(is).length;
  expect(count(({ grades }) => [...grades.values()].includes('service'))).toBeGreaterThan(20);
  expect(count(({ grades }) => [...grades.values()].includes('action'))).toBeGreaterThan(10);
  expect(count(({ texts }) => texts.length > 1)).toBeGreaterThan(2);
  expect(count(({ texts }) => texts.length === 0)).toBeGreaterThan(2);
  expect(count(({ keptWhole }) => keptWhole.length > 0)).toBeGreaterThan(0);
  expect(count(({ compression }) => compression !== 'none')).toBeGreaterThan(5);
  expect(count(({ dropsUnknownNamespaces }) => dropsUnknownNamespaces)).toBeGreaterThan(5);
});

it('narrows an entry whose letters stand on both sides of the colon', () => {
  const row = { rows: 1, enough: 1, isUsed: false, lastKnownUse: null, leastEvidenceDays: 400, usedBy: [] };
  const services = new Map([
    ...['kms', 's3x', 's3'].map((name) => [name, { ...row, isUsed: true }] as const),
    ['iam', row],
  ]);
  const statement = { Effect: 'Allow', Action: '*m*c*', Resource: '*' };
  const evidence = { holders: 1, services, actions: new Map() };
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { removed, violations, texts } = proposalOf({ text, evidence, limit: 6144, maySplit: false, grade: 'action' });
  expect(violations).toEqual([]);
  expect([...removed]).toContain('iam:createkey');
  expect(texts[0]).toContain('kms:CreateKey');
});

it('keeps kms where what is used brings back an action of a service that nobody uses', () => {
  const row = { rows: 1, enough: 1, isUsed: false, lastKnownUse: null, leastEvidenceDays: 400, usedBy: [] };
  const used = { ...row, isUsed: true };
  const services = new Map([
    ['s3', row],
    ['kms', used],
  ]);
  const actions = new Map([
    ['s3:listobject', { ...used, grantAge: 'KNOWN' as const }],
    ['s3:getbucket', { ...row, grantAge: 'KNOWN' as const }],
    ['kms:putkey', { ...row, grantAge: 'KNOWN' as const }],
  ]);
  const statement = { Effect: 'Allow', Action: ['s3:GetBucket', 'kms:PutKey'], Resource: '*' };
  const one = { text: JSON.stringify({ Statement: [statement] }), evidence: { holders: 1, services, actions } };
  const { removed, violations } = proposalOf({ ...one, limit: 6144, maySplit: false, grade: 'action' });
  expect(violations).toEqual([]);
  expect([...removed]).toEqual([]);
});

it('counts what is written to the work of a document: a short text may say much', () => {
  const many = new KnownActions(Array.from({ length: 2000 }, (_, at) => `s3:Get${at}Object${at % 7}`));
  const documentOf = (count: number) => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    return readPolicy(JSON.stringify({ Statement: Array(count).fill(statement) })) as PolicyDocument;
  };
  const removed = new Set(['s3:get3object3']);
  const written = (count: number) => rewrite(documentOf(count), many.ofDocument([]), removed, { limit: 1e9 }).texts[0];
  expect(written(10)?.length).toBeGreaterThan(10 * 2000);
  expect(() => written(900)).toThrow(TooMuchWork);
});

it('splits a text into as few as fit, none longer than the limit', () => {
  const actions = Array.from({ length: 100 }, (_, at) => `s3:Action${100 + at}`);
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);
  const around = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, Action: [] }] }).length;
  const each = '"s3:Action100",'.length;
  for (const [limit, most] of [
    [around + 10 * each - 1, 10],
    [around + 10 * each - 2, 9],
    [around + 10 * each, 10],
    [around + each - 1, 1],
  ] as const) {
    const texts = split(text, limit) ?? [];
    expect(texts.flatMap((one) => JSON.parse(one).Statement[0].Action)).toEqual(actions);
    expect(texts).toHaveLength(Math.ceil(100 / most));
    for (const one of texts) expect(compactLength(one)).toBeLessThanOrEqual(limit);
  }
  expect(split(text, around + each - 2)).toBeUndefined();
});

it('puts as many statements into a text as fit', () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const documentOf = (count: number) => JSON.stringify({ Statement: Array(count).fill(statement) });
  const sizes = (limit: number) => split(documentOf(20), limit)?.map((one) => JSON.parse(one).Statement.length);
  expect(sizes(documentOf(6).length)).toEqual([6, 6, 6, 2]);
  expect(sizes(documentOf(6).length - 1)).toEqual([5, 5, 5, 5]);
});

it('never divides a statement that stays to the letter', () => {
  const fixed = JSON.stringify({ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' });
  const text = `{"Statement": [${fixed}]}`;
  expect(split(text, text.length - 5)).toHaveLength(2);
  expect(split(text, text.length - 5, [fixed])).toBeUndefined();
});

/** A rewriter whose texts are changed afterwards. */
const changing =
  (change: (text: string) => string): Rewriter =>
  (...given) => {
    const rewritten = rewrite(...given);
    return { ...rewritten, texts: rewritten.texts.map(change) };
  };

const inStatements = (change: (statement: Record<string, unknown>) => Record<string, unknown> | undefined): Rewriter =>
  changing((text) => {
    const document = JSON.parse(text);
    const list = [document.Statement].flat().flatMap((statement) => change(statement) ?? []);
    return JSON.stringify({ ...document, Statement: list });
  });

const actionKey = (statement: object): string => Object.keys(statement).find((key) => /^action$/i.test(key)) ?? 'none';
const actionsOf = (statement: Record<string, unknown>) => [statement[actionKey(statement)] ?? []].flat() as string[];
const withActions = (statement: Record<string, unknown>, actions: readonly string[]) =>
  actionKey(statement) in statement ? { ...statement, [actionKey(statement)]: actions } : statement;

const MUTANTS: readonly (readonly [name: string, property: string, rewriter: Rewriter])[] = [
  ['drops the Version', 'P1', changing((text) => JSON.stringify({ ...JSON.parse(text), Version: undefined }))],
  ['drops a Deny', 'P1', inStatements((one) => (Object.values(one).includes('Deny') ? undefined : one))],
  ['drops conditions', 'P1', inStatements((one) => ({ ...one, Condition: undefined, condition: undefined }))],
  ['opens the resource', 'P1', inStatements((one) => ({ ...one, Resource: '*' }))],
  [
    'reads a NotAction string as no list',
    'P1',
    inStatements((one) => ('NotAction' in one ? { ...one, NotAction: [] } : one)),
  ],
  [
    'widens an entry to its service',
    'P2',
    inStatements((one) =>
      withActions(
        one,
        actionsOf(one).map((entry) => entry.replace(/:.*/, ':*')),
      ),
    ),
  ],
  ['adds an action', 'P2', inStatements((one) => withActions(one, [...actionsOf(one), 'sts:AssumeRole']))],
  ['loses a kept action', 'P3', inStatements((one) => withActions(one, actionsOf(one).slice(1)))],
  [
    'leaves a removed action',
    'P3',
    (document, known, removed, options) => ({ ...rewrite(document, known, removed, options), texts: [document.text] }),
  ],
  [
    'removes an action that is needed',
    'P4',
    (document, known, removed, options) =>
      rewrite(document, known, new Set([...removed, 's3:putobject', 'kms:getkey', 'iam:getkey']), options),
  ],
  [
    'removes what another action needs',
    'P4',
    (document, known, removed, options) =>
      rewrite(document, known, new Set([...removed, 's3:getbucket', 'kms:createkey']), options),
  ],
  [
    'ignores the limit',
    'P5',
    (document, known, removed, options) => ({
      ...rewrite(document, known, removed, { ...options, limit: 1e9 }),
      fits: true,
    }),
  ],
  ['is not final', 'P6', inStatements((one) => withActions(one, [...actionsOf(one), '*']))],
];

describe('a broken rewriter is refused that', () => {
  it.each(MUTANTS)('%s (%s)', (_name, property, rewriter) => {
    expect([...brokenBy(rewriter, 150, seed)]).toContain(property);
  });
});

describe("the verifier's own patterns", () => {
  const pattern = fc.stringMatching(/^[abA*?]{0,5}$/);
  const text = fc.stringMatching(/^[ab]{0,4}$/);
  const effort = new Effort(Number.POSITIVE_INFINITY);

  it('are contained exactly where every short text says so', () => {
    const texts = [
      '',
      ...['a', 'b', 'c'].flatMap((x) => [
        x,
        ...['a', 'b', 'c'].flatMap((y) => [x + y, ...['a', 'b', 'c'].map((z) => x + y + z)]),
      ]),
    ];
    fc.assert(
      fc.property(pattern, pattern, text, (inner, outer, more) => {
        const [own, other] = [namer([inner], effort), namer([outer], effort)];
        const counterexample = [...texts, more].some((one) => own(one) && !other(one));
        if (isContained(inner, outer, effort)) expect(counterexample).toBe(false);
        else if (inner.length < 3 && outer.length < 3) expect(counterexample).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

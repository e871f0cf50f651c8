/** Random organizations: what `propose` takes away, and asks about, is what an oracle says that shares no code with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { assessLake } from '../../../src/propose/assess/assess-lake.js';
import type { Assessment } from '../../../src/propose/assess/assessment.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { request } from '../proposing.js';
import { DATE, EARLIER, lakeOf, policyArn } from './lake.js';
import { type Draft, draftsOf, type Expected, expectedOf } from './oracle.js';
import { type Document, type World, worldOf } from './world.js';

const SEED = Number(process.env.FUZZ_SEED ?? 1);
const CODES = [
  ...[
    'acts_through',
    'blind_holder',
    'holder_not_measured',
    'unlisted_use',
    'young_document',
    'young_holder',
    'young_set',
  ],
  'created_lately',
  'excepted_holder',
  'no_holders',
  'nothing_removable',
  'proposed',
  'retire',
];

/** Of what may go, what must go at least. */
const LEAST_SHARE = 0.95;
/** Characters that an SCP may have. */
const SCP_LIMIT = 5120;

interface Judged {
  readonly seed: number;
  readonly world: World;
  readonly found: ReadonlyMap<string, Assessment>;
  readonly drafts: readonly (Draft & { readonly texts: readonly string[] })[];
}

async function judged(seed: number): Promise<Judged> {
  const world = worldOf(seed);
  const folder = mkdtempSync(join(tmpdir(), 'organizations-'));
  const engine = await duckdbEngine(await writeLake(folder, lakeOf(world)));
  try {
    const lake = await assessLake(engine, { ...request, date: DATE, dates: [EARLIER, DATE] });
    const found = new Map<string, Assessment>();
    for await (const one of lake.assessments) found.set(`${one.subject.kind} ${keyOf(one)}`, one);
    return { seed, world, found, drafts: await lake.scpDrafts(SCP_LIMIT) };
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
}

function keyOf({ subject: { kind, accountId, arn, ownerArn, name } }: Assessment): string {
  if (kind === 'permission_set') return name;
  return kind === 'inline_policy' ? (ownerArn as string) : `${accountId} ${arn}`;
}

function nameOf(document: Document): string {
  const { kind, account, name } = document;
  const own = kind.endsWith('managed_policy') ? `${account} ${policyArn(document)}` : name;
  return `${kind} ${own}`;
}

const ACTING = 'acts_through';

function toldOf({ status, reason, blockers, removed }: Assessment): Expected {
  const asked = removed.length === 0 ? [] : blockers;
  return {
    status,
    reason,
    blockers: asked
      .filter(({ code }) => code !== ACTING)
      .map(({ code, subject }) => `${code} ${subject}`)
      .sort(),
    removed: removed.map(({ action }) => action).sort(),
    acting: asked.filter(({ code }) => code === ACTING).map(({ subject }) => subject),
  };
}

let organizations: readonly Judged[];

beforeAll(async () => {
  organizations = [await judged(SEED), await judged(SEED + 1)];
});

it('takes away what may go and nothing else, and asks about what hides uses', () => {
  const seen = new Set<string>();
  for (const { seed, world, found } of organizations) {
    for (const document of world.documents) {
      const expected = expectedOf(document, world);
      const about = `seed ${seed}, ${nameOf(document)}: ${document.entries}`;
      const told = toldOf(found.get(nameOf(document)) as Assessment);
      expect(told, about).toEqual({ ...expected, acting: told.acting });
      // Of a use two users are known at most.
      expect(expected.acting, about).toEqual(expect.arrayContaining([...told.acting]));
      expect(told.acting.length > 0, about).toBe(expected.acting.length > 0);
      const asked = [
        ...expected.blockers.map((each) => each.split(' ')[0]),
        ...(told.acting.length > 0 ? [ACTING] : []),
      ];
      for (const code of [expected.status, expected.reason, ...asked]) seen.add(String(code));
    }
    expect(found.size).toBe(world.documents.length);
  }
  if (SEED === 1) expect(CODES.filter((code) => !seen.has(code))).toEqual([]);
});

it('takes away at least 95 of 100 actions that may go', () => {
  const documents = organizations.flatMap(({ world, found }) =>
    world.documents.map((document) => {
      const { removed } = expectedOf(document, world);
      const gone = new Set(found.get(nameOf(document))?.removed.map(({ action }) => action));
      return { may: removed.length, goes: removed.filter((action) => gone.has(action)).length };
    }),
  );
  const sum = (of: 'may' | 'goes'): number => documents.reduce((total, one) => total + one[of], 0);
  console.log(`${sum('goes')} of ${sum('may')} actions that may go of ${documents.length} documents go`);
  expect(sum('may')).toBeGreaterThan(300);
  expect(sum('goes') / sum('may')).toBeGreaterThanOrEqual(LEAST_SHARE);
});

it('drafts a Deny of what nobody in an OU uses, and exempts who is there and left alone', () => {
  for (const { seed, world, drafts } of organizations) {
    const told = drafts.map(({ ou, services, exempt }) => ({ ou, services, exempt }));
    expect(told, `seed ${seed}`).toEqual(draftsOf(world));
    for (const { services, exempt, texts } of drafts) {
      const statements = texts.flatMap((text) => JSON.parse(text).Statement);
      expect(statements.flatMap(({ Action }) => Action)).toEqual(services.map((service) => `${service}:*`));
      for (const { Effect, Condition } of statements) {
        expect([Effect, Condition]).toEqual(['Deny', { ArnNotLike: { 'aws:PrincipalArn': exempt } }]);
      }
    }
  }
  if (SEED === 1) expect(organizations.flatMap(({ drafts }) => drafts)).not.toEqual([]);
});

/** Random organizations: what `propose` takes away, and asks about, is what an oracle says that shares no code with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assessLake } from '../../../src/propose/assess/assess-lake.js';
import type { Assessment } from '../../../src/propose/assess/assessment.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { request } from '../proposing.js';
import { DATE, EARLIER, lakeOf, policyArn } from './lake.js';
import { type Expected, expectedOf } from './oracle.js';
import { type Document, type World, worldOf } from './world.js';

const SEED = Number(process.env.FUZZ_SEED ?? 1);
const CODES = [
  ...['blind_holder', 'holder_not_measured', 'unlisted_use', 'young_document', 'young_holder', 'young_set'],
  ...['created_lately', 'excepted_holder', 'no_holders', 'nothing_removable', 'proposed', 'retire'],
];

async function assessed(world: World): Promise<Map<string, Assessment>> {
  const folder = mkdtempSync(join(tmpdir(), 'organizations-'));
  const engine = await duckdbEngine(await writeLake(folder, lakeOf(world)));
  try {
    const lake = await assessLake(engine, { ...request, date: DATE, dates: [EARLIER, DATE] });
    const found = new Map<string, Assessment>();
    for await (const one of lake.assessments) found.set(`${one.subject.kind} ${keyOf(one)}`, one);
    return found;
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

function toldOf({ status, reason, blockers, removed }: Assessment): Expected {
  return {
    status,
    reason,
    blockers: removed.length === 0 ? [] : blockers.map(({ code, subject }) => `${code} ${subject}`).sort(),
    removed: removed.map(({ action }) => action).sort(),
  };
}

it('takes away what may go, all of it and nothing else, and asks about what hides uses', async () => {
  const seen = new Set<string>();
  for (const seed of [SEED, SEED + 1]) {
    const world = worldOf(seed);
    const found = await assessed(world);
    for (const document of world.documents) {
      const expected = expectedOf(document, world);
      const one = found.get(nameOf(document));
      expect(one && toldOf(one), `seed ${seed}, ${nameOf(document)}: ${document.entries}`).toEqual(expected);
      for (const code of [expected.status, expected.reason, ...expected.blockers.map((each) => each.split(' ')[0])]) {
        seen.add(String(code));
      }
    }
    expect(found.size).toBe(world.documents.length);
  }
  if (SEED === 1) expect(CODES.filter((code) => !seen.has(code))).toEqual([]);
});

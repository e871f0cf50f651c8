/** The worklist that `derive` wrote under a filter: the rows and counts that would be judged, and nothing is judged again. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import { allRows } from '../../../src/query/engine/all-rows.js';
import type { QueryEngine } from '../../../src/query/engine/engine.js';
import { prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { countLeftOut } from '../../../src/query/question/left-out.js';
import { readDerivation, readNamedQuestion } from '../../../src/query/question/questions.js';
import type { Given } from '../../../src/query/question/values.js';
import { defaultDate } from '../../../src/query/sql/lake-dates.js';
import { folderStore } from '../../../src/store/folder.js';
import { writeLake } from '../lake/write-lake.js';
import { derive } from './derived-lake.js';

const QUESTIONS = new URL('../questions/', import.meta.url).pathname;
const LAKES = ['base.txt', 'worklist/work.lake'];
/** As the question has them. */
const OWNER_TAGS = ['owner', 'Owner', 'team', 'Team'];
const worklist = readNamedQuestion('worklist');
const folder = mkdtempSync(join(tmpdir(), 'filtered-worklist-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** By filter, a statement of all values that it may take in the lake. */
const VALUES = {
  account: 'SELECT DISTINCT account_id FROM listed_accounts WHERE snapshot_date = ?',
  ou: "SELECT DISTINCT o.ou FROM listed_accounts, UNNEST(split(ou_path, '/')) AS o(ou) WHERE snapshot_date = ? AND o.ou <> ''",
  principal: 'SELECT DISTINCT principal_arn FROM listed_principals WHERE snapshot_date = ? LIMIT 8',
  tag: "SELECT DISTINCT tag_key || '=' || tag_value FROM snapshot_tags WHERE snapshot_date = ?",
  owner: 'SELECT DISTINCT owner FROM snapshot_worklist WHERE owner IS NOT NULL AND snapshot_date = ?',
};

async function told(engine: QueryEngine, given: Given, isShown: boolean): Promise<{ sql: string; said: unknown }> {
  const dates = await snapshotDates(engine);
  const { statement, leftOut } = await prepareKnown(engine, worklist, given, { dates, isShown });
  const { sql, parameters } = statement;
  return { sql, said: [await allRows(engine, sql, parameters), await countLeftOut(engine, leftOut)] };
}

test('takes every filter of the question', () => {
  expect(Object.keys(VALUES).sort()).toEqual([...worklist.filters].sort());
  expect(readDerivation('worklist_of').filters).toEqual(worklist.filters);
});

test.each(LAKES)(
  '%s',
  async (name) => {
    const place = join(folder, name.replace('/', '-'));
    await writeLake(place, readFileSync(`${QUESTIONS}${name}`, 'utf8'));
    await derive(place, { ownerTags: OWNER_TAGS });
    const engine = await duckdbEngine(folderStore(place));
    try {
      const date = defaultDate(await snapshotDates(engine))?.date as string;
      expect((await told(engine, {}, false)).said).toEqual((await told(engine, {}, true)).said);
      let filtered = 0;
      for (const [filter, sql] of Object.entries(VALUES)) {
        for (const [value] of await allRows(engine, sql, [date])) {
          const given = { [filter]: String(value) };
          const stored = await told(engine, given, false);
          expect(stored.sql).toContain('FROM raw.derived_worklist t');
          expect(stored.said, JSON.stringify(given)).toEqual((await told(engine, given, true)).said);
          filtered++;
        }
      }
      expect(filtered).toBeGreaterThan(1);
      const [[principal] = []] = await allRows(engine, VALUES.principal, [date]);
      const accounts = (await allRows(engine, VALUES.account, [date])).map(String);
      const both = { account: accounts, principal: String(principal) };
      expect((await told(engine, both, false)).said).toEqual((await told(engine, both, true)).said);
      for (const given of [{ days: 89 }, { except: String(principal) }])
        expect((await told(engine, given, false)).sql).not.toContain('FROM raw.derived_worklist t');
    } finally {
      await engine.close();
    }
  },
  120_000,
);

test('is read whole, and judged under a filter, where the judgement beside it is lost', async () => {
  const place = join(folder, 'lost');
  await writeLake(place, readFileSync(`${QUESTIONS}base.txt`, 'utf8'));
  await derive(place, { ownerTags: OWNER_TAGS });
  rmSync(join(place, 'derived/judgements'), { recursive: true });
  const engine = await duckdbEngine(folderStore(place));
  try {
    for (const [given, isRead] of [
      [{}, true],
      [{ account: '222222222222' }, false],
    ] as const) {
      const stored = await told(engine, given, false);
      expect(stored.sql.includes('FROM raw.derived_worklist t')).toBe(isRead);
      expect(stored.said).toEqual((await told(engine, given, true)).said);
    }
  } finally {
    await engine.close();
  }
}, 120_000);

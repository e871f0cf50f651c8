import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveTrends } from '../../../src/query/derived/trends.js';
import { duckdbEngine } from '../../../src/query/duckdb/engine.js';
import type { QueryEngine } from '../../../src/query/engine/engine.js';
import { prepareKnown } from '../../../src/query/question/ask.js';
import { snapshotDates } from '../../../src/query/question/dates.js';
import { findQuestion } from '../../../src/query/question/find.js';
import { readViews } from '../../../src/query/sql/views.js';
import { writeLake } from '../../query/lake/write-lake.js';
import { answerOf } from '../../recorded/engine.js';
import { type Engines, startEngines } from '../programs/engines.js';
import { type ComparedTwins, openComparedTwins } from './compared-twins.js';
import { type TwinLake, twinOf } from './lake.js';
import { differences, selectAll } from './twins.js';

const base = readFileSync(new URL('../../query/questions/base.txt', import.meta.url), 'utf8');

const ALL = '{"thisAccount":false,"accounts":[],"excludeAccounts":[],"ous":[],"excludeOus":[]}';

/**
 * What the base lake has none of: an account that left, a partial snapshot after a whole one, policy statements, documents
 * that are held, a role for emergencies where IAM does not look, witnesses.
 */
const more = `
[runs]
run_id | snapshot_date | started_at       | scope
h1     | 2025-10-01    |                  | ${ALL}
h2     | 2025-10-15    |                  | ${ALL.replace('"accounts":[]', '"accounts":["222222222222"]')}
h3     | 2026-07-01    | 2026-07-01 01:00 | ${ALL}

[accounts]
run_id | account_id   | ou_path     | status
h1 h2  | 222222222222 | r-root      | exported
h1     | 999999999999 | r-root/ou-b | exported
h3     | 555555555555 | r-root      | exported

[policy_statements]
run_id | account_id   | owner_arn                           | owner_type | policy_type | policy_name | statement_index | sid | effect | actions         | not_actions | resources | has_condition
r4     | 222222222222 | arn:aws:iam::222222222222:policy/p  | policy     | managed     | p           | 0               | -   | Allow  | s3:Get*, sqs:*  | -           | *         | false
r4     | 222222222222 | 222222222222:role/app               | role       | inline      | own         | 0               | One | Deny   | -               | iam:*       | -         | true

[principals]
run_id | principal_arn               | created_at | attached_policy_arns               | inline_policy_names | group_names | tags
h1     | 222222222222:user/held      | 2020-01-01 | arn:aws:iam::222222222222:policy/p | own, other          | team        |
h1     | 222222222222:role/emergency | 2020-01-01 | -                                  | -                   | -           | regions=us-iso-east-1

[groups]
run_id | account_id   | group_arn               | group_id | group_name | path | attached_policy_arns
h1     | 222222222222 | 222222222222:group/team | AGPATEAM | Team       | /    | arn:aws:iam::222222222222:policy/q

[evidence_sources]
run_id | source       | account_id   | asked_in     | status    | error_code   | error_message | rows | generated_at | finished_at
r1     | account-tags | 222222222222 | 111111111111 | collected | -            | -             | 2    | -            | 2026-01-01 05:00
r4     | account-tags | 222222222222 | 111111111111 | refused   | AccessDenied | Cannot read.  | -    | -            | 2026-07-01 05:00
r4     | account-tags | 333333333333 | -            | not_asked | EXCLUDED     | Left out.     | -    | -            | -

[witnesses]
run_id | account_id   | principal_id | generated_at     | denied_services
r1     | 222222222222 | AROAAPP      | 2026-01-01 06:00 | sqs
r4     | 222222222222 | AROAAPP      | 2026-07-01 06:00 |
`;

let lake: TwinLake;
let twins: ComparedTwins;

beforeAll(async () => {
  const engines = await startEngines();
  lake = await derivedLake(engines);
  twins = await openComparedTwins(engines, lake, 'views');
});

afterAll(async () => {
  await twins?.close();
  await lake?.remove();
});

/** The lake with its trends. */
async function derivedLake(engines: Engines): Promise<TwinLake> {
  const path = await mkdtemp(join(tmpdir(), 'access-lake-views-'));
  const folder = await writeLake(path, base + more);
  const duckdb = await duckdbEngine(folder);
  const options = { wants: () => true, ownerTags: ['team'], signal: new AbortController().signal };
  for await (const _ of deriveTrends(folder, duckdb, options));
  await duckdb.close();
  return await twinOf(engines, 'views', folder, path);
}

const views = readViews({ latest: '2026-07-01', lastPart: '0000-00-00', afterWhole: [] }).map(({ name }) => name);

test.each(views)('%s has the same rows on Trino and DuckDB', async (view) => {
  const sql = await selectAll(twins, view);
  const [athena, duckdb] = [await answerOf(twins.athena, sql), await answerOf(twins.duckdb, sql)];
  expect(differences(athena, duckdb, false)).toEqual([]);
  if (!view.endsWith('_policies') && !view.endsWith('_groups')) expect(duckdb.rows.length).toBeGreaterThan(0);
});

test.each([{}, { account: '333333333333' }, { tag: 'owner' }])(
  'both read the worklist that derive wrote, of %o',
  async (filter) => {
    const read = async (engine: QueryEngine) => {
      const dates = await snapshotDates(engine);
      const { statement } = await prepareKnown(
        engine,
        findQuestion('worklist'),
        { owner_tag: ['team'], ...filter },
        { dates },
      );
      expect(statement.sql).toMatch(/derived_worklist t\b/);
      return await answerOf(engine, statement.sql, statement.parameters);
    };
    const [athena, duckdb] = [await read(twins.athena), await read(twins.duckdb)];
    expect(duckdb.rows.length).toBeGreaterThan('account' in filter || 'tag' in filter ? 0 : 4);
    expect(differences(athena, duckdb, true)).toEqual([]);
  },
);

test('views have the same columns on both', async () => {
  const types = ['VARCHAR', 'INTEGER', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'VARCHAR[]'];
  const columns: string[][] = [];
  for (const view of views.toSorted()) {
    for (const [name, type] of (await answerOf(twins.duckdb, `DESCRIBE ${view}`)).rows) {
      expect(types).toContain(type);
      columns.push([view, String(name), onTrino(String(type))]);
    }
  }
  const sql = `SELECT table_name, column_name, data_type FROM awsdatacatalog.information_schema.columns
    WHERE table_schema = 'views' AND table_name IN (${views.map((view) => `'${view}'`).join(', ')})
    ORDER BY table_name, ordinal_position`;
  expect(await twins.onTrino(sql, columns)).toEqual(columns);
});

function onTrino(inDuckdb: string): string {
  return inDuckdb.toLowerCase().replace('timestamp', 'timestamp(3)').replace('varchar[]', 'array(varchar)');
}

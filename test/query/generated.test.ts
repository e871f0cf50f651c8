import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { trackedRegionsView } from '../../src/model/aws/tracked-regions.js';
import { ALL_TABLES } from '../../src/model/tables.js';
import { idleByDesignView } from '../../src/policy/idle-by-design.js';
import { idleByTrustView } from '../../src/policy/left-alone.js';
import { neverRemovedView, readNeverList } from '../../src/policy/never-list.js';
import { actionPowersView, readPowers } from '../../src/policy/power.js';
import { reasonsView } from '../../src/policy/reasons-view.js';
import { PLACEHOLDERS, tableDdl } from '../../src/query/catalog/ddl.js';
import { dataDictionary, viewDictionary } from '../../src/query/catalog/dictionary.js';
import { VIEW_TOPICS } from '../../src/query/catalog/view-topics.js';
import { describeViews } from '../../src/query/duckdb/describe-views.js';
import { questionDictionary, samplesOf } from '../../src/query/question/dictionary.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { readViews } from '../../src/query/sql/views.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it.each(ALL_TABLES.map((table) => [table.name, table] as const))(
  'queries/tables/%s.sql is as declared',
  (name, table) => {
    expect(read(`queries/tables/${name}.sql`), 'run `npm run renew generated`').toBe(
      `${tableDdl(table, PLACEHOLDERS)}\n`,
    );
  },
);

it('docs/tables.md is as declared', () => {
  expect(read('docs/tables.md'), 'run `npm run renew generated`').toBe(dataDictionary(ALL_TABLES));
});

it('says of every view what a row is, and of every column what it means, and docs/views.md is as declared', async () => {
  const views = await describeViews();
  expect(views.length).toBeGreaterThan(30);
  for (const { name, topic, comment, grain, columns } of views) {
    expect(
      [comment, grain].map((text) => text.length > 0),
      name,
    ).toEqual([true, true]);
    expect([...VIEW_TOPICS.keys()], `the folder of ${name}, in src/query/catalog/view-topics.ts`).toContain(topic);
    expect(columns.filter((column) => !column.comment).map((column) => `${name}.${column.name}`)).toEqual([]);
  }
  expect(read('docs/views.md'), 'run `npm run renew generated`').toBe(viewDictionary(views));
});

it('docs/questions.md has every question as declared, with a sample', () => {
  const document = read('docs/questions.md');
  const samples = samplesOf(document);
  const missing = readQuestions().filter(({ name, asked }) => !samples.get(name)?.includes(`query ${asked}`));
  expect(missing.map(({ name }) => name)).toEqual([]);
  expect(document, 'run `npm run renew questions`').toBe(questionDictionary(readQuestions(), samples));
});

it('the view of the never-list is as its data says', () => {
  expect(read('queries/views/lists/never_removed.sql'), 'run `npm run renew generated`').toBe(
    neverRemovedView(readNeverList()),
  );
});

it('the view of the powers of actions is as its data says', () => {
  expect(read('queries/views/lists/action_powers.sql'), 'run `npm run renew generated`').toBe(
    actionPowersView(readPowers()),
  );
});

it('the view of what is idle by design is as its data says', () => {
  expect(read('queries/views/lists/idle_by_design.sql'), 'run `npm run renew generated`').toBe(idleByDesignView());
});

it('the view of whose roles are idle by design is as its data says', () => {
  expect(read('queries/views/lists/idle_by_trust.sql'), 'run `npm run renew generated`').toBe(idleByTrustView());
});

it('the view of the reasons is as their table says', () => {
  expect(read('queries/views/judgement/reasons.sql'), 'run `npm run renew generated`').toBe(reasonsView());
});

it('the view of the Regions is as their table says', () => {
  expect(read('queries/views/lists/tracked_regions.sql'), 'run `npm run renew generated`').toBe(trackedRegionsView());
});

it('has only the placeholders that a person must replace', () => {
  const used = ALL_TABLES.flatMap(({ name }) => read(`queries/tables/${name}.sql`).match(/\{\{.*?\}\}/g));
  expect([...new Set(used)].sort()).toEqual(['{{database}}', '{{first_date}}', '{{location}}']);
});

it('quotes what a comment holds', () => {
  const ddl = tableDdl(
    {
      name: 't',
      comment: "It's",
      partitioned: false,
      sortedBy: [],
      columns: { c: { type: 'map<string,string>', comment: "a 'b' \\ …", required: false } },
    },
    { database: 'd', location: 's3://b/p', firstDate: '2026-01-01' },
  );
  expect(ddl).toContain("`c` map<string,string> COMMENT 'a \\'b\\' \\\\ ...'");
  expect(ddl).toContain("COMMENT 'It\\'s'\nSTORED AS PARQUET\nLOCATION 's3://b/p/t/'");
});

it('gives each view after those that it reads', () => {
  const views = readViews({ latest: '2026-07-01', lastPart: '0000-00-00', afterWhole: [] });
  const names = views.map((view) => view.name);
  expect(names.length).toBeGreaterThan(10);
  for (const [at, { sql }] of views.entries()) {
    const later = names.slice(at + 1).filter((name) => new RegExp(`(FROM|JOIN) ${name}\\b`).test(sql));
    expect(later).toEqual([]);
  }
  expect(views.find(({ name }) => name === 'trend_runs')?.sql).toContain("snapshot_date = '2026-07-01'");
  expect(views.filter(({ isDated }) => isDated).map(({ name }) => name)).toContain('trend_runs');
  expect(views.map(({ sql }) => sql).join()).not.toContain('{{');
});

it('asks what earlier snapshots knew of accounts only where there is a partial one', () => {
  const accounts = (lastPart: string) =>
    readViews({ latest: '2026-07-01', lastPart, afterWhole: [] }).find(({ name }) => name === 'snapshot_accounts')
      ?.sql ?? '';
  const reads = (sql: string) => [...sql.matchAll(/\b(?:FROM|JOIN) (\w+)/g)].map(([, name]) => name);
  expect(reads(accounts('0000-00-00'))).toEqual(['listed_accounts']);
  expect(reads(accounts('2026-06-01'))).toContain('last_measurements');
  for (const sql of [accounts('0000-00-00'), accounts('2026-06-01')]) {
    expect(sql).not.toContain('{{');
    expect(sql.match(/AS last_measured_date/g)).toHaveLength(1);
  }
});

it('has no sub-query for the newest date and no time of the clock in a view', () => {
  for (const { sql } of readViews({
    latest: '2026-07-01',

    lastPart: '0000-00-00',
    afterWhole: [],
  })) {
    expect(sql.replaceAll(/--.*$/gm, '')).not.toMatch(/max\(snapshot_date\)|current_|now\(|with time zone/i);
  }
});

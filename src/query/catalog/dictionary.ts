/** The data dictionary: `docs/tables.md` and `docs/views.md`, from the declarations. */

import { type Clustering, type ColumnSchema, folderOf, type TableSchema } from '../../model/schema.js';
import { PARTITION_KEY } from '../../model/tables.js';
import { LIST_HASH_DIGITS, LIST_HASH_VECTORS } from '../../tools/list-hash.js';
import type { DescribedView } from './view-comments.js';
import { VIEW_TOPICS } from './view-topics.js';

/** Markdown: a section a table, a line a column. */
export function dataDictionary(tables: readonly TableSchema[]): string {
  const list = tables.map(({ name, comment }) => `| [\`${name}\`](#${name}) | ${comment} |`);
  return [
    '# Tables',
    '<!-- Made by `npm run generate` from src/model/tables.ts. -->',
    'The Parquet tables of a lake. In SQL they are `raw.<table>` in DuckDB and `raw_<table>` in Athena, whose catalog has no schemas: ' +
      'no view has such a name. Times are TIMESTAMP_MILLIS in UTC. A null in `last_accessed_at` says that IAM tracked it ' +
      'and saw no attempt in the tracking period; what could not be measured is a row that says so. Columns may be added ' +
      '(null in older files), never renamed or removed. Ask through the views ([views.md](views.md)): they alone know which run counts.',
    ['| Table | A row |', '| --- | --- |', ...list].join('\n'),
    ...tables.map(sectionOf),
    listHashes(),
  ]
    .join('\n\n')
    .concat('\n');
}

function listHashes(): string {
  const lines = LIST_HASH_VECTORS.map(({ actions, hash }) => {
    const names = actions.map((name) => `\`${name}\``).join(', ');
    return `| ${names || 'none'} | ${hash === null ? 'null' : `\`${hash}\``} |`;
  });
  return [
    '## Hashes of lists',
    `A \`list_hash\` is the first ${LIST_HASH_DIGITS} hexadecimal digits of SHA-256 over the action names as IAM wrote them, without their service, ` +
      'sorted by their UTF-8 bytes, each ended by a line feed. Lists of a service with one hash are one list, in every run; different hashes ' +
      'say nothing, because IAM may write a name in a different case: then compare the names.',
    ['| Actions | `list_hash` |', '| --- | --- |', ...lines].join('\n'),
  ].join('\n\n');
}

/** Markdown of the views: what SQL sees on one screen, then each, those for BI tools first. */
export function viewDictionary(views: readonly DescribedView[]): string {
  const isBi = ({ name }: DescribedView): boolean => name.startsWith('bi_');
  const sorted = [...views].sort((a, b) => Number(isBi(b)) - Number(isBi(a)) || (a.name < b.name ? -1 : 1));
  const list = sorted.map((view) => `| [\`${view.name}\`](#${view.name}) | ${cell(firstSentence(view.comment))} |`);
  return [
    '# Views',
    '<!-- Made by `npm run generate` from queries/views and src/query/catalog/view-comments.ts. -->',
    whatSqlSees(sorted),
    '## All views',
    'On DuckDB and on Athena alike. BI tools take the `bi_*` views: numbers that can be summed, ' +
      'with no row for what was not measured, and `bi_coverage` beside them. Columns may be added, never renamed or removed; in a lake that an earlier version wrote, ' +
      'columns that it did not know are null. Athena has no comments on views: `CREATE VIEW` takes none there.',
    ['| View | What it shows |', '| --- | --- |', ...list].join('\n'),
    ...sorted.map(viewSection),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Of `query --sql`, `lake.duckdb` and the database of Athena. */
function whatSqlSees(views: readonly DescribedView[]): string {
  const lines = [...VIEW_TOPICS].map(([topic, whatFor]) => {
    const names = views.filter((view) => view.topic === topic).map(({ name }) => `[\`${name}\`](#${name})`);
    return `| ${whatFor} | ${names.join(', ')} |`;
  });
  return [
    '## What `--sql` sees',
    '`access-lake query --sql "…"` takes one SELECT over views and raw tables; `lake.duckdb` and the database of Athena have the same. Ask views: they alone know ' +
      'which run of a date counts for an account. Of several snapshots a view shows all, so give it a date, `WHERE snapshot_date = …`; `is_latest = 1` in `bi_*` views is the newest ' +
      'of all accounts. Questions are not SQL names: `access-lake query <question> --show` prints their statement.',
    [
      '| What | Names |',
      '| --- | --- |',
      ...lines,
      '| Raw tables: the files as runs wrote them, and what was derived, stale or not ([tables.md](tables.md)) | `raw.<table>`, such as `raw.principals`; on Athena, whose catalog has no schemas, `raw_<table>`, such as `raw_principals` |',
    ].join('\n'),
  ].join('\n\n');
}

function viewSection({ name, comment, grain, columns }: DescribedView): string {
  const lines = columns.map((column) => `| \`${column.name}\` | \`${column.type}\` | ${cell(column.comment ?? '')} |`);
  return [
    `## ${name}`,
    `${comment} Grain: ${grain}.`,
    ['| Column | Type | Meaning |', '| --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n');
}

function firstSentence(text: string): string {
  return text.slice(0, `${text} `.search(/\. /));
}

function sectionOf(table: TableSchema): string {
  const { name, comment, partitioned, sortedBy, clustering, columns } = table;
  const { name: key, type, comment: meaning } = PARTITION_KEY;
  const lines = Object.entries(columns).map(([column, schema]) => lineOf(column, schema));
  const place = partitioned
    ? `Files: \`${folderOf(table)}/${key}=yyyy-MM-dd/*.parquet\`; the date is a partition key.`
    : `Files: \`${folderOf(table)}/*.parquet\`, not partitioned.`;
  return [
    `## ${name}`,
    `${comment}. ${place} Within a row group rows are sorted by ${named(sortedBy)}${clustering ? clusteringText(clustering) : ''}.`,
    [
      '| Column | Type | Null | Meaning |',
      '| --- | --- | --- | --- |',
      ...lines,
      ...(partitioned ? [`| \`${key}\` | ${type} | never | ${meaning} |`] : []),
    ].join('\n'),
  ].join('\n\n');
}

function clusteringText({ sets: [first, ...others], values }: Clustering): string {
  return `; of one \`${first}\`, the rows of one ${named(others)} are joined to those with the same values of \`${values}\``;
}

function named(columns: readonly string[]): string {
  return columns.map((column) => `\`${column}\``).join(', ');
}

function lineOf(name: string, { type, required, comment }: ColumnSchema): string {
  return `| \`${name}\` | \`${type}\` | ${required ? 'never' : 'may be'} | ${cell(comment)} |`;
}

/** Text in a line of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** The data dictionary: `docs/tables.md`, from the declaration of the tables. */
import { type Clustering, type ColumnSchema, folderOf, type TableSchema } from '../../model/schema.js';
import { PARTITION_KEY } from '../../model/tables.js';

/** Markdown: a section a table, a line a column. */
export function dataDictionary(tables: readonly TableSchema[]): string {
  const list = tables.map(({ name, comment }) => `| [\`${name}\`](#${name}) | ${comment} |`);
  return [
    '# Tables',
    '<!-- Made by `npm run generate` from src/model/tables.ts. -->',
    'The Parquet tables of a lake. Times are TIMESTAMP_MILLIS in UTC. A null in `last_accessed_at` says that IAM tracked it ' +
      'and saw no attempt in the tracking period; what could not be measured is a row that says so. Columns may be added ' +
      '(null in older files), never renamed or removed. Ask through the views of `queries/views`: they alone know which run counts.',
    ['| Table | A row |', '| --- | --- |', ...list].join('\n'),
    ...tables.map(sectionOf),
  ]
    .join('\n\n')
    .concat('\n');
}

function sectionOf(table: TableSchema): string {
  const { name, comment, partitioned, sortedBy, clustering, columns } = table;
  const { name: key, type, comment: meaning } = PARTITION_KEY;
  const lines = Object.entries(columns).map(([column, schema]) => lineOf(column, schema));
  const place = partitioned
    ? `Files: \`${folderOf(table)}/${key}=yyyy-MM-dd/*.parquet\`; the date is a partition key.`
    : `Files: \`${name}/*.parquet\`, not partitioned.`;
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
  return `; of one \`${first}\`, the rows of one ${named(others)} stand beside those with the same values of \`${values}\``;
}

function named(columns: readonly string[]): string {
  return columns.map((column) => `\`${column}\``).join(', ');
}

function lineOf(name: string, { type, required, comment }: ColumnSchema): string {
  return `| \`${name}\` | \`${type}\` | ${required ? 'never' : 'may be'} | ${comment.replaceAll('|', '\\|')} |`;
}

import { FORMAT_NAMES, type FormatName } from '../../query/format/formats.js';
import { isTopic, TOPICS, type Topic } from '../../query/question/topics.js';
import { nearest } from '../../tools/nearest.js';
import { athenaOptions } from '../options/athena.js';
import { ownersFile, snoozeOptions, tasksFile } from '../options/decided.js';
import { flag, flagOf, option, Refusal, type Values } from '../options/option.js';
import { oneOf, wholeNumber } from '../options/parsers.js';
import { lakeOptions, makingOptions, memoryOptions } from '../options/shared.js';

const text = (written: string): string => written;
const MOST_ROWS = 1_000_000_000;

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

const TOPIC_NAMES = Object.keys(TOPICS);

function topicOf(written: string): Topic {
  if (isTopic(written)) return written;
  const near = nearest(written, TOPIC_NAMES);
  throw new Refusal('there is no such topic', `Give one of ${(near.length > 0 ? near : TOPIC_NAMES).join(', ')}.`);
}

function sortColumn(written: string): Sort {
  const [, column, order] = /^([A-Za-z_]\w*)(?::(asc|desc))?$/.exec(written) ?? [];
  if (column === undefined) throw new Refusal('it is not a column name', 'Give <column> or <column>:desc.');
  return { column, isDescending: order === 'desc' };
}

export const queryOptions = {
  ...lakeOptions,
  ...memoryOptions,
  ...makingOptions,
  sql: option(
    '<sql>',
    'ask this instead of a question, over the views and tables of the lake, raw.<table> (Athena: raw_<table>): docs/views.md',
    text,
  ),
  file: option('<path>', 'ask the SQL of this file', text),
  topic: option('<name>', `list the questions of one topic: ${TOPIC_NAMES.join(', ')}`, topicOf),
  exceptFile: option(
    '<path>',
    'JSON or YAML of exceptions: principals, actions, policies and tags, each with reason, owner and expiry',
    text,
  ),
  ownersFile,
  tasksFile,
  ...snoozeOptions,
  engine: option('<name>', 'duckdb or athena', oneOf('duckdb', 'athena'), {
    shown: 'athena for s3://, duckdb for a folder',
  }),
  format: option('<name>', FORMAT_NAMES.join(', '), oneOf(...FORMAT_NAMES), {
    shown: 'by the ending of --out, else table',
  }),
  out: option(
    '<path>',
    'write to this file, which appears when it is complete: .csv, .json, .ndjson, .parquet or .md say the format',
    text,
  ),
  limit: option('<rows>', 'return at most this many rows', wholeNumber(1, MOST_ROWS)),
  sort: option('<column>', 'order by this column of the answer; <column>:desc for descending order', sortColumn),
  gaps: option(
    '<how>',
    'rows of what was not measured: list, count (one line on stderr for all of them) or none',
    oneOf('list', 'count', 'none'),
    { fallback: 'list' },
  ),
  wide: flag('show every column, full times and full names, however long the lines become'),
  failOnRows: flag('end with exit code 5 if the answer has rows, for audits'),
  show: flag('print the SQL, to paste into a console, instead of the answer; only dates and names are looked up'),
  compose: flag('print the composed statement of the question, with its parameters by name: docs/queries.md'),
  describe: flag('print what the question takes, what a row is, and the limits of its answer'),
  ...athenaOptions,
};

/** As the parameters of questions are named. */
export const OPTION_NAMES: readonly string[] = Object.keys(queryOptions).map((key) =>
  flagOf(key).slice('--'.length).replaceAll('-', '_'),
);

/** As a person gave them. */
export type GivenQueryValues = Values<typeof queryOptions>;

/** With the format of the answer. */
export type QueryValues = Omit<GivenQueryValues, 'format'> & { readonly format: FormatName };

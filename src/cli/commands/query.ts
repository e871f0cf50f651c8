import { usageError } from '../../model/errors.js';
import { FORMAT_NAMES } from '../../query/format/formats.js';
import { athenaOptions } from '../athena-options.js';
import { declareCommand } from '../command.js';
import { flag, option, type Values } from '../option.js';
import { lakeOptions } from '../options.js';
import { oneOf, wholeNumber } from '../parsers.js';
import { readOperands } from '../query-operands.js';

const text = (written: string): string => written;
const mostRows = 1_000_000_000;

const options = {
  ...lakeOptions,
  sql: option('<sql>', 'ask this instead of a question, over the tables and views of the lake', text, undefined),
  file: option('<path>', 'ask the SQL of this file', text, undefined),
  engine: option('<name>', 'duckdb or athena', oneOf('duckdb', 'athena'), undefined, {
    shown: 'athena for s3://, duckdb for a folder',
  }),
  format: option('<name>', FORMAT_NAMES.join(', '), oneOf(...FORMAT_NAMES), 'table'),
  output: option('<path>', 'write to this file, which appears when it is whole', text, undefined),
  limit: option('<rows>', 'at most so many rows', wholeNumber(1, mostRows), undefined),
  show: flag('print the SQL to paste into the console, and ask nothing but whether the lake knows its dates and names'),
  describe: flag('print what the question takes, what a row is, and what the answer cannot tell'),
  ...athenaOptions,
};

export type QueryValues = Values<typeof options>;

export const command = declareCommand({
  description:
    'Asks a question of a lake, with its parameters as options; without a question it lists them. ' +
    'A parameter that is a list takes several values separated by commas, or is given again; a comma within a name is written \\,.',
  operands: '[question] [--<parameter> <value>]…',
  takesUnknownOptions: true,
  options,
  examples: [
    'access-lake query',
    'access-lake query unused_services --destination ./lake --account-id 111122223333 --tag owner=shop',
    'access-lake query removable_actions --destination s3://my-bucket/lake --days 180 --format csv --output removable.csv',
    'access-lake query principal_access --describe',
    'access-lake query --destination ./lake --sql "SELECT count(*) FROM snapshot_principals"',
  ],
  check: (values) => {
    if (values.sql !== undefined && values.file !== undefined) {
      throw usageError('Cannot use --sql and --file together: each is a whole statement.');
    }
    if (values.format === 'parquet' && values.output === undefined) {
      throw usageError('Cannot write Parquet to the terminal: it is no text.', 'Give --output <path>.');
    }
  },
  run: async (values, context) => {
    const { name, given } = readOperands(context.operands);
    const { askSql, askQuestion, describe, listQuestions } = await import('../query-run.js');
    if (values.sql !== undefined || values.file !== undefined) {
      refuseBoth(name ?? Object.keys(given)[0]);
      return askSql(values, context);
    }
    if (name === undefined) return listQuestions(context);
    if (values.describe) return describe(name, context);
    return askQuestion(name, given, values, context);
  },
});

function refuseBoth(extra: string | undefined): void {
  if (extra === undefined) return;
  throw usageError(`Cannot use "${extra}" with --sql or --file: the statement is the whole question.`);
}

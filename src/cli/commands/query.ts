import { usageError } from '../../model/errors.js';
import { flagOf } from '../../query/question/values.js';
import { nearest } from '../../tools/nearest.js';
import { declareCommand } from '../command.js';
import { checkSnooze } from '../options/decided.js';
import { refuseInLake } from '../options/outside.js';
import { readOperands } from '../query/operands.js';
import { OPTION_NAMES, queryOptions } from '../query/options.js';
import { formatOf } from '../query/written.js';

export const command = declareCommand({
  description:
    'Asks a question of a lake, with its parameters as options; without a question it lists them. ' +
    'DuckDB keeps copies of the files of a bucket, and judgements that a large lake does not store, in ~/.cache/access-lake/files (XDG_CACHE_HOME), at most some 10 GB: delete that folder to empty it. ' +
    'Give a repeatable parameter once for each value.',
  operands: '[question] [--<parameter> <value>]…',
  takesUnknownOptions: true,
  options: queryOptions,
  examples: [
    'access-lake query',
    'access-lake query removable --by service --all --destination ./lake --account payments-prod --tag owner=shop',
    'access-lake query removable --by action --destination s3://my-bucket/lake --days 180 --out removable.csv',
    'access-lake query principal_access --describe',
    'access-lake query --destination ./lake --sql "SELECT count(*) FROM snapshot_principals"',
  ],
  check: (values) => {
    if (values.sql !== undefined && values.file !== undefined) {
      throw usageError('Cannot use --sql and --file together: each is a whole statement.');
    }
    checkSnooze(values);
    refuseInLake(values);
    if (formatOf(values) === 'parquet' && values.out === undefined) {
      throw usageError('Cannot write Parquet to the terminal: it is not text.', 'Give --out <path>.');
    }
  },
  makes: ({ out }) => (out === undefined ? [] : [out]),
  run: async (asked, context) => {
    const values = { ...asked, format: formatOf(asked) };
    const { name, given } = readOperands(context.operands);
    const [{ askSql, askQuestion }, { compose, describe, listQuestions }] = await Promise.all([
      import('../query/run.js'),
      import('../query/describe.js'),
    ]);
    if (values.sql !== undefined || values.file !== undefined) {
      refuseBoth(name ?? Object.keys(given)[0] ?? (values.exceptFile === undefined ? undefined : '--except-file'));
      return askSql(values, context);
    }
    if (values.snooze !== undefined)
      return (await import('../query/tasks/snooze.js')).snooze(name, given, values, context);
    if (name === undefined) {
      refuseWithoutQuestion([...Object.keys(given).map(flagOf), ...(values.out === undefined ? [] : ['--out'])]);
      return listQuestions(values.topic, context);
    }
    if (values.topic !== undefined) throw usageError('Cannot use --topic with a question: it lists questions.');
    if (values.compose) return compose(name, given, context);
    if (values.describe) return describe(name, given, context);
    return askQuestion(name, given, values, context);
  },
});

function refuseWithoutQuestion([flag]: readonly string[]): void {
  if (flag === undefined) return;
  const [near] = nearest(flag, OPTION_NAMES.map(flagOf));
  const hint =
    near === undefined || near === flag ? '`access-lake query` lists the questions.' : `Did you mean ${near}?`;
  throw usageError(`Cannot use ${flag} without a question.`, hint);
}

function refuseBoth(extra: string | undefined): void {
  if (extra === undefined) return;
  throw usageError(`Cannot use "${extra}" with --sql or --file: the statement is the whole question.`);
}

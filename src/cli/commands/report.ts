import { athenaOptions } from '../athena-options.js';
import { declareCommand } from '../command.js';
import { option, type Values } from '../option.js';
import { lakeOptions } from '../options.js';
import { dateOfSnapshot, oneOf } from '../parsers.js';

const options = {
  ...lakeOptions,
  out: option(
    '<path>',
    'the file, which appears when it is whole',
    (written: string): string => written,
    'report.html',
  ),
  snapshotDate: option('<date>', 'date of the snapshot to show: yyyy-MM-dd, newest or first', dateOfSnapshot, 'newest'),
  engine: option('<name>', 'duckdb or athena', oneOf('duckdb', 'athena'), undefined, {
    shown: 'athena for s3://, duckdb for a folder',
  }),
  ...athenaOptions,
};

export type ReportValues = Values<typeof options>;

export const command = declareCommand({
  description:
    'Writes one self-contained HTML file from the committed snapshots: coverage, unused access, trends, every principal, changes. ' +
    'It opens from disk, reaches nothing, and can be mailed.',
  options,
  examples: [
    'access-lake report --destination ./lake',
    'access-lake report --destination s3://my-bucket/lake --out audit.html',
  ],
  run: async (values, context) => {
    const { report } = await import('../report-run.js');
    return report(values, context);
  },
});

import { athenaOptions } from './athena-options.js';
import { option, type Values } from './option.js';
import { lakeOptions } from './options.js';
import { dateOfSnapshot, oneOf } from './parsers.js';

export const reportOptions = {
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

export type ReportValues = Values<typeof reportOptions>;

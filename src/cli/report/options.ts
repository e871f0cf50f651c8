import { resolve } from 'node:path';
import { counted } from '../../model/numbers.js';
import { USUAL_PROPOSALS } from '../../report/tasks.js';
import { athenaOptions } from '../options/athena.js';
import { ownersFile, tasksFile } from '../options/decided.js';
import { option, type Values } from '../options/option.js';
import { dateOfSnapshot, oneOf, wholeNumber } from '../options/parsers.js';
import { lakeOptions, makingOptions, memoryOptions } from '../options/shared.js';

const { most, ofLongWorklist, longWorklistTasks } = USUAL_PROPOSALS;

export const reportOptions = {
  ...lakeOptions,
  ...memoryOptions,
  ...makingOptions,
  out: option('<path>', 'the file, which appears when it is complete', (written: string): string => written, {
    shown: '<lake>-report.html beside a folder, otherwise report.html',
  }),
  snapshotDate: option('<date>', 'date of the snapshot to show: yyyy-MM-dd, newest or first', dateOfSnapshot, {
    fallback: 'newest',
  }),
  proposals: option(
    '<number>',
    'for how many documents the page looks for a smaller policy, of more those of the first tasks; 0: none, which is faster',
    wholeNumber(0, 10_000),
    { shown: `${most}, or ${ofLongWorklist} beyond ${counted(longWorklistTasks, 'task')}` },
  ),
  ownersFile,
  tasksFile,
  engine: option('<name>', 'duckdb or athena', oneOf('duckdb', 'athena'), {
    shown: 'athena for s3://, duckdb for a folder',
  }),
  ...athenaOptions,
};

export type ReportValues = Values<typeof reportOptions>;

/** Where the report goes. */
export function reportPath({ out, destination }: Pick<ReportValues, 'out' | 'destination'>): string {
  if (out !== undefined) return out;
  const isFolder = destination !== undefined && !destination.startsWith('s3://');
  return isFolder ? `${resolve(destination)}-report.html` : 'report.html';
}

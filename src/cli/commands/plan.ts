import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { exportOptionsOf, withProgress } from '../exporting.js';
import { lakePlaces } from '../modes.js';
import {
  accessOptions,
  checkAccess,
  destinationOf,
  makingOptions,
  outputOptions,
  planOptions,
  scopeOptions,
  storeOptions,
} from '../options/shared.js';

export const command = declareCommand({
  description:
    'Lists the organization and writes down what an export has to measure: the first of the three steps of `access-lake export`. ' +
    'Prints the plan as one line of JSON: planId, snapshotDate, accounts (how many will be collected).',
  options: {
    ...storeOptions,
    ...makingOptions,
    ...accessOptions,
    ...scopeOptions,
    ...planOptions,
    progress: outputOptions.progress,
  },
  examples: ['access-lake plan --destination s3://my-bucket/lake --role-name AccessLakeReader'],
  check: (values) => {
    destinationOf(values, 'plan');
    checkAccess(values, values);
  },
  makes: lakePlaces,
  run: async (values, context) => {
    const { planSnapshot } = await import('../../export.js');
    const options = await exportOptionsOf(values);
    const plan = await withProgress(values.progress, context, (progress) =>
      planSnapshot({ ...options, progress, signal: context.signal }, context.effects),
    );
    await context.terminal.print(`${jsonForTerminal(plan)}\n`);
    return 'ok';
  },
});

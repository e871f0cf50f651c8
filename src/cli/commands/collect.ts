import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { exportOptionsOf, requiredPlan, withProgress } from '../exporting.js';
import { lakePlaces } from '../modes.js';
import { option } from '../options/option.js';
import { planId, shard } from '../options/parsers.js';
import {
  accessOptions,
  checkAccess,
  collectOptions,
  destinationOf,
  makingOptions,
  outputOptions,
  storeOptions,
} from '../options/shared.js';

export const command = declareCommand({
  description:
    'Measures the accounts of one shard of a plan: the second of the three steps of `access-lake export`. ' +
    'Shards run side by side, on one machine or many; one that was killed resumes when it is run again.',
  options: {
    ...storeOptions,
    ...makingOptions,
    plan: option('<id>', 'plan, as `access-lake plan` printed it', planId),
    shard: option('<i/n>', 'which of how many shards, from 1/n to n/n', shard, {
      fallback: { index: 1, of: 1 },
      shown: '1/1',
    }),
    ...accessOptions,
    ...collectOptions,
    progress: outputOptions.progress,
  },
  examples: [
    'access-lake collect --destination s3://my-bucket/lake --plan <id> --shard 3/5 --role-name AccessLakeReader',
  ],
  check: (values) => {
    destinationOf(values, 'collect');
    requiredPlan(values, 'collect');
    checkAccess(values);
  },
  makes: lakePlaces,
  run: async (values, context) => {
    const { collectShard } = await import('../../export.js');
    const options = await exportOptionsOf(values);
    const request = { ...options, planId: requiredPlan(values, 'collect'), shard: values.shard };
    const collected = await withProgress(values.progress, context, (progress) =>
      collectShard({ ...request, progress, signal: context.signal }, context.effects),
    );
    await context.terminal.print(`${jsonForTerminal(collected)}\n`);
    return 'ok';
  },
});

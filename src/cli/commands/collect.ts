import { jsonForTerminal } from '../../model/escape.js';
import { declareCommand } from '../command.js';
import { exportOptionsOf, planOption, requiredPlan, withProgress } from '../exporting.js';
import { lakePlaces } from '../modes.js';
import { ARRAY_INDEXES, shardOf } from '../options/array-index.js';
import { option } from '../options/option.js';
import { shard } from '../options/parsers.js';
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
    plan: planOption,
    shard: option(
      '<i/n>',
      `this shard and how many there are, from 1/n to n/n; auto/n: the one after ${ARRAY_INDEXES.join(' or ')}, which count from 0`,
      shard,
      { fallback: { index: 1, of: 1 }, shown: '1/1' },
    ),
    ...accessOptions,
    ...collectOptions,
    progress: outputOptions.progress,
  },
  examples: [
    'access-lake collect --destination s3://my-bucket/lake --plan <id> --shard 3/5 --role-name AccessLakeReader',
    'access-lake collect --destination s3://my-bucket/lake --plan latest --shard auto/5 --role-name AccessLakeReader',
  ],
  check: (values) => {
    destinationOf(values, 'collect');
    requiredPlan(values, 'collect');
    checkAccess(values);
  },
  makes: lakePlaces,
  run: async (values, context) => {
    const shard = shardOf(values.shard, context.environment);
    const { collectShard } = await import('../../export.js');
    const options = await exportOptionsOf(values);
    const request = { ...options, planId: requiredPlan(values, 'collect'), shard };
    const collected = await withProgress(values.progress, context, (progress) =>
      collectShard({ ...request, progress, signal: context.signal }, context.effects),
    );
    await context.terminal.print(`${jsonForTerminal(collected)}\n`);
    return 'ok';
  },
});

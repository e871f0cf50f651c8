import { declareCommand } from '../command.js';
import { tellingCommit, trendsLeft } from '../committed.js';
import { checkOwners, trendsOptions } from '../deriving.js';
import { exportOptionsOf, planOption, printSummary, requiredPlan, withProgress } from '../exporting.js';
import { finish } from '../finishing.js';
import { lakePlaces } from '../modes.js';
import { flag } from '../options/option.js';
import { destinationOf, makingOptions, outputOptions, publishOptions, storeOptions } from '../options/shared.js';
import { checkRenewal, renewalOptions } from '../renewal.js';

export const command = declareCommand({
  description:
    'Commits what the shards of a plan measured as one snapshot: the last of the three steps of `access-lake export`. ' +
    'It does not wait: a plan with accounts that no shard has finished is refused. ' +
    'If the latest plan is published again within a day, the answer is the same as the first time.',
  options: {
    ...storeOptions,
    ...makingOptions,
    plan: planOption,
    allowIncomplete: flag('publish anyway, with the open accounts recorded as failed'),
    ...publishOptions,
    ...trendsOptions,
    ...renewalOptions,
    ...outputOptions,
  },
  examples: [
    'access-lake publish --destination s3://my-bucket/lake --plan <id>',
    'access-lake publish --destination s3://my-bucket/lake --plan latest --allow-incomplete',
  ],
  check: (values) => {
    checkRenewal(values, destinationOf(values, 'publish'));
    requiredPlan(values, 'publish');
  },
  makes: lakePlaces,
  run: async (values, context) => {
    const { exitOf, publishPlan } = await import('../../export.js');
    const [options] = await Promise.all([exportOptionsOf(values), checkOwners(values)]);
    const request = { ...options, planId: requiredPlan(values, 'publish'), allowIncomplete: values.allowIncomplete };
    const left = trendsLeft(options.store.location, values);
    const summary = await withProgress(values.progress, context, (progress) =>
      publishPlan(
        { ...request, progress: tellingCommit(progress, left, context), signal: context.signal },
        context.effects,
      ),
    );
    await printSummary(summary, values, context);
    return await finish({ store: options.store, summary, exit: exitOf(summary) }, values, context);
  },
});

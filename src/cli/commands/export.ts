import { declareCommand } from '../command.js';
import { tellingCommit, trendsLeft } from '../committed.js';
import { checkOwners, trendsOptions } from '../deriving.js';
import { exportOptionsOf, printSummary, withProgress } from '../exporting.js';
import { finish } from '../finishing.js';
import { lakePlaces } from '../modes.js';
import { checkRepair, repairOptions } from '../options/repair.js';
import {
  accessOptions,
  checkAccess,
  collectOptions,
  destinationOf,
  makingOptions,
  outputOptions,
  planOptions,
  publishOptions,
  scopeOptions,
  storeOptions,
} from '../options/shared.js';
import { checkRenewal, renewalOptions } from '../renewal.js';

export const command = declareCommand({
  description:
    'Measures what every user and role of the organization last accessed, and commits it as a snapshot of Parquet tables. ' +
    'Credentials and Region come from the usual chain of the AWS SDK. What could not be measured becomes a row that says why.',
  options: {
    ...storeOptions,
    ...makingOptions,
    ...accessOptions,
    ...scopeOptions,
    ...repairOptions,
    ...planOptions,
    ...collectOptions,
    ...publishOptions,
    ...trendsOptions,
    ...renewalOptions,
    ...outputOptions,
  },
  examples: [
    'access-lake export --destination ./lake --this-account',
    'access-lake export --destination s3://my-bucket/lake --role-name AccessLakeReader',
    'access-lake export --destination ./lake --role-name AccessLakeReader --ou Workloads --min-coverage 99',
    'access-lake export --destination s3://my-bucket/lake --role-name AccessLakeReader --repair',
  ],
  check: (values) => {
    checkRenewal(values, destinationOf(values, 'export'));
    checkRepair(values);
    checkAccess(values, values);
  },
  makes: lakePlaces,
  run: async (values, context) => {
    const [{ exitOf, exportSnapshot }, options] = await Promise.all([
      import('../../export.js'),
      exportOptionsOf(values),
      checkOwners(values),
    ]);
    const left = trendsLeft(options.store.location, values);
    const summary = await withProgress(values.progress, context, (progress) =>
      exportSnapshot(
        { ...options, repair: values.repair, progress: tellingCommit(progress, left, context), signal: context.signal },
        context.effects,
      ),
    );
    await printSummary(summary, values, context);
    return await finish({ store: options.store, summary, exit: exitOf(summary) }, values, context);
  },
});

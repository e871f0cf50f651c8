/** What export, plan, collect and publish have in common: options to the run's own words, progress, summary. */
import type { ExportOptions } from '../export/options.js';
import { usageError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';
import type { Progress } from '../model/progress.js';
import type { ExportSummary } from '../model/summary.js';
import type { Store } from '../store/store.js';
import type { Context } from './command.js';
import { option, readValues, type Values } from './options/option.js';
import { planId } from './options/parsers.js';
import {
  accessOf,
  accessOptions,
  collectOptions,
  destinationOf,
  planOptions,
  publishOptions,
  scopeOf,
  scopeOptions,
} from './options/shared.js';
import { openProgress, type ProgressMode } from './progress/open.js';
import { summaryObject, summaryText } from './text/summary.js';
import { toolVersion } from './version.js';

/** What some of the commands lack has its default. */
type ExportValues = Destination &
  Partial<
    Values<
      typeof accessOptions & typeof scopeOptions & typeof planOptions & typeof collectOptions & typeof publishOptions
    >
  >;

/** Opens the store; the rest is a change of words. */
export async function exportOptionsOf(given: ExportValues): Promise<Omit<ExportOptions, 'progress' | 'signal'>> {
  const values = { ...defaults, ...given };
  return {
    store: await openDestination(values, 'export'),
    access: accessOf(values),
    scope: scopeOf(values, values),
    snapshotDate: values.snapshotDate,
    accountConcurrency: values.accountConcurrency,
    jobTimeoutMs: values.jobTimeout,
    retryForMs: values.retryFor,
    keepGoing: values.keepGoing,
    encoder: values.encoder,
    sources: values.collect,
    minCoverage: values.minCoverage,
    restart: values.restart,
    toolVersion: toolVersion(),
  };
}

const defaults = readValues(
  { ...accessOptions, ...scopeOptions, ...planOptions, ...collectOptions, ...publishOptions },
  {},
  {},
  0,
);

export const planOption = option(
  '<id>',
  'plan, as `access-lake plan` printed it; latest: the newest open one of all accounts, with or without exclusions',
  planId,
);

/** The plan of collect and publish, which has no default. */
export function requiredPlan({ plan }: { plan: string | undefined }, command: string): string {
  if (plan !== undefined) return plan;
  throw usageError(
    `Cannot ${command}: no plan given.`,
    'Give --plan <id>, as `access-lake plan` printed it, or --plan latest.',
  );
}

/** What names a store among the values of a command. */
interface Destination {
  readonly destination: string | undefined;
  readonly sseKmsKeyId?: string | undefined;
  readonly expectedBucketOwner?: string | undefined;
}

/** Opens the lake; `command` ends the sentence `Cannot …` where none is named. */
export async function openDestination(values: Destination, command: string): Promise<Store> {
  const { openStore } = await import('../store/open.js');
  const { sseKmsKeyId, expectedBucketOwner } = values;
  return openStore(destinationOf(values, command), {
    ...(sseKmsKeyId === undefined ? {} : { sseKmsKeyId }),
    ...(expectedBucketOwner === undefined ? {} : { expectedBucketOwner }),
  });
}

/** Shows progress while `work` runs; the bar is gone before anything else is printed, also when it fails. */
export async function withProgress<T>(
  mode: ProgressMode,
  { terminal, effects, signal }: Context,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const { progress, close } = await openProgress(mode, terminal, effects, signal);
  try {
    return await work(progress);
  } finally {
    close();
  }
}

export async function printSummary(
  summary: ExportSummary,
  { json }: { readonly json: boolean },
  { terminal }: Context,
): Promise<void> {
  await terminal.print(json ? `${jsonForTerminal(summaryObject(summary))}\n` : summaryText(summary));
}

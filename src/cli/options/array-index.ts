/** Which shard a process is, where an engine started n of them alike: the index that it gives each in the environment. */
import type { Shard } from '../../export/options.js';
import { usageError } from '../../model/errors.js';
import type { AskedShard } from './parsers.js';

/** Of AWS Batch (array jobs) and of Kubernetes (indexed jobs). Both count from 0. */
export const ARRAY_INDEXES = ['AWS_BATCH_JOB_ARRAY_INDEX', 'JOB_COMPLETION_INDEX'] as const;

/** Fails with a usageError where `auto` is asked for and the environment names no shard, or one that there is not. */
export function shardOf({ index, of }: AskedShard, environment: Readonly<Record<string, string | undefined>>): Shard {
  if (index !== 'auto') return { index, of };
  const given = ARRAY_INDEXES.filter((name) => environment[name]);
  const [name] = given;
  if (name === undefined || given.length > 1) {
    const state = name === undefined ? 'neither is set' : 'both are set';
    throw usageError(
      `Cannot determine which shard of "auto/${of}" this is: of ${ARRAY_INDEXES.join(' and ')}, ${state}.`,
      HINT,
    );
  }
  const text = environment[name] as string;
  const at = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (at < of) return { index: at + 1, of };
  throw usageError(`Cannot use ${name} "${text}" for "auto/${of}": not a whole number from 0 to ${of - 1}.`, HINT);
}

const HINT = 'An array job with that many children sets it; elsewhere give i/n, from 1/n to n/n.';

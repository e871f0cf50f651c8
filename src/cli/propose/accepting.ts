/** `propose --accept` and `--unaccept`: what they ask for, checked before any file is read. */
import { join } from 'node:path';
import { usageError } from '../../model/errors.js';
import { flagOf } from '../options/option.js';
import type { ProposeValues } from './options.js';

const ACCEPT_FILE = 'accepted.json';
const SIGNATURE = ['reason', 'owner', 'until'] as const;

export function isAccepting({ accept, unaccept }: ProposeValues): boolean {
  return accept.length + unaccept.length > 0;
}

/** Beside the proposals, which leave it alone, where no other is named. */
export function acceptFileOf({ acceptFile, out }: ProposeValues): string {
  return acceptFile ?? join(out as string, ACCEPT_FILE);
}

export function checkAccepting(values: ProposeValues): void {
  const { accept, unaccept, out, recheck } = values;
  if (out === undefined || recheck !== undefined) {
    throw usageError('Cannot accept: no folder of proposals given.', 'Give --out <folder>, and not --recheck.');
  }
  if (accept.length > 0 && unaccept.length > 0) {
    throw usageError('Cannot use --accept with --unaccept.', 'Give one at a time.');
  }
  const missing = SIGNATURE.filter((key) => (values[key] ?? '').trim() === '');
  if (accept.length > 0 && missing.length > 0) {
    throw usageError(
      `Cannot accept "${accept[0]}": ${missing.map(flagOf).join(' and ')} not given.`,
      'Give --reason <text>, --owner <text> and --until <yyyy-MM-dd>.',
    );
  }
  if (unaccept.length > 0) refuseSignatures(values);
}

/** For a command that signs nothing. */
export function refuseSignatures(values: ProposeValues): void {
  const given = SIGNATURE.find((key) => values[key] !== undefined);
  if (given !== undefined) throw usageError(`Cannot use ${flagOf(given)} without --accept.`, 'Leave it out.');
}

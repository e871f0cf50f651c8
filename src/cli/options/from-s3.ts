/** Files of owners, tasks and exceptions on S3: each is read once, before the command, and named by its version and hash. */
import { placedText, placeText } from '../../files/named-text.js';
import { usageError } from '../../model/errors.js';
import { escapeForTerminal, jsonForTerminal } from '../../model/escape.js';
import { sha256Of } from '../../tools/sha256.js';
import type { Terminal } from '../terminal.js';
import { flagOf } from './option.js';

const FILES = ['ownersFile', 'tasksFile', 'exceptFile'] as const;
const MOST_BYTES = 1e6;

type Values = Readonly<Record<string, unknown>>;

/** The options whose files lie on S3. */
function urlsIn(values: Values): [flag: string, url: string][] {
  return FILES.flatMap((key) => {
    const value = values[key];
    return typeof value === 'string' && value.startsWith('s3://') ? [[flagOf(key), value] as [string, string]] : [];
  });
}

/**
 * Reads them, so that their names stand for what they held; nothing without one. The bucket has to belong to the account
 * that is expected: who writes such a file decides what the answers leave out. Fails with a UserError.
 */
export async function placeFiles(values: Values, { note }: Pick<Terminal, 'note'>): Promise<void> {
  const { expectedBucketOwner: owner } = values;
  for (const [flag, url] of urlsIn(values)) {
    if (typeof owner !== 'string')
      throw usageError(
        `Cannot use ${flag} ${jsonForTerminal(url)} without --expected-bucket-owner.`,
        'Those who may write this file decide what is shown: give the ID of the account that the bucket belongs to.',
      );
    const { readVersion } = await import('../../store/s3/read-version.js');
    const { bytes, version } = await readVersion({ url, owner, mostBytes: MOST_BYTES });
    const source = `${url}, ${version === undefined ? 'without a version' : `version ${version}`}, SHA-256 ${sha256Of(bytes)}`;
    placeText(url, { bytes, source });
    note(`Read for ${flag}: ${escapeForTerminal(source)}\n`);
  }
}

/** A line for each file on S3 that an answer went by; empty without one. */
export function sourcesOf(values: Values): string {
  const lines = urlsIn(values).flatMap(([flag, url]) => {
    const source = placedText(url)?.source;
    return source === undefined ? [] : [`${flag}: ${source}\n`];
  });
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
}

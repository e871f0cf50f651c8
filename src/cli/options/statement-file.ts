/** The file of --file. */
import { readNamedText } from '../../files/named-text.js';
import { usageError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';

/** A statement of a person is some kilobytes. */
const MOST_BYTES = 2 ** 20;

/** Its text. Fails with a usageError for what is no regular file of UTF-8 or holds more than 1 MiB. */
export async function readStatement(path: string): Promise<string> {
  const refused = (state: string): Error =>
    usageError(`Cannot read ${jsonForTerminal(path)}: ${state}.`, 'Give --file a file with one SELECT.');
  const text = await readNamedText(path, { mostBytes: MOST_BYTES, refused });
  if (text === undefined) throw refused('ENOENT: no such file or directory');
  return text;
}

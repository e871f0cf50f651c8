/** The lake that is asked, in commands to paste. */
import { accessLake } from '../../model/commands/command-line.js';
import { UserError } from '../../model/errors.js';
import type { QueryValues } from './options.js';

type Place = Pick<QueryValues, 'destination' | 'database'>;

export function lakeWords({ destination, database }: Place): string[] {
  return destination === undefined ? ['--database', database] : ['--destination', destination];
}

/** A question in a hint, which does not know of what lake it is asked. */
const QUESTION = /`access-lake (query \w[^`]*)`/g;

/** The error with the commands of its hint as they can be pasted. */
export function withPlace(error: unknown, place: Place): unknown {
  if (!(error instanceof UserError) || error.hint === undefined) return error;
  const hint = error.hint.replace(
    QUESTION,
    (_, asked) => `\`${accessLake([...asked.split(' '), ...lakeWords(place)])}\``,
  );
  return hint === error.hint ? error : new UserError(error.message, { hint, exit: error.exit, cause: error });
}

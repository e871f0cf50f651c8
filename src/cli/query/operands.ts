/** What stands on the command line of `query` besides its options: the question's name and its parameters. */
import { existsSync } from 'node:fs';
import { commandLine } from '../../model/commands/command-line.js';
import { usageError } from '../../model/errors.js';
import { FLAGS } from '../../query/question/parameter-types.js';
import type { Given } from '../../query/question/values.js';

export interface Asked {
  /** Undefined: no question is named. */
  readonly name: string | undefined;
  readonly given: Given;
}

/** `--account 1 --account=2` are both account; a value given again makes a list. */
export function readOperands(operands: readonly string[]): Asked {
  const names: string[] = [];
  const given: Record<string, string[]> = {};
  const rest = [...operands];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, flag, written] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (flag === undefined) {
      names.push(word);
      continue;
    }
    const name = flag.replaceAll('-', '_');
    const value = written ?? (FLAGS.has(name) ? 'yes' : rest.shift());
    if (value === undefined) throw usageError(`Cannot use --${flag}: its value is missing.`);
    given[name] = [...(given[name] ?? []), value];
  }
  if (names.length > 1) {
    const place = names.slice(1).find((word) => isPlace(word) || existsSync(word)) ?? names.find(isPlace);
    throw usageError(
      `Cannot ask "${names.join('" and "')}": one question at a time.`,
      place === undefined ? 'A value with spaces needs quotes.' : `Give ${commandLine(['--destination', place])}.`,
    );
  }
  if (names[0] !== undefined && isPlace(names[0])) {
    throw usageError(
      `Cannot ask "${names[0]}": it is no question.`,
      `Give ${commandLine(['--destination', names[0]])}.`,
    );
  }
  return { name: names[0], given };
}

/** A path or bucket, as no question is written. */
function isPlace(word: string): boolean {
  return /^(\.{0,2}\/|~|s3:\/\/|\.{1,2}$)/.test(word);
}

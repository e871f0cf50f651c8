/** What stands on the command line of `query` besides its options: the question's name and its parameters. */
import { usageError } from '../../model/errors.js';
import type { Given } from '../../query/question/values.js';

export interface Asked {
  /** Undefined: no question is named. */
  readonly name: string | undefined;
  readonly given: Given;
}

/** `--account-id 1 --account-id=2` are both account_id; a value given again makes a list. */
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
    const value = written ?? rest.shift();
    if (value === undefined) throw usageError(`Cannot use --${flag}: its value is missing.`);
    const name = flag.replaceAll('-', '_');
    given[name] = [...(given[name] ?? []), value];
  }
  if (names.length > 1) {
    throw usageError(
      `Cannot ask "${names.join('" and "')}": one question at a time.`,
      'A value with spaces needs quotes.',
    );
  }
  return { name: names[0], given };
}

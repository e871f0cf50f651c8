/** Errors that people read. Anything that is not a UserError or Interrupted is a bug and keeps its stack. */

/** The exit codes of every command: the one table that help and README show. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'success; for an export: the snapshot is committed and everything in scope was measured' },
  bug: { code: 1, meaning: 'a bug: please report it with the printed stack trace' },
  usage: { code: 2, meaning: 'invalid usage: unknown option or invalid value' },
  gaps: {
    code: 3,
    meaning:
      'the snapshot is committed, but something in scope was not measured, or a source named in --collect not collected; for check: an account cannot be read',
  },
  nothing: {
    code: 4,
    meaning:
      'failure, for the reason given: nothing was done or committed, or what the message says is done while its catalog, trends or lake.duckdb are not made; for verify: damage was found; for digest --notify: it was printed, but not sent',
  },
  found: {
    code: 5,
    meaning:
      'query --fail-on-rows: the answer has rows; digest --fail-on-rows: something is new; snapshots --max-age, --min-coverage: no snapshot is as asked for',
  },
  locked: {
    code: 6,
    meaning: 'another process does this work on the same destination, or has done it; this one committed nothing',
  },
  unreachable: {
    code: 7,
    meaning: 'AWS could not be reached, or was in trouble; nothing was committed: try again later',
  },
  interrupted: { code: 130, meaning: 'interrupted: the message says what is kept, and what to run' },
} as const;

export type ExitName = keyof typeof EXIT_CODES;

/**
 * A failure that a person can fix: a sentence (action, quoted value, colon, state found), a hint
 * that says what to do, and an exit code. Printed once, at the entry.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint: string | undefined;
  readonly exit: ExitName;

  constructor(
    sentence: string,
    { hint, exit = 'nothing', cause }: { hint?: string; exit?: ExitName; cause?: unknown } = {},
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.hint = hint;
    this.exit = exit;
  }
}

/** A bad option or value: exit 2, before any call. */
export function usageError(sentence: string, hint?: string): UserError {
  return new UserError(sentence, { exit: 'usage', ...(hint === undefined ? {} : { hint }) });
}

/** The person asked to stop: work that is whole is staged, the rest is dropped. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The error of writing a file that a person named: where the system refused it, one for people; a bug stays as it is. */
export function unwritable(error: unknown, path: string, hint: string): unknown {
  const { code } = error as { readonly code?: string };
  if (error instanceof UserError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const state = code === 'ENOSPC' ? `no space is left on the file system (${code})` : code;
  return new UserError(`Cannot write "${path}": ${state}.`, { hint, cause: error });
}

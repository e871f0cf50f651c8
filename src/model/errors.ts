/** Errors that people read. Anything that is not a UserError or Interrupted is a bug and keeps its stack. */

/** The exit codes of every command: the one table that help and README show. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done; for an export: snapshot committed and everything asked for measured' },
  bug: { code: 1, meaning: 'a bug: please report it with the stack it printed' },
  usage: { code: 2, meaning: 'bad usage: an option or a value that cannot be taken' },
  gaps: {
    code: 3,
    meaning: "snapshot committed, but something was not measured, or Athena's tables and views not renewed",
  },
  nothing: { code: 4, meaning: 'nothing done or committed, for the reason given; for verify: damage was found' },
  interrupted: { code: 130, meaning: 'interrupted; the same command goes on where it stopped' },
} as const;

export type ExitName = keyof typeof EXIT_CODES;

/**
 * A failure that a person can mend: a sentence (action, quoted value, colon, state found), a hint
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

import { UserError } from './errors.js';

/** The error of writing a file that a person named: where the system refused it, one for people; a bug stays as it is. */
export function unwritable(error: unknown, path: string, hint: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof UserError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  return new UserError(`Cannot write "${path}": ${code}.`, { hint, cause: error });
}

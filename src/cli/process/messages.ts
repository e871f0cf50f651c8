/** What the process of a command tells its supervisor. */
export type CommandMessage =
  /** It has heard that it shall stop, and does. */
  | { readonly type: 'stopping' }
  /** Its work is committed; what is left to do, for who stops it from here on. */
  | { readonly type: 'committed'; readonly left: string }
  /** Its work is committed, and it ends: what the supervisor runs then. */
  | { readonly type: 'next'; readonly next: Next };

/** A command behind a commit, in a process of its own once that of the commit has ended. */
export interface Next {
  readonly argv: readonly string[];
  /** What is left to do where it fails or is stopped. */
  readonly left: string;
  /** A command to run where it fails. */
  readonly otherwise?: readonly string[] | undefined;
  /** Printed last of all, on stdout. */
  readonly last: string;
}

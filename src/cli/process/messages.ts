/** What the process of a command tells its supervisor. */
export type CommandMessage =
  /** It has heard that it shall stop, and does. */
  | { readonly type: 'stopping' }
  /** Its work is committed; what is left to do, for who stops it from here on. */
  | { readonly type: 'committed'; readonly left: string };

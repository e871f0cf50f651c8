/** The file of exceptions: what keeps all that it has, with reason, owner and expiry. */
import { isText, readSigned } from './signed-list.js';

/** What an entry may name, each by a pattern with wildcards but the tag. */
const NAMED = ['principal', 'action', 'policy', 'tag'] as const;

export interface Exceptions {
  /** Names or ARNs of principals. */
  readonly principals: readonly string[];
  /** Patterns of actions. */
  readonly actions: readonly string[];
  /** Names or ARNs of policies, names of permission sets. */
  readonly policies: readonly string[];
  /** Tags of principals: `key=value`, or a key alone. */
  readonly tags: readonly string[];
}

export const NO_EXCEPTIONS: Exceptions = { principals: [], actions: [], policies: [], tags: [] };

export interface ExceptFile extends Exceptions {
  /** Entries that no longer hold, as they are told. */
  readonly expired: readonly string[];
}

const EXAMPLE = '[{ "principal": "role/break-glass-*", "reason": "…", "owner": "…", "expires": "yyyy-MM-dd" }]';

type Named = { readonly [name in (typeof NAMED)[number]]?: string };

/** Reads a list of which each entry names a principal, an action, a policy or a tag. */
export async function readExceptFile(path: string, today: string): Promise<ExceptFile> {
  const file = { path, flag: '--except-file', example: EXAMPLE };
  const entries = await readSigned<Named>(file, (entry) => {
    const names = NAMED.filter((name) => entry[name] !== undefined);
    const isOne = names.length === 1 && isText(entry[names[0] as string]);
    return isOne ? undefined : `does not name one of ${NAMED.join(', ')}`;
  });
  const held = entries.filter(({ expires }) => expires >= today);
  return {
    principals: held.flatMap(({ principal }) => principal ?? []),
    actions: held.flatMap(({ action }) => action ?? []),
    policies: held.flatMap(({ policy }) => policy ?? []),
    tags: held.flatMap(({ tag }) => tag ?? []),
    expired: entries
      .filter(({ expires }) => expires < today)
      .flatMap((own) => NAMED.flatMap((name) => own[name] ?? [])),
  };
}

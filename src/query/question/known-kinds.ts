/** What values of parameters name, and where the lake says which there are. */
import type { ParameterType } from './questions.js';

export interface Kind {
  readonly noun: string;
  /** Files of `queries/known`, asked in turn while a value is not found; `everywhere`: of all snapshots. */
  readonly sources: readonly { readonly file: string; readonly everywhere?: true }[];
  /** The question that lists them all. */
  readonly list: string;
  /** What a value is part of, which is looked for first. */
  readonly within?: { readonly type: ParameterType; readonly of: (value: string) => string };
  /** Files that name all, which a value with wildcards is matched against. */
  readonly all?: readonly string[];
  /** A file of other names, each before its value: `name=value`. */
  readonly aliases?: string;
  /** Names that differ in case are two. */
  readonly isExact?: true;
  /** A value is taken where nothing is known at all: the service reference may be missing, an account not listed. */
  readonly isTakenUnknown?: true;
}

/** In the snapshots that are asked, then in all. */
function inTurn(...files: readonly string[]): Kind['sources'] {
  return files.flatMap((file) => [{ file }, { file, everywhere: true as const }]);
}

/** Of an ARN; of anything else, empty. */
export function accountOf(value: string): string {
  return value.split(':')[4] ?? '';
}

/** Who is gone by now is known to an earlier snapshot; what the service reference lacks may be granted all the same. */
export const KINDS: Partial<Record<ParameterType, Kind>> = {
  account: { noun: 'account', sources: inTurn('accounts'), list: 'accounts', isTakenUnknown: true },
  ou: { noun: 'OU or root', sources: inTurn('ous'), list: 'accounts', aliases: 'ou_names', isTakenUnknown: true },
  arn: {
    noun: 'user or role',
    sources: inTurn('principals'),
    list: 'principals',
    within: { type: 'account', of: accountOf },
    all: ['principal_arns'],
  },
  service: {
    noun: 'service',
    sources: [{ file: 'services' }, { file: 'granted_services' }],
    list: 'known_actions',
    isTakenUnknown: true,
  },
  action: {
    noun: 'action',
    sources: [{ file: 'actions' }, { file: 'granted_actions' }],
    list: 'known_actions',
    within: { type: 'service', of: (action) => action.split(':')[0] as string },
    all: ['actions', 'granted_actions'],
    isTakenUnknown: true,
  },
  policy: { noun: 'managed policy', sources: inTurn('policies'), list: 'policy_holders', all: ['policies'] },
  document: {
    noun: 'policy or permission set',
    sources: inTurn('documents'),
    list: 'policy_holders',
    all: ['documents'],
  },
  permission_set: {
    noun: 'permission set',
    sources: inTurn('permission_sets'),
    list: 'permission_set_services',
    all: ['permission_sets'],
  },
  role_name: { noun: 'role', sources: inTurn('role_names'), list: 'role_names', all: ['role_names'] },
  exception: {
    noun: 'user or role',
    sources: [...inTurn('exceptions'), { file: 'principal_names' }],
    list: 'principals',
    all: ['principal_names'],
  },
  tag: { noun: 'tag', sources: inTurn('tags'), list: 'principals', all: ['tags'], isExact: true },
  idle_name: { noun: 'name', sources: [{ file: 'idle_by_design' }], list: 'worklist' },
};

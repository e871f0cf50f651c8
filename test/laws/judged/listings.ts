/** Questions that say of something that it may go, or that nobody uses it: which of their rows do, and of which item. */
import type { AnswerRow } from '../claims.js';
import type { JudgedRow } from '../reasons/judgements.js';
import type { Snapshot } from '../reasons/oracle/snapshot.js';
import type { Subject } from '../reasons/oracle/subjects.js';
import type { Named } from '../reasons/oracle/uses.js';

export interface Listing {
  readonly question: string;
  readonly isListed: (row: AnswerRow) => boolean;
  /** Undefined: the row names nobody whom the snapshot has. */
  readonly subjectOf: (row: AnswerRow, snapshot: Snapshot) => Subject | undefined;
  /** Whether it must list the item where nothing speaks against it; null: it is held to what it lists alone. */
  readonly mustList: ((row: JudgedRow) => boolean) | null;
}

const isUnused = ({ state }: AnswerRow): boolean => state === 'NOT_ACCESSED';
const mayGo = ({ withheld, service_namespace }: AnswerRow): boolean => withheld === null && service_namespace !== null;
const isAnything = ({ service_namespace }: AnswerRow): boolean => typeof service_namespace === 'string';

export const LISTINGS: readonly Listing[] = [
  {
    question: 'removable_actions',
    isListed: isAnything,
    subjectOf: principalOf,
    mustList: ({ subject, action }) => subject.kind === 'principal' && action !== null,
  },
  {
    question: 'removable_services',
    isListed: isAnything,
    subjectOf: principalOf,
    mustList: ({ subject, service, action }) => subject.kind === 'principal' && service !== null && action === null,
  },
  {
    question: 'permission_set_actions',
    isListed: isUnused,
    subjectOf: ({ permission_set_name }) => ({ kind: 'permission_set', name: String(permission_set_name) }),
    mustList: ({ subject, action }) => subject.kind === 'permission_set' && action !== null,
  },
  {
    question: 'actions_unused_everywhere',
    isListed: isUnused,
    subjectOf: ({ ou_id }) => ({ kind: 'ou', ouId: String(ou_id) }),
    mustList: ({ subject, action }) => subject.kind === 'ou' && action !== null,
  },
  {
    question: 'services_unused_everywhere',
    isListed: isUnused,
    subjectOf: ({ ou_id }) => ({ kind: 'ou', ouId: String(ou_id) }),
    mustList: ({ subject, service, action }) => subject.kind === 'ou' && service !== null && action === null,
  },
  {
    question: 'dormant_principals',
    isListed: ({ is_dormant }) => is_dormant === true,
    subjectOf: principalOf,
    mustList: ({ subject, service, undecidedBecause }) =>
      subject.kind === 'principal' && service === null && undecidedBecause === null,
  },
  {
    question: 'role_names',
    isListed: mayGo,
    subjectOf: ({ role_name }) => ({ kind: 'role_name', name: String(role_name).split('/').at(-1) as string }),
    mustList: null,
  },
  {
    question: 'policy_services',
    isListed: mayGo,
    subjectOf: ({ account_id, policy_arn }) => ({
      kind: 'managed_policy',
      accountId: String(account_id),
      arn: String(policy_arn),
    }),
    mustList: null,
  },
];

/** By its ARN, which within a snapshot is one principal's. */
function principalOf({ account_id, principal_arn }: AnswerRow, { principals }: Snapshot): Subject | undefined {
  const found = principals.find(({ accountId, arn }) => accountId === account_id && arn === principal_arn);
  return found && { kind: 'principal', accountId: found.accountId, principalId: found.principalId };
}

export function namedBy({ service_namespace, action_name }: AnswerRow): Named {
  const textOf = (cell: unknown): string | null => (typeof cell === 'string' ? cell : null);
  return { service: textOf(service_namespace), action: textOf(action_name) };
}

/** Questions that say of something that it may go, or that nobody uses it: which of their rows do, and of which item. */
import type { Given } from '../../../src/query/question/values.js';
import type { AnswerRow } from '../claims.js';
import { isLike } from '../judgement/tasks-by-rows.js';
import type { JudgedRow } from '../reasons/judgements.js';
import { type Asked, holdersIn } from '../reasons/oracle/asked.js';
import { statementsOf } from '../reasons/oracle/documents.js';
import { folded, listOf } from '../reasons/oracle/history.js';
import type { Snapshot } from '../reasons/oracle/snapshot.js';
import type { Subject } from '../reasons/oracle/subjects.js';
import type { Named } from '../reasons/oracle/uses.js';

export interface Listing {
  readonly question: string;
  /** What it is asked with besides. */
  readonly given?: Given;
  readonly isListed: (row: AnswerRow) => boolean;
  /** Undefined: the row names nobody whom the snapshot has. */
  readonly subjectOf: (row: AnswerRow, snapshot: Snapshot) => Subject | undefined;
  /** Whether it must list the item where nothing speaks against it. */
  readonly mustList: (row: JudgedRow) => boolean;
  /** Why it lists an item not all the same: a word of differences.ts. */
  readonly omits?: (row: JudgedRow, asked: Asked) => string | undefined;
}

const isCandidate = ({ is_candidate }: AnswerRow): boolean => is_candidate === true;
const mayGo = ({ withheld, service_namespace }: AnswerRow): boolean => withheld === null && service_namespace !== null;
const isAnything = ({ service_namespace }: AnswerRow): boolean => typeof service_namespace === 'string';

export const LISTINGS: readonly Listing[] = [
  {
    question: 'removable.by-action',
    isListed: isAnything,
    subjectOf: principalOf,
    mustList: ({ subject, action }) => subject.kind === 'principal' && action !== null,
  },
  {
    question: 'removable.by-service',
    isListed: isAnything,
    subjectOf: principalOf,
    mustList: ({ subject, service, action }) => subject.kind === 'principal' && service !== null && action === null,
  },
  {
    question: 'sets.by-action',
    isListed: isCandidate,
    subjectOf: ({ permission_set_name }) => ({ kind: 'permission_set', name: String(permission_set_name) }),
    mustList: ({ subject, action }) => subject.kind === 'permission_set' && action !== null,
  },
  {
    question: 'sets',
    isListed: mayGo,
    subjectOf: ({ permission_set_name }) => ({ kind: 'permission_set', name: String(permission_set_name) }),
    mustList: ({ subject, service, action }) =>
      subject.kind === 'permission_set' && service !== null && action === null,
  },
  {
    question: 'guardrails.by-action',
    given: { all: 'yes' },
    isListed: isCandidate,
    subjectOf: ({ ou_id }) => ({ kind: 'ou', ouId: String(ou_id) }),
    mustList: ({ subject, action }) => subject.kind === 'ou' && action !== null,
  },
  {
    question: 'guardrails',
    given: { all: 'yes' },
    isListed: isCandidate,
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
    mustList: ({ subject, service, action }) => subject.kind === 'role_name' && service !== null && action === null,
    omits: ({ subject }, asked) => {
      const accounts = holdersIn(asked, subject).now.map(({ accountId }) => accountId);
      return new Set(accounts).size < 2 ? 'of one account' : undefined;
    },
  },
  {
    question: 'policies.by-service',
    isListed: mayGo,
    subjectOf: ({ account_id, policy_arn }) => ({
      kind: 'managed_policy',
      accountId: String(account_id),
      arn: String(policy_arn),
    }),
    mustList: ({ subject, service, action }) =>
      subject.kind === 'managed_policy' && service !== null && action === null,
    omits: (row, asked) => (isNamedIn(row, asked) ? undefined : 'not named'),
  },
];

/** Whether the document of a policy allows an action of the service; a NotAction may be of any. */
function isNamedIn({ subject, service }: JudgedRow, asked: Asked): boolean {
  const [holder] = holdersIn(asked, subject).now;
  if (subject.kind !== 'managed_policy' || holder === undefined) return false;
  const rows = statementsOf(asked.history, holder, { ownerArn: subject.arn, name: null });
  const allowing = rows.filter(({ effect }) => effect === 'Allow');
  const services = allowing.flatMap((row) =>
    row.actions == null
      ? ['*']
      : listOf(row, 'actions').map((pattern) => (pattern.includes(':') ? pattern.split(':')[0] : '*')),
  );
  return services.some((pattern) => isLike(folded(String(pattern)), String(service)));
}

/** By its ARN, which within a snapshot is one principal's. */
function principalOf({ account_id, principal_arn }: AnswerRow, { principals }: Snapshot): Subject | undefined {
  const found = principals.find(({ accountId, arn }) => accountId === account_id && arn === principal_arn);
  return found && { kind: 'principal', accountId: found.accountId, principalId: found.principalId };
}

export function namedBy({ service_namespace, action_name }: AnswerRow): Named {
  const textOf = (cell: unknown): string | null => (typeof cell === 'string' ? cell : null);
  return { service: textOf(service_namespace), action: textOf(action_name) };
}

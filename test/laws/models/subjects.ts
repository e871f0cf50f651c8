/** What the models and the oracle say of what several hold: permission sets, policies, role names, accounts, OUs, the organization. */
import { REASONS } from '../../../src/model/judgement/reasons.js';
import type { JudgedDates } from '../../../src/query/engine/engine.js';
import type { AnswerRow } from '../claims.js';
import { isLike } from '../judgement/tasks-by-rows.js';
import type { MemoryEngine } from '../memory-engine.js';
import { reasonsAgainst } from '../reasons/oracle/against.js';
import { type Asked, holdersIn, identityOf } from '../reasons/oracle/asked.js';
import { statementsOf } from '../reasons/oracle/documents.js';
import { folded, groupedBy, type History, listOf } from '../reasons/oracle/history.js';
import type { Subject } from '../reasons/oracle/subjects.js';
import { grantedItems, subjectsOf } from '../reasons/oracle/universe.js';
import type { Named } from '../reasons/oracle/uses.js';
import type { LakeRow } from '../world/lake.js';
import { modelRows } from './by-models.js';

/** Each row of the models, by the key of its subject and its item, in lower case. */
export async function judgedSubjectRows(engine: MemoryEngine, dates: JudgedDates): Promise<Map<string, AnswerRow>> {
  const rows = await modelRows(engine, 'SELECT * FROM judged_subject_items', dates);
  const named = rows.map((row) => {
    const subject = [row.subject_type, row.subject_account_id, row.subject].join(' ');
    return [`${subject} ${row.service_namespace}:${row.action_key || '*'}`.toLowerCase(), row] as const;
  });
  const byKey = new Map(named);
  if (byKey.size < named.length) throw new Error(`${named.length - byKey.size} rows are there twice`);
  return byKey;
}

export function saidOfSubjects(asked: Asked): Map<string, string> {
  const said = new Map<string, string>();
  for (const subject of subjectsOf(asked)) {
    const key = keyOfSubject(asked, subject);
    if (key === null) continue;
    for (const named of itemsOf(asked, subject)) {
      const { codes, grantAge } = reasonsAgainst(asked, { subject, ...named });
      const withheld = REASONS.find(({ code }) => codes.has(code))?.code ?? 'nothing';
      said.set(`${key} ${named.service}:${named.action ?? '*'}`.toLowerCase(), `${withheld}, ${grantAge ?? '-'}`);
    }
  }
  return said;
}

/** What names a subject in the models; null: they have no such subject. */
export function keyOfSubject(asked: Asked, subject: Subject): string | null {
  switch (subject.kind) {
    case 'principal':
      return null;
    case 'permission_set':
      return `PERMISSION_SET  ${folded(subject.name)}`;
    case 'role_name': {
      const accounts = new Set(holdersIn(asked, subject).now.map(({ accountId }) => accountId));
      return accounts.size > 1 ? `ROLE_NAME  ${folded(subject.name)}` : null;
    }
    case 'managed_policy':
      return `MANAGED_POLICY ${subject.accountId} ${subject.arn}`;
    case 'inline_policy':
    case 'group_policy':
      return `INLINE_POLICY ${subject.accountId} ${subject.arn} ${subject.name}`;
    case 'account':
      return `ACCOUNT ${subject.accountId} ${subject.accountId}`;
    case 'ou':
      return `OU  ${subject.ouId}`;
    case 'organization':
      return 'ORGANIZATION  organization';
  }
}

/**
 * Keys of role names that a role had which has another, too: IAM gives none another name, though a random lake does, and the
 * models count all that such a role used as used under each of them.
 */
export function keysOfRenamed({ sightings }: History): ReadonlySet<string> {
  const names = groupedBy(
    sightings.filter(({ row }) => row.principal_type === 'role'),
    identityOf,
  );
  const own = [...names.values()].map((all) => [...new Set(all.map(({ row }) => folded(String(row.principal_name))))]);
  return new Set(own.filter(({ length }) => length > 1).flatMap((all) => all.map((name) => `role_name  ${name}`)));
}

/** Services and actions that the models judge of it, of those that a measured holder is granted. */
function itemsOf(asked: Asked, subject: Subject): Named[] {
  const items = grantedItems(asked, subject).filter(({ service }) => service !== null);
  switch (subject.kind) {
    case 'role_name':
    case 'account':
      return items.filter(({ action }) => action === null);
    case 'managed_policy':
    case 'inline_policy':
    case 'group_policy':
      return items.filter(isAllowedBy(asked, subject));
    default:
      return items;
  }
}

type Policy = Extract<Subject, { readonly kind: 'managed_policy' | 'inline_policy' | 'group_policy' }>;

function isAllowedBy(asked: Asked, policy: Policy): (item: Named) => boolean {
  const [holder] = holdersIn(asked, policy).now;
  const document = { ownerArn: policy.arn, name: 'name' in policy ? policy.name : null };
  const rows = holder === undefined ? [] : statementsOf(asked.history, holder, document);
  const isUnclear = (row: LakeRow): boolean => row.problem != null || (row.effect === 'Allow' && row.actions == null);
  const hasActions = !rows.some(isUnclear) && !policy.arn.startsWith('arn:aws:iam::aws:');
  const allowed = rows.filter(({ effect }) => effect === 'Allow');
  const patterns = allowed
    .flatMap((row) => (row.actions == null ? ['*'] : listOf(row, 'actions')))
    .map((pattern) => (pattern.includes(':') ? folded(pattern) : '*:*').split(':'));
  return ({ service, action }) =>
    (action === null || hasActions) &&
    patterns.some(
      ([ofService = '', ofAction = '']) =>
        isLike(ofService, String(service)) && (action === null || isLike(ofAction, action)),
    );
}

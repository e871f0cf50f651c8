/** Permission sets of IAM Identity Center as subjects: by name, over the roles that they made in all accounts. */

import { isReadable, readPolicy } from '../../policy/document.js';
import { canonicalJson } from '../../policy/json.js';
import { sha256Of } from '../../tools/sha256.js';
import { type Common, gapsOfRoles, isGap, keptOf, refusalOfText } from './common.js';
import { grouped } from './grouped.js';
import { textsOf } from './lately.js';
import type { Principal } from './snapshot.js';
import type { Difference, Gap, Part, Refusal, Subject } from './subject.js';

/** The one inline policy of a permission set, by the name that it has in its roles. */
const INLINE_NAME = 'AwsSSOInlinePolicy';
const SET_LIMIT = 10_240;

/** `texts`: documents by `owner-ARN name` and by `account policy-ARN`. */
export function setSubject(
  name: string,
  roles: readonly Principal[],
  texts: ReadonlyMap<string, string | null>,
  common: Common,
): Subject {
  const [parts, differences] = partsOf(roles, texts);
  const kept = keptOf(roles, common);
  const ofTexts = refusalOf(parts, differences);
  const unmeasured = common.snapshot.accounts.filter(isGap);
  return {
    kind: 'permission_set',
    key: `set ${name}`,
    accountId: null,
    arn: null,
    ownerArn: null,
    name,
    defaultVersionId: null,
    parts,
    differences,
    holders: roles,
    attachedTo: [],
    attachments: roles.length,
    leftOut: [],
    changedAt: null,
    isCreatedLately: false,
    earlierTexts: textsOf(
      roles.flatMap(({ arn }) => common.snapshot.earlier.get(`${arn} ${INLINE_NAME}`) ?? []),
      parts.find(({ arn }) => arn === null)?.text ?? null,
    ),
    limit: SET_LIMIT,
    besides: 0,
    refusal: ofTexts ?? (kept === undefined ? null : 'excepted_holder'),
    ...(ofTexts === null && kept !== undefined ? { refusalDetail: kept } : {}),
    gaps: [
      ...gapsOfRoles(name, roles),
      ...unmeasured.map(({ id }): Gap => ({ code: 'account_not_measured', subject: id })),
    ],
  };
}

/** No parts where the accounts do not have the same texts: none of these is the set's. */
function partsOf(
  roles: readonly Principal[],
  texts: ReadonlyMap<string, string | null>,
): [parts: Part[], differences: Difference[]] {
  const inlines = roles.map((role): Held => {
    const text = role.inline.includes(INLINE_NAME) ? texts.get(`${role.arn} ${INLINE_NAME}`) : '';
    return { accountId: role.accountId, text: text ?? null };
  });
  const managed = [...attachedTo(roles)].map(([arn, holders]) => {
    const textOf = ({ accountId }: Principal): string | null => texts.get(`${accountId} ${arn}`) ?? null;
    const own = isOfAws(arn) ? holders.map((role) => ({ accountId: role.accountId, text: textOf(role) })) : [];
    return { name: arn.split('/').at(-1) as string, arn, own };
  });
  const differences = [
    ...differencesOf(INLINE_NAME, inlines),
    ...managed.flatMap(({ name, own }) => differencesOf(name, own)),
  ];
  if (differences.length > 0) return [[], differences];
  const inline = inlines[0]?.text ?? null;
  const parts = managed.map(({ name, arn, own }) => ({ name, arn, text: own[0]?.text ?? null }));
  return [[...(inline === '' ? [] : [{ name: INLINE_NAME, arn: null, text: inline }]), ...parts], []];
}

/** The text of a policy in an account; empty: it has none, null: it is not known. */
interface Held {
  readonly accountId: string;
  readonly text: string | null;
}

/** Empty where all have the same. */
function differencesOf(part: string, held: readonly Held[]): Difference[] {
  const accounts = grouped(held.map(({ accountId, text }) => [hashOf(text), accountId] as const));
  if (accounts.size < 2) return [];
  return [...accounts].map(([hash, accountIds]) => ({ part, sha256: hash.length === 64 ? hash : null, accountIds }));
}

function refusalOf(parts: readonly Part[], differences: readonly Difference[]): Refusal | null {
  if (differences.length > 0) return 'differs_between_accounts';
  const looked = parts.filter(({ arn }) => arn === null || isOfAws(arn));
  if (looked.length === 0) return 'no_document';
  return looked.map(({ text }) => refusalOfText(text)).find((reason) => reason !== null) ?? null;
}

/** Whether AWS manages the policy of the ARN. */
export function isOfAws(arn: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\//.test(arn);
}

/** Every policy that a role of the set has attached; where not all have it, an account waits to be provisioned. */
function attachedTo(roles: readonly Principal[]): Map<string, Principal[]> {
  return grouped(roles.flatMap((role) => role.attached.map((arn) => [withoutAccount(arn), role] as const)));
}

/** A customer managed policy of a set has the same name in every account. */
function withoutAccount(arn: string): string {
  return arn.replace(/::\d{12}:/, '::');
}

/** Empty: there is no text; `unknown`: it is not known. What cannot be read is the same where it is so to the letter. */
function hashOf(text: string | null): string {
  if (text === null || text === '') return text ?? 'unknown';
  return sha256Of(isReadable(readPolicy(text)) ? canonicalJson(text) : text);
}

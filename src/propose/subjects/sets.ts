/** Permission sets of IAM Identity Center as subjects: by name, over the roles that they made in all accounts. */
import { createHash } from 'node:crypto';
import { isReadable, readPolicy } from '../../policy/document.js';
import { canonicalJson } from '../../policy/json.js';
import type { Principal } from '../evidence/snapshot.js';
import { type Common, gapsOfHolders, isGap, refusalOfText } from './common.js';
import { isExceptedPrincipal } from './exceptions.js';
import { grouped } from './holders.js';
import type { Gap, Part, Refusal, Subject } from './subject.js';

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
  const parts = partsOf(roles, texts);
  const excepted = roles.some((role) => isExceptedPrincipal(common.exceptions, role));
  const unmeasured = common.snapshot.accounts.filter(isGap);
  return {
    kind: 'permission_set',
    key: `set ${name}`,
    accountId: null,
    arn: null,
    ownerArn: null,
    name,
    defaultVersionId: null,
    parts: parts ?? [],
    holders: roles,
    attachedTo: [],
    attachments: roles.length,
    leftOut: [],
    changedAt: null,
    limit: SET_LIMIT,
    besides: 0,
    refusal: refusalOf(parts) ?? (excepted ? 'excepted_holder' : null),
    gaps: [
      ...gapsOfHolders(roles, null),
      ...unmeasured.map(({ id }): Gap => ({ code: 'account_not_measured', subject: id })),
    ],
  };
}

/** Undefined: the accounts do not have the same texts, so that none of them is the set's. */
function partsOf(roles: readonly Principal[], texts: ReadonlyMap<string, string | null>): Part[] | undefined {
  const inlines = roles.map((role) =>
    role.inline.includes(INLINE_NAME) ? texts.get(`${role.arn} ${INLINE_NAME}`) : '',
  );
  if (differ(inlines.map(hashOf))) return undefined;
  const [inline] = inlines;
  const managed = [...attachedTo(roles)].map(([arn, holders]) => {
    const own = isOfAws(arn) ? holders.map((role) => texts.get(`${role.accountId} ${arn}`)) : [];
    return { name: arn.split('/').at(-1) as string, arn, text: own[0] ?? null, hashes: own.map(hashOf) };
  });
  if (managed.some(({ hashes }) => differ(hashes))) return undefined;
  return [
    ...(inline === '' ? [] : [{ name: INLINE_NAME, arn: null, text: inline ?? null }]),
    ...managed.map(({ name, arn, text }) => ({ name, arn, text })),
  ];
}

function refusalOf(parts: readonly Part[] | undefined): Refusal | null {
  if (parts === undefined) return 'differs_between_accounts';
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

function differ(values: readonly string[]): boolean {
  return new Set(values).size > 1;
}

function hashOf(text: string | null | undefined): string {
  if (text === null || text === undefined || text === '') return String(text);
  const same = isReadable(readPolicy(text)) ? canonicalJson(text) : text;
  return createHash('sha256').update(same).digest('hex');
}

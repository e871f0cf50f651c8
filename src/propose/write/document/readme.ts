/** README.md of a document: for a ticket or a pull request, in the words of its owner. */
import { compactLength } from '../../../policy/json.js';
import { type Assessment, namespacesOf, type RemovedAction } from '../../assess/assessment.js';
import type { Subject } from '../../subjects/subject.js';
import type { WriteContext } from '../context.js';
import { leftAloneOf } from '../left-alone.js';
import { code, counted, some, someOf } from '../markdown.js';
import { copyNames } from '../names.js';

export function documentReadme(assessment: Assessment, context: WriteContext): string {
  return `${[
    title(assessment),
    risk(assessment, context),
    what(assessment),
    evidence(assessment, context),
    blockers(assessment),
    leftAlone(assessment),
    howTo(assessment, context),
    limits(assessment),
  ]
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

const KINDS = {
  managed_policy: 'the managed policy',
  inline_policy: 'the inline policy',
  permission_set: 'the permission set',
  aws_managed_policy: 'the AWS managed policy',
} as const;

function title({ subject, removed }: Assessment): string {
  const owner = subject.ownerArn === null ? '' : ` of ${code(subject.ownerArn)}`;
  return `# Remove ${counted(removed.length, 'unused action')} from ${KINDS[subject.kind]} ${code(subject.name)}${owner}`;
}

/** What whoever signs it has to know first. */
function risk({ subject, removed }: Assessment, { date, days, expiresOn }: WriteContext): string {
  const place = subject.accountId === null ? 'all its accounts' : `account ${subject.accountId}`;
  const unknown = removed.filter(({ grantAge }) => grantAge !== 'KNOWN').length;
  const uses = subject.holders.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).sort();
  const last = uses.at(-1);
  const unused = subject.holders.length - uses.length;
  return `**Risk:** anyone in ${place} who needs one of these actions so rarely that IAM no longer remembers the last use will be denied as soon as the change is applied.

${[
  `based on the snapshot of ${date}; can be applied until ${expiresOn}. Nothing has changed yet`,
  last === undefined
    ? 'no holder is known to have used anything'
    : `last known use of anything by a holder: ${last.slice(0, 16)} UTC${unused > 0 ? `; no known use by ${counted(unused, 'holder')}` : ''}`,
  unknown === 0
    ? `earlier snapshots show that all of these actions have been granted for the ${days} days`
    : `for ${unknown} of ${counted(removed.length, 'action')}, no snapshot shows the grant for the ${days} days: a holder may have received them since`,
  `before you close this: ${testsOf(subject)}, and watch for denials for 30 days`,
]
  .map((line) => `- ${line}`)
  .join('\n')}`;
}

/** What whoever applies it tries afterwards. */
function testsOf({ kind, holders, ownerArn }: Subject): string {
  if (kind === 'permission_set') return 'sign in with the permission set in one account and do what its users do';
  if (ownerArn !== null) return `run every job and page that runs as ${code(ownerArn)}, including month-end jobs`;
  const [first] = holders;
  const who = first === undefined ? 'a holder' : code(first.arn);
  const others = holders.length > 1 ? ` and ${counted(holders.length - 1, 'more holder')}` : '';
  return `run every job and page that runs as ${who}${others}, including month-end jobs`;
}

function what(assessment: Assessment): string {
  const { removed, servicesRemoved, after, before, subject, parts } = assessment;
  const byService = removed.filter(({ grade }) => grade === 'service');
  const unused = namespacesOf(byService);
  const unproven = removed.filter(({ grade }) => grade === 'unproven');
  const byAction = removed.filter(({ grade }) => grade === 'action');
  const size = (texts: readonly string[]): number => texts.reduce((total, text) => total + compactLength(text), 0);
  const wide = parts.some(({ proposal }) => proposal?.dropsUnknownNamespaces);
  return list('## What is removed', [
    byService.length > 0 &&
      `${counted(byService.length, 'action')} of services that no holder used: ${some(unused, 20)}${nothingStays(unused, servicesRemoved)}`,
    unproven.length > 0 &&
      `${counted(unproven.length, 'action')} of services whose use the lake cannot show, removed because you asked for it: ${names(unproven)}`,
    byAction.length > 0 &&
      `${counted(byAction.length, 'unused action')} of services that are in use: ${names(byAction)}`,
    `\`reasons.csv\` lists all of them with their evidence, \`change.diff\` shows the change: ${size(before === null ? [] : [before])} characters become ${size(after)}`,
    after.length === 0 && 'nothing is left, so the policy will be detached',
    wide && 'an entry for all services becomes a list: services that AWS adds later will not be granted',
    subject.kind === 'aws_managed_policy' &&
      after.length > 0 &&
      `a copy, ${some(copyNames(assessment), 3)}, replaces the AWS managed policy: it will not receive AWS's later changes`,
  ]);
}

/** Of which of these services the document grants nothing more. */
function nothingStays(services: readonly string[], gone: readonly string[]): string {
  if (gone.length === 0) return '';
  return gone.length === services.length ? '; nothing of them stays' : `; nothing stays of ${some(gone, 20)}`;
}

function names(actions: readonly RemovedAction[]): string {
  return some(
    actions.map(({ action }) => action),
    15,
  );
}

function evidence(assessment: Assessment, { date, days }: WriteContext): string {
  const { subject, holdersYoung, holdersWithEvidence, holdersUnmeasured, holdersGone, keptForGone, removed } =
    assessment;
  const known = (age: string): number => removed.filter(({ grantAge }) => grantAge === age).length;
  const gone = [...keptForGone]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, arn]) => `${code(what)} (${code(arn)})`);
  return list('## Evidence', [
    `the snapshot of ${date} and what earlier snapshots show for the ${days} days before it`,
    `${counted(subject.holders.length, 'holder')}: ${some(
      subject.holders.map(({ arn }) => arn),
      10,
    )}`,
    holdersYoung > 0 &&
      `${holdersYoung} of them younger than ${days} days; ${holdersWithEvidence} with evidence for all ${days} days`,
    holdersUnmeasured > 0 && `${holdersUnmeasured} of them not measured`,
    holdersGone.length > 0 && `former holders: ${some(holdersGone, 5)}`,
    gone.length > 0 && `kept, because former holders used it: ${someOf(gone, 10)}`,
    `granted for at least ${days} days: ${counted(known('KNOWN'), 'action')}; by a policy that is at least that old, but attached at an unknown time: ${known('BOUNDED')}; unknown: ${known('UNKNOWN')}`,
    'a denied attempt counts as a use',
  ]);
}

function blockers({ blockers: all }: Assessment): string {
  if (all.length === 0) return '';
  const lines = all.map(({ id, code: kind, subject, removableWithout, growth }) => {
    const grown =
      growth &&
      ` Between ${growth.from} and ${growth.to}, AWS added ${counted(growth.actions, 'action')} to these services.`;
    return `${code(id)}: ${BLOCKERS[kind]}: ${code(subject)}.${grown ?? ''} Without this blocker, ${counted(removableWithout, 'action')} could be removed.`;
  });
  return `${list('## Blockers to accept first', lines)}

\`apply.sh\` will not run until every ID above is in the accept file, with a reason, an owner and an expiry date
(\`--accept\` of \`propose\` writes it), and you have proposed again with \`--accept-file\`.`;
}

const BLOCKERS = {
  holder_not_measured: 'a holder was not measured, and is treated as if it used nothing',
  account_not_measured: 'an account was not measured, and may hold it too',
  attachments_missing: 'IAM counts more attachments than the lake knows of',
  young_holder: 'a holder is younger than the evidence period',
  young_set: 'every role of the permission set is younger than the evidence period',
  young_document: 'the policy changed within the evidence period, and no snapshot shows what it said before',
  blind_holder: 'a holder works, or may work, in a Region that IAM does not track, so what it used there is unknown',
  unlisted_use: 'a holder was last used later than any of its rows shows, so what it used is unknown',
  owned_elsewhere: 'something else seems to manage the document, and would undo the change',
  acts_through:
    'a holder creates or updates things through a service that acts with its permissions: what that calls may not show as a use',
  reference_old:
    'a narrowed wildcard may have matched actions that the list of actions lacks; one acceptance covers all documents',
} as const;

function leftAlone({ subject, parts }: Assessment): string {
  const kept = parts.flatMap(({ proposal }) => proposal?.keptWhole ?? []);
  const staying = parts.flatMap(({ part, reason }) => (reason === null ? [] : `${code(part.name)} (${STAYS[reason]})`));
  const narrowed = parts.reduce((total, { proposal }) => total + (proposal?.wildcardsNarrowed ?? 0), 0);
  const { deny, not_action, not_resource, forwarded, self_service } = leftAloneOf(subject);
  return list('## What is left alone', [
    `statements kept byte for byte: ${deny} with Deny, ${not_action} with NotAction, ${not_resource} with NotResource; the conditions, resources, Sids and order of the others are kept too`,
    forwarded > 0 &&
      `${counted(forwarded, 'statement')} kept byte for byte, because a condition asks through which AWS service the call comes: such a call may not show as a use`,
    self_service > 0 &&
      `${counted(self_service, 'statement')} kept byte for byte, because people look after their own credentials with ${self_service === 1 ? 'it' : 'them'}`,
    'actions that IAM does not track, in services that are in use; actions that hand over permissions, such as iam:PassRole',
    staying.length > 0 && `policies of the set that are not changed: ${staying.join(', ')}`,
    kept.length > 0 && `services kept whole, because the text would be too long otherwise: ${some(kept, 10)}`,
    narrowed > 0 &&
      `${counted(narrowed, 'wildcard')} became narrower: matching actions that AWS adds later will not be granted`,
    subject.leftOut.length > 0 &&
      `${counted(subject.leftOut.length, 'holder')} that ${subject.leftOut.length === 1 ? 'keeps' : 'keep'} the AWS managed policy: ${someOf(
        subject.leftOut.map(({ arn, reason }) => `${code(arn)} (${reason})`),
        5,
      )}`,
  ]);
}

const STAYS = {
  nothing_removable: 'nothing in it can be removed',
  does_not_fit: 'the rest would not fit in the inline policy',
  other_version: 'its Version differs from that of the inline policy',
  excepted_policy: 'an exception names it',
  least_gain: "it would lose too little for a copy, which AWS's later changes no longer reach",
  customer_managed: 'it belongs to the accounts, as a separate document',
} as const;

function howTo({ subject }: Assessment, { expiresOn, isExpired }: WriteContext): string {
  if (isExpired) {
    return '## How to apply it\n\nThe snapshot is older than 30 days: export and propose again. There is no `apply.sh`.';
  }
  const who = subject.ownerArn ?? subject.name;
  const tags = ownersOf(subject);
  const told = tags.length > 0 ? ` (its holders have the tags ${some(tags, 5)})` : '';
  return list('## How to apply it', [
    `ask the owner of ${code(who)}${told}: a job that runs once a year looks the same as one that nobody needs`,
    `\`./apply.sh --dry-run\`, then \`./apply.sh\`, until ${expiresOn}; it refuses if the document or its holders have changed, and ${
      subject.kind === 'permission_set'
        ? 'requires a recheck within the last 24 hours'
        : 'asks IAM again what each holder used'
    }`,
    'after an interruption, run the same script again: it continues where it stopped',
    '`./rollback.sh` restores what was there before',
    'the smallest policy that each script needs is in `apply.permissions.json`, `rollback.permissions.json` or `denials.permissions.json`; anyone who is allowed to apply can become an administrator',
    'watch for denials for 30 days: with `cloudtrail.sql` in Athena, or `./denials.sh <day of the change>` in each account',
  ]);
}

/** Tags of the holders that tell whom to ask. */
function ownersOf({ holders }: Subject): string[] {
  const isOwner = (key: string): boolean => /owner|team|contact|squad|e-?mail/i.test(key);
  const tags = holders.flatMap(({ tags: own }) => Object.entries(own).filter(([key]) => isOwner(key)));
  return [...new Set(tags.map(([key, value]) => `${key}=${value}`))];
}

function limits({ escalations }: Assessment): string {
  return list('## What the proof does not cover', [
    'it covers what the documents grant, not what a boundary, an SCP or a resource policy allows or denies',
    'breakage does not show in the lake: an action that is no longer granted has no row, and neither do its denials',
    escalations.length > 0 &&
      `its holders are still administrators, through ${some(escalations, 3)}: they can grant themselves everything again. Ask the owner whether they have to change permissions: if not, remove these actions by hand; if they have to, set a permissions boundary`,
  ]);
}

function list(heading: string, items: readonly (string | false)[]): string {
  const lines = items.filter((item) => item !== false).map((item) => `- ${item}`);
  return `${heading}\n\n${lines.join('\n')}`;
}

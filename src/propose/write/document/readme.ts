/** README.md of a document: for a ticket or a pull request, in the words of its owner. */
import { compactLength } from '../../../policy/json.js';
import type { Assessment, RemovedAction } from '../../assess/assessment.js';
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
  aws_managed_policy: "AWS's policy",
} as const;

function title({ subject, removed }: Assessment): string {
  const owner = subject.ownerArn === null ? '' : ` of ${code(subject.ownerArn)}`;
  return `# Take ${counted(removed.length, 'unused action')} out of ${KINDS[subject.kind]} ${code(subject.name)}${owner}`;
}

/** What whoever signs it has to know first. */
function risk({ subject, removed }: Assessment, { date, expiresOn }: WriteContext): string {
  const place = subject.accountId === null ? 'all its accounts' : `account ${subject.accountId}`;
  const unknown = removed.filter(({ grantAge }) => grantAge !== 'KNOWN').length;
  const uses = subject.holders.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).sort();
  const last = uses.at(-1);
  const unused = subject.holders.length - uses.length;
  return `**Risk:** anyone who needs one of these actions less often than IAM remembers is denied from the moment of the change, in ${place}.

${[
  `snapshot of ${date}; the scripts apply until ${expiresOn}. Nothing has changed yet`,
  last === undefined
    ? 'no use of anything by a holder is known'
    : `last known use of anything by a holder: ${last.slice(0, 16)} UTC${unused > 0 ? `; of ${counted(unused, 'holder')} none is known` : ''}`,
  unknown === 0
    ? 'earlier snapshots show since when all of these actions are granted'
    : `for ${unknown} of ${counted(removed.length, 'action')} nobody knows since when they are granted: a holder may have got them yesterday`,
  `before you close this: ${testsOf(subject)}, and look for denials for 30 days`,
]
  .map((line) => `- ${line}`)
  .join('\n')}`;
}

/** What whoever applies it tries afterwards. */
function testsOf({ kind, holders, ownerArn }: Subject): string {
  if (kind === 'permission_set') return 'sign in with the permission set in one account and do what its people do';
  if (ownerArn !== null) return `run every job and page that works as ${code(ownerArn)}, those of a month end too`;
  const [first] = holders;
  const who = first === undefined ? 'a holder' : code(first.arn);
  const others = holders.length > 1 ? ` and as ${holders.length - 1} more` : '';
  return `run every job and page that works as ${who}${others}, those of a month end too`;
}

function what(assessment: Assessment): string {
  const { removed, servicesRemoved, after, before, subject, parts } = assessment;
  const byService = removed.filter(({ grade }) => grade === 'service');
  const unproven = removed.filter(({ grade }) => grade === 'unproven');
  const byAction = removed.filter(({ grade }) => grade === 'action');
  const size = (texts: readonly string[]): number => texts.reduce((total, text) => total + compactLength(text), 0);
  const wide = parts.some(({ proposal }) => proposal?.dropsUnknownNamespaces);
  return list('## What goes', [
    byService.length > 0 &&
      `${counted(byService.length, 'action')} of services that no holder used, ${counted(servicesRemoved.length, 'service')} altogether: ${some(servicesRemoved, 20)}`,
    unproven.length > 0 &&
      `${counted(unproven.length, 'action')} of services for which the lake could not show a use, removed because you asked for it: ${names(unproven)}`,
    byAction.length > 0 &&
      `${counted(byAction.length, 'unused action')} of services that are in use: ${names(byAction)}`,
    `all of them with their evidence: \`reasons.csv\`; the change: \`change.diff\`; ${size(before === null ? [] : [before])} characters become ${size(after)}`,
    after.length === 0 && 'nothing is left, so the policy is to be detached',
    wide && 'an entry for all services becomes a list: services that AWS adds later are no longer granted',
    subject.kind === 'aws_managed_policy' &&
      `a copy, ${some(copyNames(assessment), 3)}, takes the place of AWS's policy: changes that AWS makes to it no longer arrive`,
  ]);
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
  return list('## On what evidence', [
    `the snapshot of ${date} and what earlier snapshots know of the ${days} days before it`,
    `${counted(subject.holders.length, 'holder')}: ${some(
      subject.holders.map(({ arn }) => arn),
      10,
    )}`,
    holdersYoung > 0 && `${holdersYoung} of them younger than ${days} days; ${holdersWithEvidence} with the days`,
    holdersUnmeasured > 0 && `${holdersUnmeasured} of them not measured`,
    holdersGone.length > 0 && `who held it and does not any more: ${some(holdersGone, 5)}`,
    gone.length > 0 && `what they used stays: ${someOf(gone, 10)}`,
    `how long the grants are known to exist: ${known('KNOWN')} for the days, ${known('BOUNDED')} not known since when the policy is attached, which is that old itself, ${known('UNKNOWN')} not known at all`,
    'an attempt that was denied counts as a use',
  ]);
}

function blockers({ blockers: all }: Assessment): string {
  if (all.length === 0) return '';
  const lines = all.map(({ id, code: kind, subject, removableWithout, growth }) => {
    const grown =
      growth &&
      ` From ${growth.from} to ${growth.to} AWS added ${counted(growth.actions, 'action')} to these services.`;
    return `${code(id)}: ${BLOCKERS[kind]}: ${code(subject)}.${grown ?? ''} Without it ${counted(removableWithout, 'action')} could go.`;
  });
  return `${list('## What must be accepted first', lines)}

\`apply.sh\` will not run until every id above is in the accept file, with reason, owner and expiry
(\`access-lake propose --accept\` writes it), and you have proposed again with \`--accept-file\`.`;
}

const BLOCKERS = {
  holder_not_measured: 'a holder was not measured, and counts as if it used nothing',
  account_not_measured: 'an account was not measured, and may hold it too',
  attachments_missing: 'IAM counts more attachments than the lake knows',
  young_holder: 'a holder is younger than the days',
  young_set: 'every role of the permission set is younger than the days',
  young_document: 'the policy changed within the days, and no snapshot shows what it said before',
  blind_holder: 'a holder works, or may work, in a Region that IAM does not track, so its uses there are not known',
  unlisted_use: 'a holder was used later than any of its rows shows, so what it used is not known',
  owned_elsewhere: 'something else seems to write the document, and would write it back',
  acts_through_cloudformation: 'a holder changes stacks, which act with its rights: what they call may show as no use',
  reference_old:
    'a wildcard that became narrower may have named actions that the list lacks; one acceptance is for all documents',
} as const;

function leftAlone({ subject, parts }: Assessment): string {
  const kept = parts.flatMap(({ proposal }) => proposal?.keptWhole ?? []);
  const staying = parts.flatMap(({ part, reason }) => (reason === null ? [] : `${code(part.name)} (${STAYS[reason]})`));
  const narrowed = parts.reduce((total, { proposal }) => total + (proposal?.wildcardsNarrowed ?? 0), 0);
  const { deny, not_action, not_resource } = leftAloneOf(subject.parts.map(({ text }) => text));
  return list('## What is left alone', [
    `statements that stay byte for byte: ${deny} with Deny, ${not_action} with NotAction, ${not_resource} with NotResource; conditions, resources, Sids and order of the others, too`,
    'actions that IAM does not track, in services that are in use; actions that hand rights over, such as iam:PassRole',
    staying.length > 0 && `policies of the set that stay as they are: ${staying.join(', ')}`,
    kept.length > 0 && `services that stay whole, for without them the text would be too long: ${some(kept, 10)}`,
    narrowed > 0 &&
      `${counted(narrowed, 'wildcard')} became narrower: what AWS adds to them later is no longer granted`,
    subject.leftOut.length > 0 &&
      `${counted(subject.leftOut.length, 'holder')} that ${subject.leftOut.length === 1 ? 'keeps' : 'keep'} AWS's text: ${someOf(
        subject.leftOut.map(({ arn, reason }) => `${code(arn)} (${reason})`),
        5,
      )}`,
  ]);
}

const STAYS = {
  nothing_removable: 'nothing of it can be removed',
  does_not_fit: 'what is left would not fit into the inline policy',
  other_version: 'its Version is not that of the inline policy',
  excepted_policy: 'an exception names it',
  customer_managed: 'of the accounts: a separate document',
} as const;

function howTo({ subject }: Assessment, { expiresOn, isExpired }: WriteContext): string {
  if (isExpired) {
    return '## How to apply it\n\nThe snapshot is older than 30 days: export again, and propose again. There is no `apply.sh`.';
  }
  const who = subject.ownerArn ?? subject.name;
  const tags = ownersOf(subject);
  const told = tags.length > 0 ? ` (its holders have the tags ${some(tags, 5)})` : '';
  return list('## How to apply it', [
    `ask the owner of ${code(who)}${told}: a job that runs once a year looks the same as a permission that nobody needs`,
    `\`./apply.sh --dry-run\`, then \`./apply.sh\`, until ${expiresOn}; it refuses where the document, or who holds it, is another by now, and ${
      subject.kind === 'permission_set'
        ? 'wants a recheck of the last 24 hours'
        : 'asks IAM again what each holder used'
    }`,
    'after an interruption run the same script again: it goes on where it stopped',
    '`./rollback.sh` puts back what was there',
    'the smallest policy that runs each script is in `apply.permissions.json`, `rollback.permissions.json` and `denials.permissions.json`; anyone who may apply can become an administrator',
    'watch for denials for 30 days: `cloudtrail.sql` for Athena, or `./denials.sh <day of the change>` in each account',
  ]);
}

/** Tags of the holders that tell whom to ask. */
function ownersOf({ holders }: Subject): string[] {
  const isOwner = (key: string): boolean => /owner|team|contact|squad|e-?mail/i.test(key);
  const tags = holders.flatMap(({ tags: own }) => Object.entries(own).filter(([key]) => isOwner(key)));
  return [...new Set(tags.map(([key, value]) => `${key}=${value}`))];
}

function limits({ residualAdmin }: Assessment): string {
  return list('## What the proof does not say', [
    'it speaks of rights that the documents give, not of what a boundary, an SCP or a resource policy allows or denies',
    'breakage does not show in the lake: an action that is no longer granted has no row, so neither have its denials',
    residualAdmin && 'what stays can change IAM policies: who holds it can give itself everything back',
  ]);
}

function list(heading: string, items: readonly (string | false)[]): string {
  const lines = items.filter((item) => item !== false).map((item) => `- ${item}`);
  return `${heading}\n\n${lines.join('\n')}`;
}

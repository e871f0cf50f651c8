/** README.md of a whole proposal: every document, ranked by the power that goes. */

import { accessLake } from '../../model/commands/command-line.js';
import { POWERS } from '../../policy/power.js';
import type { IndexEntry } from './index/entry.js';
import type { AppliedEntry, Index, StoredOptions } from './index/file.js';
import { code, counted, some } from './markdown.js';

/** What does more than read, the greatest first. */
const CHANGING = POWERS.filter((power) => power !== 'reads');

/** Those with files, and what holders really lose by them: the greatest power first, then number. */
export function ranked(documents: readonly IndexEntry[]): IndexEntry[] {
  const power = ({ gain }: IndexEntry): readonly number[] =>
    gain === null ? [0] : [...CHANGING.map((own) => gain[`actions_lost_${own}`]), gain.actions_lost];
  const more = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((number, place) => number !== b[place]);
    return at < 0 ? 0 : (b[at] as number) - (a[at] as number);
  };
  return documents
    .filter(({ id, status }) => id !== null && status !== 'retire')
    .sort((a, b) => more(power(a), power(b)));
}

export function summaryReadme(index: Index, isExpired: boolean): string {
  const { documents, snapshot_date, days, expires_on, options, applied } = index;
  const statuses = ['proposed', 'conditional', 'unchanged', 'refused', 'retire', 'withdrawn', 'applied'] as const;
  const counts = statuses
    .map((status) => [documents.filter((one) => one.status === status).length, status] as const)
    .filter(([number, status]) => number > 0 || status === 'proposed')
    .map(([number, status]) => `${number} ${status}`);
  const ranks = ranked(documents);
  return `# Smaller policies, from the snapshot of ${snapshot_date}

${counted(documents.length, 'document')}: ${counts.join(', ')}.
Evidence from ${days} days. ${isExpired ? 'The snapshot is older than 30 days: export again before you apply anything.' : `Can be applied until ${expires_on}.`}
Nothing has changed yet: each folder holds a smaller document with its proof, and scripts to apply it and to roll it
back. \`index.json\` holds all of this for programs, with the reasons why documents are unchanged or refused.
${appliedText(applied)}
${exceptionsText(options)}

Ranked by the power removed. The numbers count the actions that at least one holder really loses once everything is
applied: actions that another policy of the holder still grants are not counted. Where holders are still administrators,
actions that they keep can grant everything again: the README of the document names them, and says what to do.

| document | name | account | status | blockers | still administrator | administrator | escalates | changes policies | writes | actions | holders that lose actions | all holders |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${ranks.slice(0, MOST_RANKED).map(row).join('\n')}
${moreRanked(ranks.length)}${newerListText(documents)}${retireText(documents)}${differencesText(documents)}${unprovenText(documents)}${leftAloneText(index)}`;
}

/** So many can be read; index.json has all, for a program that lists more. */
const MOST_RANKED = 50;
/** Python is what the scripts need, too; a name is written as JSON has it. */
const ALL_RANKED = `python3 -Ic 'import json; [print(d["id"], json.dumps(d["name"])[1:-1], d["status"]) for d in json.load(open("index.json"))["documents"] if d["gain"]]'`;

function moreRanked(number: number): string {
  if (number <= MOST_RANKED) return '';
  return `\nAnd ${number - MOST_RANKED} more. \`index.json\` has them all, and this lists them in this folder:\n\n    ${ALL_RANKED}\n`;
}

function newerListText(documents: readonly IndexEntry[]): string {
  return newerListLines(documents)
    .map((line) => `\n${line}\n`)
    .join('');
}

/** How many documents wait for a newer list of actions, and of how many nothing else is asked: a line, or none. */
export function newerListLines(documents: readonly IndexEntry[]): string[] {
  const conditional = documents.filter(({ status }) => status === 'conditional');
  const codes = conditional.map(({ blockers }) => new Set(blockers.map((one) => one.code)));
  const asked = codes.filter((own) => own.has('reference_old'));
  if (asked.length === 0) return [];
  const freed = asked.filter(({ size }) => size === 1).length;
  return [
    `One newer list of AWS's actions (\`--reference\`) answers \`reference_old\`, a blocker of ${counted(asked.length, 'document')}, and frees ${counted(freed, 'document')} without another blocker.`,
  ];
}

/** No smaller text: whoever holds it is to go. */
function retireText(documents: readonly IndexEntry[]): string {
  const lines = documents
    .filter(({ status }) => status === 'retire')
    .map(({ id, name, account_id }) => `- [${id}](${id}/README.md): ${code(name)}, ${account_id}`);
  if (lines.length === 0) return '';
  return `
To retire: nobody used the roles that hold these. Each README says how to quarantine them, what to watch for, and
what cannot be restored after deletion:

${lines.join('\n')}
`;
}

/** Permission sets whose accounts do not have the same texts: nothing is proposed until they are provisioned alike. */
function differencesText(documents: readonly IndexEntry[]): string {
  const lines = documents.flatMap(({ name, differences }) =>
    differences.map(({ part, sha256, account_ids }) => {
      const hash = sha256 === null ? 'no text' : `sha256 ${sha256.slice(0, 8)}`;
      return `- ${code(name)}, ${code(part)}, ${hash}: ${some(account_ids, 10)}`;
    }),
  );
  if (lines.length === 0) return '';
  return `
Refused, because their accounts do not have the same text. Provision the permission set again, then export and propose again:

${lines.join('\n')}
`;
}

/** Documents that might become smaller, and for which no proof could be had. */
function unprovenText(documents: readonly IndexEntry[]): string {
  return UNPROVEN.map(([reason, says]) => {
    const lines = documents
      .filter((one) => one.reason === reason)
      .map(({ name, account_id, detail }) => `- ${code(name)}, ${account_id ?? 'all accounts'}: ${code(detail ?? '')}`);
    return lines.length === 0 ? '' : `\n${says}:\n\n${lines.join('\n')}\n`;
  }).join('');
}

/** Reasons of documents that are refused for want of a proof, and what to do. */
const UNPROVEN = [
  ['too_complex', 'Refused, because their patterns are too complex to check. Review them by hand'],
  [
    'not_proven',
    'Refused, because the proof of their own proposal failed. This is a bug in Access Lake: please report it with these lines',
  ],
] as const;

function row({ id, name, account_id, status, blockers, residual_admin, gain, holders }: IndexEntry): string {
  const powers = CHANGING.map((own) => gain?.[`actions_lost_${own}`] ?? 0);
  const shown = [
    code(name).replaceAll('|', '\\|'),
    account_id === null ? 'all accounts' : code(account_id).replaceAll('|', '\\|'),
    status,
    blockers.length,
    residual_admin ? 'yes' : 'no',
    ...powers,
    gain?.actions_lost ?? 0,
    gain?.holders ?? 0,
    holders,
  ];
  return `| [${id}](${id}/README.md) | ${shown.join(' | ')} |`;
}

function appliedText(applied: readonly AppliedEntry[]): string {
  if (applied.length === 0) return '';
  const actions = applied.reduce((total, { actions_leave_text }) => total + actions_leave_text, 0);
  return `\n${counted(applied.length, 'document')} from earlier proposals ${applied.length === 1 ? 'is' : 'are'} now in force: ${counted(actions, 'action')} removed.\n`;
}

/** What nobody excepts, and no proposal touches: whoever may give names, or write trust policies, chooses what is here. */
function leftAloneText({ documents, left_alone }: Index): string {
  const left = documents.filter(({ reason }) => reason === 'left_alone');
  const ofAws = left.filter(({ kind }) => kind === 'aws_managed_policy').length;
  const naming = [...new Set([...left.flatMap(namingCalls), ...(left_alone.length > 0 ? ['iam:CreateRole'] : [])])];
  if (left.length + left_alone.length === 0) return '';
  const lines = [
    ...left.map(
      ({ name, account_id, detail }) => `- ${code(name)}, ${account_id ?? 'all accounts'}: ${code(detail ?? '')}`,
    ),
    ...left_alone.map(({ arn, why }) => `- ${code(arn)}: ${code(why)}`),
  ];
  const more = lines.length > MOST_LEFT_ALONE ? `\n- and ${lines.length - MOST_LEFT_ALONE} more: \`index.json\`` : '';
  return `
Left alone by default: ${counted(ofAws, 'AWS document')}, ${counted(left.length - ofAws, 'document')} of yours and ${counted(left_alone.length, 'principal')}. \`--release <name>\` treats one like any other. A name or
a trust policy is no proof: anyone who can make the call that gives it could have chosen it.${whoNamed(naming)}

${lines.slice(0, MOST_LEFT_ALONE).join('\n')}${more}
`;
}

const MOST_LEFT_ALONE = 50;

/** Calls by which somebody could have given the document, or the group that grants it, its name. */
function namingCalls({ kind, owner_arn }: IndexEntry): string[] {
  if (kind === 'permission_set') return ['sso:CreatePermissionSet'];
  if (kind === 'managed_policy') return ['iam:CreatePolicy', 'iam:CreateGroup', 'sso:CreatePermissionSet'];
  if (kind === 'aws_managed_policy') return [];
  const type = /:(user|role|group)\//.exec(owner_arn ?? '')?.[1] ?? 'role';
  const put = `iam:Put${type.charAt(0).toUpperCase()}${type.slice(1)}Policy`;
  return type === 'group' ? [put, 'iam:CreateGroup'] : [put];
}

function whoNamed(actions: readonly string[]): string {
  if (actions.length === 0) return '';
  const commands = [...actions].sort().map((action) => code(whoUsed(action)));
  return ` The lake says who did:\n${commands.join(',\n')}.`;
}

function whoUsed(action: string): string {
  return accessLake(['query', 'users_of', '--action', action, '--destination', 'LAKE']);
}

function exceptionsText({ exceptions: { principals, actions, policies, tags } }: StoredOptions): string {
  const told = (says: string, names: readonly string[]): string =>
    names.length > 0 ? ` ${says} ${some(names, 20)}.` : '';
  const kept = `${told('Principals that keep everything, by name:', principals)}${told('Principals that keep everything, by tag:', tags)}`;
  const all = `${kept}${told('Policies that are kept:', policies)}${told('Actions that are kept:', actions)}`;
  return `Exceptions:${all === '' ? ' none.' : all}`;
}

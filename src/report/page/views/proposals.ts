/** Smaller policies, as `access-lake propose` writes them: for a user or role, a policy or a permission set. */
import { escapeForTerminal, escapeLinesForTerminal } from '../../../model/escape.js';
import { jsonencodeOf } from '../../../policy/terraform.js';
import { command, copyButton } from '../copy.js';
import { type Child, h, outside } from '../dom.js';
import { figure, figured, listLength } from '../figure.js';
import type { Opened } from '../opened.js';
import { type Page, proposeOf } from '../page.js';
import { POWER_WORDS } from '../words.js';
import type { Power } from './tasks/powers.js';
import { proposedFor, residualOf, stillAdministrator } from './tasks/proposed.js';
import { rowsAbout, type Subject } from './tasks/task-rows.js';

export interface ShownProposals {
  readonly element: HTMLElement;
  /** What the texts take of what the task does, which may be less; empty: the file does not say. */
  readonly delivers: (powers: readonly Power[]) => readonly Child[];
  /** The new policy, where there is just one. */
  readonly policy: string | undefined;
}

/** Of a subject the documents that its task makes smaller, each once; undefined where it has another task. */
export async function proposalsOf(page: Page, subject: Subject): Promise<ShownProposals | undefined> {
  const [work, documents, holders] = await Promise.all([
    page.sheets.open('worklist'),
    page.sheets.open('proposals'),
    page.sheets.open('proposal_holders'),
  ]);
  const rows = proposedFor({ work, documents, holders }, subject);
  if (rows === undefined) return undefined;
  const [only] = rows;
  const policy = only === undefined || rows.length > 1 ? '' : documents.text('after', only);
  const tasks = rowsAbout(work, subject);
  const counted = tasks.length === 0 ? undefined : sum(work, 'actions_removable', tasks);
  const isWhole = (page.summary.left.proposals ?? 0) === 0 && documents.rows > 0;
  const isOnlyRead = rows.length === 0 && tasks.length > 0 && tasks.every((row) => work.number('risk', row) === READS);
  return {
    element: section(page, documents, rows, { subject, counted, isWhole, isOnlyRead }),
    delivers: (powers) =>
      rows.length === 0 && (!isWhole || isOnlyRead) ? [] : delivered(documents, rows, { powers, counted }),
    policy: policy === '' ? undefined : policy,
  };
}

/** The risk of a task that takes away only what reads. */
const READS = 1;

interface About {
  readonly subject: Subject;
  /** Actions that its task takes away; undefined: there is no task. */
  readonly counted: number | undefined;
  /** The file holds every proposal, so that a subject without one has none. */
  readonly isWhole: boolean;
  /** What its task takes away only reads: for that alone no proposal is made unless somebody asks for it. */
  readonly isOnlyRead: boolean;
}

/** Kinds without which a holder has less power, not only fewer actions. */
const GREAT = ['administrator', 'escalates', 'changes_policies'];

interface Taken {
  readonly powers: readonly Power[];
  readonly counted: number | undefined;
}

function delivered(documents: Opened, rows: readonly number[], { powers, counted }: Taken): Child[] {
  const [only] = rows;
  if (only === undefined) return ['no smaller text is proposed: what it holds has to be changed by hand'];
  const taken = new Set(rows.flatMap((row) => powersOf(documents, row).map(([kind]) => kind)));
  const kept = powers.flatMap(({ kind }) => (GREAT.includes(kind) && !taken.has(kind) ? [POWER_WORDS[kind]] : []));
  const actions = documents.number('actions_leave_text', only);
  const noun = ['action', 'actions', subjectOf(documents, only)] as const;
  const isMore = counted !== undefined && (actions ?? 0) > counted;
  return [
    ...(rows.length === 1
      ? ['a smaller text takes ', ...figured('actions_leave_text', actions, noun), ' away']
      : [listLength(rows.length, 'smaller text'), ' remove it']),
    isMore && rows.length === 1 && ', with those of whole services that IAM does not track',
    kept.length > 0 && `; none of them is of the kind ${kept.join(' or ')}: those have to be removed by hand`,
    ...stillWords(residualOf(documents, rows)),
  ];
}

/** A holder that keeps one of these can give itself everything again, whatever else goes. */
function stillWords(actions: readonly string[]): Child[] {
  if (actions.length === 0) return [];
  return [
    `; ${stillAdministrator(actions)}. Ask the owner whether its holders have to change permissions: if not, remove these actions by hand; if they have to, set a permissions boundary`,
  ];
}

/** Where nothing is proposed, why. */
const BY_HAND =
  'No text is proposed. What can be removed comes from statements that are not changed, such as those with NotAction, or from a policy that somebody else needs as it is. The reason for each document: ';
const NOTHING_YET = 'Nothing that it holds can be removed yet, given the evidence so far. For the reasons: ';
const NOT_LOOKED_AT =
  'This file has smaller policies for the first tasks alone. This looks for one, and says in index.json why a document stays as it is: ';
const ONLY_READ =
  'All that can be removed only reads. Such documents get no smaller policy unless you ask for one, as this does: ';
/** Options without which nothing is proposed where only what reads would go. */
const ALSO_READS = ['--read-only', '--least-gain', '0'];
/** Why the numbers of a text are not those of the task. */
const OTHER_NUMBERS =
  'A text may lose different actions than the task counts: removing a whole service also removes those that IAM does not track, and some are kept because IAM limits the length of a text.';

function section(page: Page, documents: Opened, rows: readonly number[], about: About): HTMLElement {
  const { subject, counted, isOnlyRead } = about;
  const made = proposeOf(page.summary, subject, isOnlyRead ? ALSO_READS : []);
  const differs = rows.length > 0 && counted !== undefined && sum(documents, 'actions_leave_text', rows) !== counted;
  const words = rows.length === 0 ? whyNone(about) : 'With proof, scripts to apply it and to roll it back: ';
  return h(
    'section',
    { class: 'proposals' },
    h('h3', {}, 'Smaller policies'),
    differs && h('p', { class: 'quiet' }, OTHER_NUMBERS),
    ...rows.map((row) => document(page, documents, row, rows.length === 1)),
    h('p', { class: 'screen' }, words, command(made)),
  );
}

function whyNone({ counted, isWhole, isOnlyRead }: About): string {
  if (isOnlyRead) return ONLY_READ;
  if (!isWhole) return NOT_LOOKED_AT;
  return counted === undefined ? NOTHING_YET : BY_HAND;
}

function sum(sheet: Opened, column: string, rows: readonly number[]): number {
  return rows.reduce((total, row) => total + (sheet.number(column, row) ?? 0), 0);
}

const KINDS: Readonly<Record<string, string>> = {
  managed_policy: 'customer managed policy',
  inline_policy: 'inline policy',
  permission_set: 'permission set',
  aws_managed_policy: 'AWS managed policy, to be replaced by a copy',
};

function document(page: Page, documents: Opened, row: number, isOpen: boolean): HTMLElement {
  const blockers = documents.text('blockers', row).split('\n').filter(Boolean);
  const after = documents.text('after', row);
  const services = documents.text('services_removed', row);
  const holders = documents.number('holders', row) ?? 0;
  const subject = subjectOf(documents, row);
  return h(
    'details',
    { class: 'proposal', open: isOpen },
    h(
      'summary',
      {},
      outside(documents.text('name', row)),
      `, ${kindOf(documents, row)}`,
      ...inAccount(page, documents, row),
      ': ',
      ...figured('actions_leave_text', documents.number('actions_leave_text', row), [
        'action removed',
        'actions removed',
        subject,
      ]),
    ),
    h(
      'p',
      { class: 'quiet' },
      holders === 1
        ? 'One user or role holds it, nobody else.'
        : ['Held by ', figure('document_holders', holders, subject), ' users and roles: it changes for all of them.'],
    ),
    h('p', { class: 'quiet' }, ...powerWords(powersOf(documents, row), subject)),
    ...leftAlone(documents.number('left_alone', row) ?? 0, subject),
    ...blockersOf(blockers),
    services !== '' && wholeServices(services, subject),
    ...(after === ''
      ? [h('p', {}, 'Nothing is left of it: detach it or delete it.')]
      : newPolicy(documents, row, after)),
    h('details', {}, h('summary', {}, 'The change, line by line'), lines(documents.text('change', row))),
  );
}

/** A document in `data-subject`: its ARN, or whose it is and its name. */
function subjectOf(documents: Opened, row: number): string {
  return documents.text('arn', row) || `${documents.text('owner_arn', row)} ${documents.text('name', row)}`.trim();
}

/** Each kind that goes with its actions, the greatest first. */
function powersOf(documents: Opened, row: number): (readonly [kind: string, actions: string])[] {
  const kinds = documents.text('power', row).split(' ').filter(Boolean);
  return kinds.map((kind) => kind.split(':')).map(([kind = '', actions = '']) => [kind, actions]);
}

function powerWords(powers: readonly (readonly [kind: string, actions: string])[], subject: string): Child[] {
  const words = powers.flatMap(([power, actions], at): Child[] => {
    const number = figure(`actions_leave_text_${power}`, Number(actions), subject);
    return [at > 0 && ', ', number, ` ${POWER_WORDS[power] ?? power}`];
  });
  return words.length === 0 ? [] : ['By what they allow: ', ...words, '.'];
}

/** As JSON and as Terraform: one text, or several where one would be too long for IAM. */
function newPolicy(documents: Opened, row: number, after: string): HTMLElement[] {
  const texts = after.split(/\n(?=\{)/);
  const terraform = texts.map((text) => terraformOf(documents, row, text)).join('\n');
  return [
    copyButton('Copy the new policy', () => after),
    lines(after),
    h(
      'details',
      {},
      h('summary', {}, 'As Terraform'),
      copyButton('Copy for Terraform', () => terraform),
      lines(terraform),
    ),
  ];
}

/** The argument of the resource that holds such a document, with the document as its value. */
function terraformOf(documents: Opened, row: number, text: string): string {
  const kind = documents.text('kind', row);
  const owner = /:(user|role|group)\//.exec(documents.text('owner_arn', row))?.[1] ?? 'role';
  const [resource, argument] = RESOURCES[kind] ?? [`aws_iam_${owner}_policy`, 'policy'];
  const name = escapeForTerminal(documents.text('name', row));
  return `# ${resource}: ${name}\n${argument} = ${jsonencodeOf(text)}\n`;
}

const RESOURCES: Readonly<Record<string, readonly [resource: string, argument: string]>> = {
  managed_policy: ['aws_iam_policy', 'policy'],
  aws_managed_policy: ['aws_iam_policy, instead of the AWS managed policy', 'policy'],
  permission_set: ['aws_ssoadmin_permission_set_inline_policy', 'inline_policy'],
};

/** What such statements allow, nobody reads off an Action list: it stays, used or not. */
function leftAlone(statements: number, subject: string): HTMLElement[] {
  if (statements === 0) return [];
  const what = figured('statements_left_alone', statements, [
    'statement that allows',
    'statements that allow',
    subject,
  ]);
  const words = ' by NotAction or NotResource is not changed: it may allow more that nobody uses.';
  return [h('p', {}, h('strong', {}, 'Left alone'), ': ', ...what, words)];
}

/** A policy of AWS has a copy for each account. */
function inAccount({ accounts }: Page, documents: Opened, row: number): Child[] {
  if (documents.get('kind', row) !== 'aws_managed_policy') return [];
  const id = documents.text('account_id', row);
  return [' in ', outside(accounts.find((account) => account.id === id)?.name || id)];
}

/** Of an administrator hundreds: folded where they would hide the policy. */
function wholeServices(services: string, subject: string): HTMLElement {
  const number = services.split(', ').length;
  const words = figured('services_leave_text', number, [
    'whole service leaves its text',
    'whole services leave its text',
    subject,
  ]);
  return h('details', { open: number <= 12 }, h('summary', {}, ...words), h('p', {}, outside(services, 'wrap')));
}

function kindOf(documents: Opened, row: number): string {
  const kind = documents.text('kind', row);
  return KINDS[kind] ?? kind;
}

/** The codes of docs/proposals.md in words. */
const BLOCKERS: Readonly<Record<string, string>> = {
  holder_not_measured: 'what a holder uses is not known',
  account_not_measured: 'an account that may hold the set was not measured',
  attachments_missing: 'IAM counts more attachments than the lake knows of',
  young_holder: 'a holder is younger than the evidence period',
  young_set: 'every role of the set is younger than the evidence period',
  young_document: 'the policy changed within the evidence period, and no snapshot shows what it said before',
  blind_holder: 'a holder works, or may work, in a Region that IAM does not track',
  unlisted_use: 'a holder was last used later than any of its rows shows',
  owned_elsewhere: 'something else seems to manage the document, and would undo the change',
  acts_through: 'a holder creates or updates things through a service that acts with its permissions',
  reference_old: 'a narrowed wildcard may have matched actions that the list of actions lacks',
};

/** A blocker is `code: what it is about`. */
function blockerWords(blocker: string): string {
  const [code = '', ...about] = blocker.split(': ');
  return [BLOCKERS[code] ?? code, ...about].join(': ');
}

function blockersOf(blockers: readonly string[]): Child[] {
  if (blockers.length === 0) return [];
  const title = h('p', {}, h('strong', {}, 'Conditional'), ': it can be applied once somebody accepts this:');
  return [
    title,
    h('ul', { class: 'reasons' }, ...blockers.map((blocker) => h('li', {}, outside(blockerWords(blocker), 'wrap')))),
  ];
}

/** Longer texts are printed in columns. */
const LONG_LINES = 40;

function lines(text: string): HTMLElement {
  const isLong = text.split('\n').length > LONG_LINES;
  return h('pre', { tabindex: 0, class: isLong ? 'document long' : 'document' }, escapeLinesForTerminal(text));
}

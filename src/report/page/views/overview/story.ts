/** What happened since the last audit: what got better, what got worse, and who is behind it. */
import { type Child, h, link, outside } from '../../dom.js';
import { nameOf } from '../../list/columns.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { comparisonOf, type Opened, openSheet, rowsOf } from '../../sheets.js';
import { count, counted } from '../../words.js';
import { type Granted, grantedOf } from '../principals/principals.js';
import { cohortUnused, sumsOf } from './usage.js';

type Mood = 'better' | 'worse' | 'neither';
type Sentence = readonly [Mood, Child[]];

/** Names in one sentence; of more it says how many. */
const named = 5;

/** Nothing, of a lake with one snapshot. */
export async function story(page: Page, usage: Opened): Promise<HTMLElement[]> {
  const { dates, date } = page.summary;
  const from = dates.at(-2);
  if (from === undefined) return [];
  const sentences = [
    ...(await administrators()),
    ...figures(usage, from, date),
    ...principals(page, from, date),
    ...(await firstUses(page, from, date)),
  ];
  const title = h('h2', { id: 'story' }, `Since the last audit, ${from}`);
  const items = sentences.map(([mood, words]) => h('li', { class: mood }, ...words));
  return [
    h(
      'section',
      { class: 'story', 'aria-labelledby': 'story' },
      title,
      h('ul', {}, ...items),
      h('p', {}, link(hashOf('changes', `${from}..${date}`), 'All changes')),
    ),
  ];
}

/** Those of whom both audits know whether they may give themselves any right. */
async function administrators(): Promise<Sentence[]> {
  const [now, before] = await Promise.all([openSheet('administrators'), openSheet('administrators_before')]);
  const [after, earlier] = [grantedOf(now), grantedOf(before)];
  const became = [...after.granted].filter((arn) => !earlier.granted.has(arn) && !isUnknown(earlier, arn));
  const ceased = [...earlier.granted].filter((arn) => !after.granted.has(arn) && !isUnknown(after, arn));
  const one = (arns: readonly string[], single: string, several: string): string =>
    arns.length === 1 ? single : several;
  return [
    ...(became.length > 0
      ? [sentence('worse', [...links(became), one(became, ' is an administrator now.', ' are administrators now.')])]
      : [sentence('neither', ['Nobody became an administrator, as far as both audits measured.'])]),
    ...(ceased.length > 0
      ? [sentence('better', [...links(ceased), one(ceased, ' is none any more.', ' are none any more.')])]
      : []),
  ];
}

function isUnknown({ unknown }: Granted, arn: string): boolean {
  return unknown.has(arn) || unknown.has(arn.split(':')[4] ?? '');
}

function sentence(mood: Mood, words: Child[]): Sentence {
  return [mood, words];
}

function links(arns: readonly string[]): Child[] {
  const shown = arns.slice(0, named).flatMap((arn, at): Child[] => {
    const name = link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
    return at === 0 ? [name] : [', ', name];
  });
  return arns.length > named ? [...shown, ` and ${count(arns.length - named)} more`] : shown;
}

function figures(usage: Opened, from: string, to: string): Sentence[] {
  const [before, after] = [sumsOf(usage, from), sumsOf(usage, to)];
  return [
    ...compared('Unused actions of those that every audit measured', cohortUnused(before), cohortUnused(after)),
    ...compared('Dormant principals', before.dormant_principals, after.dormant_principals),
  ];
}

function compared(what: string, before: number | null, after: number | null): Sentence[] {
  if (before === null || after === null) return [sentence('neither', [`${what}: not known at both audits.`])];
  if (before === after) return [sentence('neither', [`${what}: ${count(after)}, as before.`])];
  const by = count(Math.abs(after - before));
  const words =
    after < before ? `${by} fewer than the ${count(before)} before` : `${by} more than the ${count(before)} before`;
  return [sentence(after < before ? 'better' : 'worse', [`${what}: ${count(after)}, ${words}.`])];
}

/** By the counts of all changes, whatever the file holds of them. */
function principals(page: Page, from: string, to: string): Sentence[] {
  const comparison = comparisonOf(page.summary, from, to);
  if (!comparison) return [];
  const { principals: of, actions } = comparison;
  return [
    sentence('neither', [
      `${counted(of.NEW ?? 0, 'user or role', 'users and roles')} new, ${count(of.GONE ?? 0)} gone.`,
    ]),
    sentence('neither', [
      `${counted(actions.NEWLY_GRANTED ?? 0, 'action')} newly granted, ${count(actions.NO_LONGER_GRANTED ?? 0)} no longer granted, each counted for each principal.`,
    ]),
  ];
}

/** Services that somebody used who had not before. */
async function firstUses(page: Page, from: string, to: string): Promise<Sentence[]> {
  if (!comparisonOf(page.summary, from, to)) return [];
  const sheet = await openSheet(`access_changes:${from}:${to}`);
  const rows = rowsOf(sheet).filter(
    (row) => sheet.get('change', row) === 'FIRST_USED' && sheet.get('action_name', row) === null,
  );
  const words = rows.slice(0, named).flatMap((row, at): Child[] => {
    const arn = sheet.text('principal_arn', row);
    const who = link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
    return [at === 0 ? '' : ', ', outside(sheet.text('service_namespace', row)), ' by ', who];
  });
  if (rows.length === 0) return [];
  const more = rows.length > named ? ` and ${count(rows.length - named)} more` : '';
  return [sentence('neither', ['Used for the first time: ', ...words, `${more}.`])];
}

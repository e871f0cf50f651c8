/** What happened since the last audit: what got better, what got worse, and who is behind it. */
import { type Child, h, link, outside } from '../../dom.js';
import { nameOf } from '../../list/columns.js';
import type { Page } from '../../page.js';
import { hashOf } from '../../route.js';
import { comparisonOf, type Opened, rowsOf } from '../../sheets.js';
import { count, counted } from '../../words.js';
import { type Granted, grantedOf, isDormant, observedRow, type Principal } from '../principals/principals.js';
import { cohortUnused, sumsOf } from './usage.js';

type Mood = 'better' | 'worse' | 'neither';
type Sentence = readonly [Mood, Child[]];

/** Names in one sentence; of more it says how many. */
const NAMED = 5;

/** Nothing, of a lake with one snapshot. */
export async function story(page: Page, usage: Opened): Promise<HTMLElement[]> {
  const { dates, date } = page.summary;
  const from = dates.at(-2);
  if (from === undefined) return [];
  const sentences = [
    ...(await administrators(page)),
    ...figures(usage, from, date),
    ...(await dormancy(page, from)),
    ...principals(page, from, date),
    ...firstUses(page, from, date),
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
async function administrators(page: Page): Promise<Sentence[]> {
  const [now, before] = await Promise.all([
    page.sheets.open('administrators'),
    page.sheets.open('administrators_before'),
  ]);
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
  const shown = arns.slice(0, NAMED).flatMap((arn, at): Child[] => {
    const name = link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
    return at === 0 ? [name] : [', ', name];
  });
  return arns.length > NAMED ? [...shown, ` and ${count(arns.length - NAMED)} more`] : shown;
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

/** Who is dormant now and was not, and who was and is used again; nothing of those who were not measured then. */
async function dormancy({ summary, principals: known, sheets }: Page, from: string): Promise<Sentence[]> {
  const [sheet, observed, administrators] = await Promise.all([
    sheets.open('dormant_before'),
    sheets.open('principals.kind-observed'),
    sheets.open('administrators_before'),
  ]);
  const before = new Map(rowsOf(sheet).map((row) => [sheet.text('principal_arn', row), sheet.get('is_dormant', row)]));
  const earlier = grantedOf(administrators);
  // What was made again under an ARN since then is not who was measured: it is observed by its ID.
  const wasMeasured = (one: Principal): boolean => {
    const first = observed.text('first_measured_date', observedRow(observed, one));
    return first !== '' && first <= from && !isUnknown(earlier, one.arn);
  };
  const isUsedSince = (one: Principal): boolean => {
    const usedAt = observed.number('last_known_use_at', observedRow(observed, one));
    return usedAt !== null && usedAt * 1000 >= Date.parse(from);
  };
  const isNow = (one: Principal): boolean | null => isDormant(one, summary.dormantDays);
  const newly = known.filter((one) => isNow(one) === true && !before.has(one.arn) && wasMeasured(one));
  const again = known.filter(
    (one) => isNow(one) === false && before.get(one.arn) === true && wasMeasured(one) && isUsedSince(one),
  );
  const told = (mood: Mood, words: string, some: readonly Principal[]): Sentence[] =>
    some.length === 0 ? [] : [sentence(mood, [words, ...links(some.map(({ arn }) => arn)), '.'])];
  return [...told('worse', 'Newly dormant: ', newly), ...told('better', 'Dormant before and used again: ', again)];
}

/** By the counts of all changes, whatever the file holds of them. */
function principals(page: Page, from: string, to: string): Sentence[] {
  const comparison = comparisonOf(page.summary, from, to);
  if (!comparison) return [];
  const { principals: of, actions } = comparison;
  return [
    sentence('neither', [
      `${of.NEW ? counted(of.NEW, 'user or role', 'users and roles') : 'No user or role'} new, ${count(of.GONE ?? 0)} gone.`,
    ]),
    sentence('neither', [
      `${counted(actions.NEWLY_GRANTED ?? 0, 'action')} newly granted, ${count(actions.NO_LONGER_GRANTED ?? 0)} no longer granted, each counted for each principal.`,
    ]),
  ];
}

/** Services that somebody used who had not before. */
function firstUses(page: Page, from: string, to: string): Sentence[] {
  const { firstUses: uses = [], services } = comparisonOf(page.summary, from, to) ?? {};
  if (uses.length === 0) return [];
  const words = uses.flatMap(([arn, service], at): Child[] => {
    const who = link(hashOf('principal', arn), outside(nameOf(arn), 'name', arn));
    return [at === 0 ? '' : ', ', outside(service), ' by ', who];
  });
  const all = services?.FIRST_USED ?? 0;
  const more = all > uses.length ? ` and ${count(all - uses.length)} more` : '';
  return [sentence('neither', ['Used for the first time: ', ...words, `${more}.`])];
}

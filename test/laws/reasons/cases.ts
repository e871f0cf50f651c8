/**
 * What was worked out by hand: in each file cases over {@link BASES}. A case begins with `== <name>`; then a line `#` that says
 * why, `ask: <subject> <service, service:action or anything>`, `with: <options as JSON>`, `expect: <codes>` and what else
 * is to be held (`counts`, `evidence`, `days`, `age`, `undecided`), and the sections of its lake.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { ReasonCode } from '../../../src/model/judgement/reasons.js';
import type { SubjectKind } from '../../../src/model/judgement/subjects.js';
import type { Lake } from '../world/lake.js';
import { type Judgement, reasonsAgainst } from './oracle/against.js';
import { ask } from './oracle/asked.js';
import { historyOf } from './oracle/history.js';
import type { Item, Question } from './oracle/question.js';
import type { Subject } from './oracle/subjects.js';
import { lakeOf } from './text-lake.js';

const folder = new URL('./', import.meta.url);
/** What each case stands on. */
const BASES = ['base.txt', 'statements.txt'];

export interface HandCase {
  readonly file: string;
  readonly name: string;
  readonly why: string;
  /** What the file puts over the base for each of its cases. */
  readonly prelude: string;
  readonly text: string;
  readonly item: Item;
  readonly question: Question;
  readonly expected: Expected;
}

/** By the line of the case; of a line that it lacks nothing is held. */
export type Expected = Readonly<Record<string, string>>;

export function handCases(): HandCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt') && !BASES.includes(file))
    .flatMap((file) => casesIn(file));
}

export function lakeOfCase({ prelude, text }: HandCase): Lake {
  const bases = BASES.map((file) => readFileSync(new URL(file, folder), 'utf8'));
  return lakeOf(...bases, prelude, text);
}

export function judgementOf(each: HandCase): Judgement {
  return reasonsAgainst(ask(historyOf(lakeOfCase(each)), each.question), each.item);
}

function casesIn(file: string): HandCase[] {
  const [prelude = '', ...texts] = readFileSync(new URL(file, folder), 'utf8').split(/^== /m);
  return texts.map((text) => {
    const [name = '', ...lines] = text.split('\n');
    const line = (key: string): string | undefined =>
      lines
        .find((each) => each.startsWith(`${key}: `))
        ?.slice(key.length + 2)
        .trim();
    const expected = HELD.map((key) => [key, line(key)] as const).filter(([, value]) => value !== undefined);
    return {
      ...{ file, name, prelude, text, why: lines.find((each) => each.startsWith('# '))?.slice(2) ?? '' },
      item: itemOf(line('ask') ?? ''),
      question: { date: '2026-07-01', days: 90, ...JSON.parse(line('with') ?? '{}') },
      expected: Object.fromEntries(expected) as Expected,
    };
  });
}

const HELD = ['expect', 'counts', 'evidence', 'days', 'unmeasured', 'age', 'undecided'];

/** The judgement as the lines of a case write it. */
export function written(judgement: Judgement, order: readonly { readonly code: ReasonCode }[]): Expected {
  const codes = order.map(({ code }) => code);
  return {
    expect: codes.filter((code) => judgement.codes.has(code)).join(' ') || 'nothing',
    counts:
      codes.flatMap((code) => (judgement.counts.has(code) ? `${code} ${judgement.counts.get(code)}` : [])).join(', ') ||
      'none',
    evidence: `${judgement.holdersWithEvidence} of ${judgement.holders}`,
    days: `${judgement.evidenceDays ?? '-'}`,
    unmeasured: `${judgement.accountsUnmeasured}`,
    age: judgement.grantAge ?? '-',
    undecided: judgement.undecidedBecause ?? '-',
  };
}

function itemOf(asked: string): Item {
  const words = asked.split(' ');
  const [service = '', action] = (words.at(-1) as string).split(':');
  const named = service === 'anything' ? { service: null, action: null } : { service, action: action ?? null };
  return { subject: subjectOf(words[0] as SubjectKind, words.slice(1, -1)), ...named };
}

function subjectOf(kind: SubjectKind, [first = '', second = '']: readonly string[]): Subject {
  const arn = `arn:aws:iam::${first}`;
  switch (kind) {
    case 'principal':
      return { kind, accountId: first, principalId: second };
    case 'managed_policy':
      return { kind, accountId: first, arn: second };
    case 'inline_policy':
    case 'group_policy':
      return { kind, accountId: first.split(':')[0] as string, arn, name: second };
    case 'permission_set':
    case 'role_name':
      return { kind, name: first };
    case 'account':
      return { kind, accountId: first };
    case 'ou':
      return { kind, ouId: first };
    case 'organization':
      return { kind };
  }
}

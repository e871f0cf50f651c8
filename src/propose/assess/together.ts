/** Inline policies of one user, role or group, which share the characters that IAM allows it. */
import { compactLength } from '../../policy/json.js';
import { countPowers, POWERS } from '../../policy/power.js';
import { grouped } from '../subjects/grouped.js';
import type { Subject } from '../subjects/subject.js';
import type { Assessment } from './assessment.js';

type Assess = (subject: Subject) => Assessment;

/** What does more than read, the greatest first. */
const CHANGING = POWERS.filter((power) => power !== 'reads');

/** Documents in groups: those of one owner together, any other by itself. */
export function ofOneOwner(subjects: readonly Subject[]): (readonly Subject[])[] {
  const ownerOf = ({ kind, ownerArn, key }: Subject): string => (kind === 'inline_policy' ? `${ownerArn}` : ` ${key}`);
  return [...grouped(subjects.map((subject) => [ownerOf(subject), subject] as const)).values()];
}

/**
 * Assesses documents of one owner so that all their new texts fit at once, whichever of them are applied: who loses the
 * most power comes first, and each has less room by what those before it grow.
 */
export function assessTogether(subjects: readonly Subject[], assess: Assess): Assessment[] {
  const alone = subjects.map(assess);
  if (alone.length === 1) return alone;
  const made = new Map<string, Assessment>();
  let growth = 0;
  for (const one of [...alone].sort(byPower)) {
    const assessment = growth === 0 ? one : assess(withLess(one.subject, growth));
    growth += growthOf(assessment);
    made.set(one.subject.key, assessment);
  }
  return subjects.map(({ key }) => made.get(key) as Assessment);
}

function withLess(subject: Subject, characters: number): Subject {
  const { limit, besides } = subject;
  return { ...subject, limit: Math.max(0, limit - characters), besides: besides + characters };
}

/** By how many characters a text that may be applied is longer than the one that stands. */
function growthOf({ status, before, after }: Assessment): number {
  if ((status !== 'proposed' && status !== 'conditional') || before === null) return 0;
  const now = after.reduce((total, text) => total + compactLength(text), 0);
  return Math.max(0, now - compactLength(before));
}

function byPower(a: Assessment, b: Assessment): number {
  const [first, second] = [a, b].map(({ removed }) => {
    const counts = countPowers(removed.map(({ power }) => power));
    return [...CHANGING.map((power) => counts[power]), removed.length];
  }) as [number[], number[]];
  const at = first.findIndex((number, place) => number !== second[place]);
  return at < 0 ? 0 : (second[at] as number) - (first[at] as number);
}

/** Whether a smaller text is worth the trouble of whoever must sign it. */
import type { Power, PowerOf } from '../../policy/power.js';
import type { Subject } from '../subjects/subject.js';

/** Actions above read, where nothing else is asked for. */
export const LEAST_GAIN = 20;

export interface GainOptions {
  /** Actions above read that a copy of a policy of AWS must take away: AWS's own changes no longer reach it. */
  readonly leastGain: number;
  /** Whether documents that only read are asked for, too. */
  readonly isReadOnlyIncluded: boolean;
  readonly powerOf: PowerOf;
}

interface Change {
  /** Actions that the Action lists name, in lower case. */
  readonly named: Iterable<string>;
  readonly removed: readonly { readonly power: Power }[];
}

export type TooLittle = 'reads_only' | 'least_gain';

/** Why nothing is proposed though something could go; null: it is worth it. */
export function tooLittle(
  { kind }: Pick<Subject, 'kind'>,
  { named, removed }: Change,
  options: GainOptions,
): TooLittle | null {
  const { leastGain, isReadOnlyIncluded, powerOf } = options;
  if (removed.length === 0) return null;
  if (!isReadOnlyIncluded && onlyReads(named, powerOf)) return 'reads_only';
  const powers = removed.map(({ power }) => power);
  return kind === 'aws_managed_policy' && isLittle(powers, leastGain) ? 'least_gain' : null;
}

/** Whether a policy of AWS would lose actions of these powers, too few for a copy of it. */
export function isLittle(removed: readonly Power[], leastGain: number): boolean {
  return removed.filter((power) => power !== 'reads').length < leastGain;
}

function onlyReads(named: Iterable<string>, powerOf: PowerOf): boolean {
  for (const action of named) if (powerOf(action) !== 'reads') return false;
  return true;
}

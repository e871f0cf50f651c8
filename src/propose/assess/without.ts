/** What could go if somebody who stands in the way did not hold the document: what a blocker costs. */
import { isReadable } from '../../policy/document.js';
import { readHeld } from '../../policy/fixed-statements.js';
import type { KnownActions } from '../evidence/known-actions.js';
import { type Evidence, onceEach, type UseEvidence } from '../evidence/use-evidence.js';
import { type Gap, isHeldByUser, type Subject } from '../subjects/subject.js';
import { type AroundOptions, around } from './callers.js';
import type { DecideOptions } from './decide.js';
import { removableOf } from './propose.js';

/** Actions that stay for a use of nobody but the holder, or the account, that a gap names. */
export function keptFor(
  gap: Gap,
  subject: Subject,
  evidence: Evidence,
  options: Omit<DecideOptions, 'calledBeside'> & AroundOptions & { readonly known: KnownActions },
): number {
  const isTheirs = usesOf(gap);
  if (isTheirs === undefined || !hasAny(evidence, isTheirs)) return 0;
  const isCounted = subject.holders.some(({ arn, isMeasured }) => isMeasured && isTheirs(arn));
  const others = withoutUses(evidence, isTheirs, isCounted);
  const more = new Set<string>();
  const isByUser = isHeldByUser(subject);
  for (const part of subject.parts) {
    const document = readHeld(part.text, isByUser);
    if (!isReadable(document)) continue;
    const { calledBeside, earlierTexts } = around(subject, part, options);
    const own = { ...options, calledBeside, earlierTexts };
    const base = removableOf(document, evidence, options.known, own);
    for (const action of removableOf(document, others, options.known, own).keys())
      if (!base.has(action)) more.add(action);
  }
  return more.size;
}

/** Whose uses they are; undefined: the gap is of nobody. */
function usesOf({ code, subject, holderArn }: Gap): ((arn: string) => boolean) | undefined {
  if (holderArn !== undefined) return (arn) => arn === holderArn;
  return code === 'account_not_measured' ? (arn) => arn.split(':')[4] === subject : undefined;
}

type IsTheirs = (arn: string) => boolean;

function isTheirsAlone({ usedBy: [only, another] }: UseEvidence, isTheirs: IsTheirs): boolean {
  return only !== undefined && isTheirs(only) && (another === undefined || isTheirs(another));
}

function hasAny({ services, actions }: Evidence, isTheirs: IsTheirs): boolean {
  return [...services.values(), ...actions.values()].some((row) => isTheirsAlone(row, isTheirs));
}

/** The evidence of the other holders. `isCounted`: a measured holder, whose rows stand in the counts. */
function withoutUses(evidence: Evidence, isTheirs: IsTheirs, isCounted: boolean): Evidence {
  const less = isCounted ? 1 : 0;
  const { holders } = evidence;
  const own = <T extends UseEvidence>(row: T): T => ({
    ...row,
    rows: row.rows === holders ? holders - less : row.rows,
    enough: row.enough === holders ? holders - less : row.enough,
    ...(isTheirsAlone(row, isTheirs) ? { isUsed: false, lastKnownUse: null, usedBy: [] } : {}),
  });
  return {
    holders: holders - less,
    services: mapped(evidence.services, onceEach(own)),
    actions: mapped(evidence.actions, onceEach(own)),
  };
}

function mapped<T>(all: ReadonlyMap<string, T>, make: (row: T) => T): Map<string, T> {
  const made = new Map<string, T>();
  for (const [key, row] of all) made.set(key, make(row));
  return made;
}
